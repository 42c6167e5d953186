import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { sumOf } from '../../tests/support/metrics.ts';
import { exporterUnderTest } from '../testing.ts';
import { ask, send } from './testing.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

async function running() {
  const under = await exporterUnderTest();
  await under.exporter.ready;
  return under;
}

test.each([
  ['GET', '/nowhere'],
  ['GET', '/-/reload'],
  ['POST', '/metrics'],
  ['DELETE', '/'],
  ['PROPFIND', '/metrics'],
  ['OPTIONS', '/metrics'],
  ['GET', '/metrics/'],
  ['GET', '//metrics'],
  ['GET', '/METRICS'],
  ['GET', '/constructor'],
  ['GET', '/__proto__'],
  ['GET', `/${'a'.repeat(8_000)}`],
])('there is no %s %s, and a sentence says so', async (method, path) => {
  const { url } = await running();

  const { status, headers, body } = await ask(`${url}${path}`, { method });

  expect(status).toBe(404);
  expect(headers['content-type']).toBe(JSON_TYPE);
  expect(body).toEqual({ error: `There is no ${method} ${path}. See / for what there is.` });
});

test('a query changes nothing', async () => {
  const { url } = await running();

  expect((await ask(`${url}/-/healthy?now&then=1`)).status).toBe(200);
});

test.each(['/%', '/%zz', '/%c0%af', '/metrics%ff'])('the URL %s is not one', async (path) => {
  const { url } = await running();

  const { status, headers, body } = await ask(`${url}${path}`);

  expect(status).toBe(400);
  expect(headers['content-type']).toBe(JSON_TYPE);
  expect(body).toEqual({ error: 'The URL is not percent-encoded UTF-8.' });
});

test('what is too long or no HTTP is answered in a sentence, and the connection closed', async () => {
  const { url } = await running();
  const [head, body] = (
    await send(url, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
  ).split('\r\n\r\n');

  expect(head?.split('\r\n')).toEqual([
    'HTTP/1.1 431 Request Header Fields Too Large',
    `content-type: ${JSON_TYPE}`,
    `content-length: ${body?.length}`,
    'connection: close',
  ]);
  expect(body).toBe(
    '{"error":"The headers and the URL are longer than 16 KiB together, or there are more than 100 header fields."}',
  );
  expect(await send(url, `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`)).toContain(
    'The headers and the URL are longer than 16 KiB together, or there are more than 100 header fields.',
  );
  expect(await send(url, 'this is no HTTP\r\n\r\n')).toContain('{"error":"The request is not HTTP."}');
  expect(await send(url, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc')).toContain('HTTP/1.1 400 Bad Request');
  expect((await ask(`${url}/-/healthy`)).status).toBe(200);
});

test('what Node would refuse without a word is refused in a sentence', async () => {
  const { url } = await running();
  const answered = async (request: string) => {
    const [head = '', body = ''] = (await send(url, `${request}connection: close\r\n\r\n`)).split('\r\n\r\n');
    return [head.split('\r\n')[0], body];
  };

  for (const path of ['/', '/-/healthy', '/nowhere'])
    expect(await answered(`GET ${path} HTTP/1.1\r\n`), path).toEqual([
      'HTTP/1.1 400 Bad Request',
      '{"error":"The request has no Host header, which HTTP/1.1 wants."}',
    ]);
  expect((await answered('GET /-/healthy HTTP/1.0\r\n'))[0]).toBe('HTTP/1.1 200 OK');
  expect(await answered('POST /-/reload HTTP/1.1\r\nhost: localhost\r\nexpect: wonders\r\n')).toEqual([
    'HTTP/1.1 417 Expectation Failed',
    '{"error":"The expectation \\"wonders\\" cannot be met. Send no Expect header but 100-continue."}',
  ]);
});

test('a client that goes away in the middle of its request disturbs nobody', async () => {
  const { url, log } = await running();
  const { hostname, port } = new URL(url);
  for (let client = 0; client < 20; client += 1) {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      'POST /v1/alerts HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    );
    socket.resetAndDestroy();
  }

  expect((await ask(`${url}/metrics`)).status).toBe(200);
  expect(log.messages('warn')).toEqual([]);
});

test('a body of another type, a broken one and one too large are refused in a sentence', async () => {
  const { url } = await running();
  const post = async (body: string, type: string, path = '/v1/alerts') => {
    const answer = await ask(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': type } });
    return [answer.status, answer.body];
  };

  expect(await post('a=b', 'application/x-www-form-urlencoded')).toEqual([
    415,
    {
      error:
        'The content type "application/x-www-form-urlencoded" is not read here. Send JSON as application/json.',
    },
  ]);
  expect(await post('x', 'nonsense')).toEqual([
    415,
    { error: 'The content type "nonsense" is not read here. Send JSON as application/json.' },
  ]);
  expect(await post('{"version":', 'application/json')).toEqual([400, { error: 'The body is not JSON.' }]);
  expect(await post('', 'application/json')).toEqual([400, { error: 'The body is not JSON.' }]);
});

test('a body that is too large is refused before it is sent', async () => {
  const { url } = await running();
  const announce = async (path: string, bytes: number) => {
    const headers = { 'content-type': 'application/json', 'content-length': String(bytes) };
    const { status, body } = await ask(`${url}${path}`, { method: 'POST', headers });
    return [status, body];
  };

  expect(await announce('/v1/alerts', 16 * 1_048_576 + 1)).toEqual([
    413,
    { error: 'The body is larger than 16 MiB, the most that is read.' },
  ]);
  expect(await announce('/-/reload', 1_048_577)).toEqual([
    413,
    { error: 'The body is larger than 1 MiB, the most that is read.' },
  ]);
});

test('HEAD is answered like GET, without the body', async () => {
  const { url } = await running();

  const { status, headers, body } = await ask(`${url}/metrics`, { method: 'HEAD' });

  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8; escaping=underscores');
  expect(Number(headers['content-length'])).toBeGreaterThan(1_000);
  expect(body).toBe('');
});

test('the exporter counts the requests to itself by route, whatever paths and methods strangers try', async () => {
  const { url, page } = await running();
  for (let path = 0; path < 50; path += 1) await ask(`${url}/admin/${path}.php`);
  await ask(`${url}/-/healthy`, { method: 'PROPFIND' });
  await ask(`${url}/-/healthy`);

  const text = await page();

  const requests = (labels: Record<string, string>) =>
    sumOf(text, 'http_requests_total', { service: 'goldwatch', ...labels });
  expect(requests({ route: '<unmatched>', method: 'GET', status: '404' })).toBe(50);
  expect(requests({ route: '<unmatched>', method: '<other>', status: '404' })).toBe(1);
  expect(requests({ route: '/-/healthy', method: 'GET', status: '200' })).toBe(1);
  expect(requests({})).toBe(52);
});
