import { expect, test } from 'vitest';
import { ask, GUARDED, TOKEN, withoutToken, withToken } from './testing.ts';

test.each(GUARDED)('without a token, %s %s is answered to programs on this machine', async (method, path) => {
  const { url } = await withoutToken();
  const port = new URL(url).port;

  for (const host of [
    '127.0.0.1',
    'localhost',
    'LOCALHOST.',
    '[::1]',
    'app.localhost',
    'exporter',
    'host.docker.internal',
    '192.0.2.1',
  ]) {
    const { status } = await ask(`${url}${path}`, { method, headers: { host: `${host}:${port}` } });
    expect([200, 400], host).toContain(status);
  }
});

test.each(GUARDED)(
  'without a token, %s %s is refused to a page whose name points here',
  async (method, path) => {
    const { url } = await withoutToken();

    for (const host of ['evil.example:9464', 'evil.example', 'localhost.evil.example.', '127.0.0.1.nip.io']) {
      const answer = await ask(`${url}${path}`, { method, headers: { host, origin: `http://${host}` } });
      expect(answer.status, host).toBe(403);
      if (method === 'HEAD') continue;
      expect(answer.body).toEqual({
        error: `The request is for the host "${host}", which may be anybody's. Ask for 127.0.0.1 or localhost, or set exporter.token_file.`,
      });
    }
  },
);

test.each(GUARDED)('without a token, %s %s is refused to pages of others', async (method, path) => {
  const { url } = await withoutToken();
  const { host } = new URL(url);

  for (const origin of [
    'https://evil.example',
    'http://127.0.0.1:1',
    'null',
    `http://${host}.evil.example`,
  ]) {
    const answer = await ask(`${url}${path}`, { method, headers: { origin } });
    expect(answer.status, origin).toBe(403);
    if (method === 'HEAD') continue;
    expect(answer.body).toEqual({
      error: `The request comes from the web page "${origin}". Without a token it is refused: set exporter.token_file.`,
    });
  }
  expect((await ask(`${url}${path}`, { method, headers: { origin: `http://${host}` } })).status).not.toBe(
    403,
  );
});

test('a form of another page can neither reload nor report alerts, whatever it calls its content', async () => {
  const { url, log } = await withoutToken();
  const body = '{"version":"4","alerts":[]}';
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    for (const path of ['/-/reload', '/v1/alerts']) {
      const headers = { origin: 'https://evil.example', 'content-type': type };
      expect((await ask(`${url}${path}`, { method: 'POST', headers, body })).status).toBe(403);
    }
  }
  expect(log.messages()).toEqual(['The exporter has caught up and is ready.']);
});

test('with a token, neither host nor origin matters', async () => {
  const { url } = await withToken();
  const headers = {
    host: 'metrics.example.com',
    origin: 'https://grafana.example.com',
    authorization: `Bearer ${TOKEN}`,
  };

  expect((await ask(`${url}/metrics`, { headers })).status).toBe(200);
});
