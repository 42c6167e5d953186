import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { failureOf } from '../testing.ts';
import { ask, GUARDED, TOKEN, withoutToken, withToken } from './testing.ts';

test('where others may reach it, it does not start without authentication', async () => {
  const exporter = { listen: '0.0.0.0:0' };

  expect(await failureOf({ exporter }, await temporaryDirectory())).toBe(
    'The exporter would listen on 0.0.0.0:0, which other machines may reach, without authentication. ' +
      'Set exporter.token_file (`npx goldwatch secrets FILE` makes one) or exporter.basic_auth_users_file, or let exporter.listen be 127.0.0.1:9464.',
  );
});

test.each(GUARDED)('%s %s wants the token', async (method, path) => {
  const { url } = await withToken();
  const answerTo = async (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization };
    const { status, headers: received, body } = await ask(`${url}${path}`, { method, headers });
    return { status, challenge: received['www-authenticate'], body: method === 'HEAD' ? undefined : body };
  };
  const refused = (problem: string) => ({
    status: 401,
    challenge: 'Bearer, Basic realm="goldwatch", charset="UTF-8"',
    body:
      method === 'HEAD'
        ? undefined
        : {
            error: `The request ${problem} Authorization header. Send "Bearer" and the token of exporter.token_file.`,
          },
  });

  expect(await answerTo()).toEqual(refused('has no'));
  for (const wrong of [
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Basic ${btoa(`goldwatch:${TOKEN}`)}`,
    TOKEN,
  ]) {
    expect(await answerTo(wrong), wrong).toEqual(refused('has a wrong'));
  }
  expect((await answerTo(`Bearer ${TOKEN}`)).status).not.toBe(401);
  expect((await answerTo(`bearer  ${TOKEN}`)).status, 'a scheme has no case').not.toBe(401);
});

test('health checks want no token, and whoever has none learns nothing else', async () => {
  const { url } = await withToken();

  expect((await ask(`${url}/-/healthy`)).status).toBe(200);
  expect((await ask(`${url}/-/ready`)).status).toBe(200);
  expect(await ask(`${url}/nowhere`)).toMatchObject({
    status: 404,
    body: { error: 'There is no GET /nowhere. See / for what there is.' },
  });
});

test('a body is not read before the token was right', async () => {
  const { url } = await withToken();
  const headers = { 'content-type': 'application/json', 'content-length': '1000000000' };

  expect((await ask(`${url}/v1/alerts`, { method: 'POST', headers })).status).toBe(401);
});

test('the token is nowhere to be read: not in metrics, on the page, in answers or in the log', async () => {
  const { url, log, exporter, directory } = await withToken();
  const headers = { authorization: `Bearer ${TOKEN}` };
  const told: unknown[] = [];
  for (const [method, path] of [...GUARDED, ['GET', '/nowhere'], ['GET', '/%'], ['GET', '/-/ready']]) {
    told.push(await ask(`${url}${path}`, { method, headers }));
    told.push(await ask(`${url}${path}`, { method, headers: { authorization: `Bearer ${TOKEN}x` } }));
  }
  await writeFile(join(directory, 'token'), `${TOKEN} spoilt`);
  told.push(await exporter.reload());
  await exporter.stop();

  expect(told).toHaveLength(25);
  expect(JSON.stringify(told)).not.toContain(TOKEN);
  expect(log.text).toContain('must hold one token');
  expect(log.text).not.toContain(TOKEN);
});

test('a reload reads the token anew, and keeps the old one where the new one cannot be used', async () => {
  const { url, exporter, directory } = await withToken();
  const statusWith = async (token: string) =>
    (await ask(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status;

  await writeFile(join(directory, 'token'), 'another-token-altogether');
  expect(await statusWith(TOKEN)).toBe(200);
  expect((await exporter.reload()).ok).toBe(true);
  expect(await statusWith(TOKEN)).toBe(401);
  expect(await statusWith('another-token-altogether')).toBe(200);

  await writeFile(join(directory, 'token'), 'short');
  expect((await exporter.reload()).ok).toBe(false);
  expect(await statusWith('another-token-altogether')).toBe(200);
});

test('a reload cannot take the token away where others may reach the exporter', async () => {
  const { url, exporter, next } = await withToken();
  next({ exporter: { listen: '127.0.0.1:0' } });

  expect((await exporter.reload()).message).toContain('The exporter would listen on 0.0.0.0:0, ');
  expect((await ask(`${url}/metrics`)).status).toBe(401);
});

test('on loopback a reload can set a token', async () => {
  const { url, exporter, next, directory } = await withoutToken();
  await writeFile(join(directory, 'token'), TOKEN);
  next({ exporter: { token_file: 'token' } });

  expect(await exporter.reload()).toEqual({ ok: true, message: 'The configuration is loaded.' });
  expect((await ask(`${url}/metrics`)).status).toBe(401);
});
