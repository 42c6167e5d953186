import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { sumOf } from '../../tests/support/metrics.ts';
import { exporterUnderTest, settingsOf } from '../testing.ts';
import { FailureLimit } from '../web/failure_limit.ts';
import { Gate, type GateOptions, type Knock } from '../web/gate.ts';
import { guard } from './access.ts';
import { ask, EVENTS, TOKEN } from './testing.ts';

const PASSWORD = 'pässword of alice';
const USERS = `alice: ${hashSync(PASSWORD, 4)}\n`;
const BOTH =
  '"Bearer" and the token of exporter.token_file, or "Basic" with a name and password of exporter.basic_auth_users_file';
const BASIC_CHALLENGE = 'Basic realm="goldwatch", charset="UTF-8"';

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const bearer = { authorization: `Bearer ${TOKEN}` };
const alice = basic('alice', PASSWORD);

/** An exporter that listens everywhere, with these settings, TOKEN and a user alice. */
async function guarded(exporter: Readonly<Record<string, unknown>> = {}) {
  const files = { token: TOKEN, 'users.yml': USERS, password: PASSWORD };
  const settings = {
    listen: '0.0.0.0:0',
    token_file: 'token',
    basic_auth_users_file: 'users.yml',
    ...exporter,
  };
  const under = await exporterUnderTest({ exporter: settings, sources: [EVENTS] }, { files });
  await under.exporter.ready;
  const url = under.url.replace('0.0.0.0', '127.0.0.1');
  const statusOf = async (path: string, headers: Record<string, string>, method = 'GET') =>
    (await ask(`${url}${path}`, { headers, method })).status;
  return { ...under, url, statusOf };
}

test('whoever has the token or a password of their own is let in, and others are told how', async () => {
  const { url, statusOf } = await guarded();

  expect(await statusOf('/metrics', bearer)).toBe(200);
  expect(await statusOf('/metrics', alice)).toBe(200);
  expect(await statusOf('/metrics', basic('token', TOKEN)), 'a browser shows the token so').toBe(200);
  const missing = await ask(`${url}/metrics`);
  expect(missing).toMatchObject({
    status: 401,
    body: { error: `The request has no Authorization header. Send ${BOTH}.` },
  });
  expect(missing.headers['www-authenticate']).toBe(`Bearer, ${BASIC_CHALLENGE}`);
  for (const wrong of [
    basic('alice', `${PASSWORD}x`),
    basic('Alice', PASSWORD),
    basic('mallory', PASSWORD),
    basic('alice', TOKEN),
    basic('token', PASSWORD),
    { authorization: 'Digest username="alice"' },
    { authorization: 'Basic YWxpY2U=' },
  ]) {
    expect(await ask(`${url}/metrics`, { headers: wrong }), wrong.authorization).toMatchObject({
      status: 401,
      body: { error: `The request has a wrong Authorization header. Send ${BOTH}.` },
    });
  }
});

test('each place has the policy that exporter.access gives it', async () => {
  const { url, statusOf } = await guarded({
    access: { metrics: 'anyone', events: 'token', alerts: 'basic', page: 'basic' },
    http_config: { basic_auth: { username: 'alice', password_file: 'password' } },
  });

  expect(await statusOf('/metrics', {})).toBe(200);
  expect(await statusOf('/v1/events', bearer, 'POST')).toBe(400);
  expect(await ask(`${url}/v1/events`, { method: 'POST', headers: alice })).toMatchObject({
    status: 403,
    body: { error: 'exporter.access lets in here only "Bearer" and the token of exporter.token_file.' },
  });
  for (const path of ['/', '/v1/alerts', '/v1/errors', '/v1/status']) {
    expect(await statusOf(path, alice), path).toBe(200);
    expect(await statusOf(path, {}), path).toBe(401);
    expect(await ask(`${url}${path}`, { headers: bearer }), path).toMatchObject({
      status: 403,
      body: {
        error:
          'exporter.access lets in here only "Basic" with a name and password of exporter.basic_auth_users_file.',
      },
    });
  }
  expect((await ask(`${url}/`)).headers['www-authenticate']).toBe(BASIC_CHALLENGE);
  expect(await statusOf('/-/reload', {}, 'POST')).toBe(401);
});

test('what a browser knows is not for pages of others', async () => {
  const { url, statusOf } = await guarded();
  const headers = { ...alice, origin: 'https://evil.example' };

  expect(await ask(`${url}/-/reload`, { method: 'POST', headers })).toMatchObject({
    status: 403,
    body: {
      error:
        'The request comes from the web page "https://evil.example", which may not use what a browser knows. Send "Bearer" and the token.',
    },
  });
  expect(await statusOf('/metrics', { ...alice, origin: url })).toBe(200);
  expect(await statusOf('/metrics', { ...alice, host: 'exporter.example.com' }), 'behind a proxy').toBe(200);
});

test('after ten wrong passwords further ones wait, while the token and whoever was right before do not', async () => {
  const { exporter, url, statusOf, log } = await guarded();
  await statusOf('/metrics', alice);
  for (let guess = 0; guess < 10; guess += 1) {
    expect(await statusOf('/metrics', basic('alice', `guess ${guess}`))).toBe(401);
  }

  for (const late of [
    basic('alice', 'another guess'),
    basic('mallory', PASSWORD),
    { authorization: 'Bearer guess' },
  ]) {
    const { status, headers, body } = await ask(`${url}/metrics`, { headers: late });
    expect(status).toBe(429);
    const seconds = Number(headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(10);
    expect(body).toEqual({
      error: `Too many wrong credentials came from 127.0.0.1. Try again in ${seconds} s.`,
    });
  }
  expect(await statusOf('/metrics', {}), 'nothing was tried').toBe(401);
  expect(await statusOf('/metrics', alice)).toBe(200);
  await exporter.reload();
  expect(await statusOf('/metrics', alice), 'a reload forgets nobody').toBe(200);
  const { body } = await ask(`${url}/metrics`, { headers: bearer });

  const refused = (reason: string) => sumOf(String(body), 'goldwatch_requests_refused_total', { reason });
  expect(refused('wrong_credentials')).toBe(10);
  expect(refused('rate_limited')).toBe(3);
  expect(refused('no_credentials')).toBe(1);
  expect(log.messages('warn')).toEqual([
    'Wrong credentials came from 127.0.0.1 again and again: no more of them are tried for 10 s. Correct what it sends, or keep it out.',
  ]);
});

test('a reload reads users and policies anew, and whoever is gone is not let in', async () => {
  const { exporter, directory, statusOf, next } = await guarded();
  expect(await statusOf('/metrics', alice)).toBe(200);

  await writeFile(join(directory, 'users.yml'), USERS.replace('alice', 'bob'));
  expect(await statusOf('/metrics', alice)).toBe(200);
  expect(await exporter.reload()).toEqual({ ok: true, message: 'The configuration is loaded.' });
  expect(await statusOf('/metrics', alice)).toBe(401);
  expect(await statusOf('/metrics', basic('bob', PASSWORD))).toBe(200);

  await writeFile(join(directory, 'users.yml'), 'bob: pa55word');
  const { ok, message } = await exporter.reload();
  expect(ok).toBe(false);
  expect(message).toContain(':1:6: what "bob" has is no bcrypt hash.');
  expect(message).not.toContain('pa55word');
  expect(await statusOf('/metrics', basic('bob', PASSWORD))).toBe(200);

  next({ exporter: { listen: '0.0.0.0:0', token_file: 'token' } });
  expect((await exporter.reload()).ok).toBe(true);
  expect(await statusOf('/metrics', basic('bob', PASSWORD))).toBe(401);
});

test('a status page that is open is told nothing more when a reload takes its user away', async () => {
  const { exporter, url, directory } = await guarded();
  const asked = get(`${url}/v1/status/stream`, { agent: false, headers: alice });
  const [stream] = (await once(asked, 'response')) as [IncomingMessage];
  const closed = once(stream.on('error', () => {}).resume(), 'close');
  const open = async () => {
    const { body } = await ask(`${url}/metrics`, { headers: bearer });
    return sumOf(String(body), 'goldwatch_status_streams');
  };

  await exporter.reload();
  expect(await open(), 'nobody has gone').toBe(1);
  await writeFile(join(directory, 'users.yml'), USERS.replace('alice', 'bob'));
  await exporter.reload();
  expect(await open()).toBe(0);
  await closed;
  expect((await ask(`${url}/v1/status/stream`, { headers: alice })).status).toBe(401);
});

/** What lets in one user alone, with PASSWORD. */
const letsIn = (user: string): GateOptions => ({
  settings: settingsOf({}, '/'),
  credentials: { token: null, users: new Map([[user, hashSync(PASSWORD, 4)]]) },
  isLoopback: false,
  limit: new FailureLimit(() => 0),
  onLimited() {},
});

test('whoever a reload takes away while the password is compared is not let in', async () => {
  const [before, after] = [new Gate(letsIn('alice')), new Gate(letsIn('bob'))];
  let asked = 0;
  const server = Fastify();
  guard(
    server,
    () => {
      asked += 1;
      return asked === 1 ? before : after;
    },
    () => {},
  );
  server.get('/', () => 'in');
  onTestFinished(() => server.close());
  const url = await server.listen({ host: '127.0.0.1', port: 0 });

  expect((await ask(url, { headers: alice })).status).toBe(401);
  expect((await ask(url, { headers: basic('bob', PASSWORD) })).body).toBe('in');
});

test('what a client wanted that goes away while its password is compared is not begun', async () => {
  const [asked, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  class SlowGate extends Gate {
    override async refusal(knock: Knock) {
      asked.resolve();
      await gone.promise;
      return await super.refusal(knock);
    }
  }
  const gate = new SlowGate(letsIn('alice'));
  const server = Fastify();
  server.server.once('connection', (socket) => socket.once('close', gone.resolve));
  guard(
    server,
    () => gate,
    () => {},
  );
  let begun = 0;
  server.get('/', () => {
    begun += 1;
    return 'in';
  });
  onTestFinished(() => server.close());
  const url = await server.listen({ host: '127.0.0.1', port: 0 });

  const client = get(url, { agent: false, headers: alice }).on('error', () => {});
  await asked.promise;
  client.destroy();
  await gone.promise;
  expect((await ask(url, { headers: alice })).body).toBe('in');
  expect(begun).toBe(1);
});

test('neither passwords nor hashes are to be read anywhere', async () => {
  const { exporter, url, log } = await guarded();
  const told: unknown[] = [];
  for (const path of ['/', '/metrics', '/nowhere', '/v1/status', '/v1/status/configuration']) {
    for (const headers of [alice, basic('alice', `${PASSWORD}x`)])
      told.push(await ask(`${url}${path}`, { headers }));
  }
  await exporter.stop();

  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), '$2b$', alice.authorization.slice(6)])
    expect(JSON.stringify(told) + log.text).not.toContain(secret);
});
