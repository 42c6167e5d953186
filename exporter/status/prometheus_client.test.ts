import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../tests/support/ports.ts';
import { PrometheusClient } from './prometheus_client.ts';

/** A stand-in that answers as it is told, and what it was asked. */
async function standIn(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, client: new PrometheusClient({ url, token: null }) };
}

const saying = (status: number, body: string) =>
  standIn((_request, response) => response.writeHead(status).end(body));

const vector = (result: unknown) =>
  JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });

/** Why a query is not answered. */
async function failureOf(client: PrometheusClient): Promise<string> {
  const error = await client.query('up').catch((one: unknown) => one as Error);
  return error instanceof Error ? `${error.name}: ${error.message}` : 'It is answered.';
}

test('a number may be anything that Prometheus has, and labels any text', async () => {
  const values = ['1', '-0.5', '1e-7', '2.5E+3', 'NaN', '+Inf', '-Inf'];
  const hostile = { service: '<img src=x onerror=alert(1)>', ['__proto__' as string]: 'x', constructor: 'y' };
  const { client } = await saying(
    200,
    vector(values.map((value) => ({ metric: hostile, value: [1, value] }))),
  );

  const series = await client.query('up');

  const { NaN: nan, POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
  expect(series.map(({ value }) => value)).toEqual([1, -0.5, 1e-7, 2500, nan, most, least]);
  expect(series[0]?.labels.service).toBe(hostile.service);
});

test('the token goes along, but not to where the address leads away', async () => {
  const other = await saying(200, vector([]));
  const { url, asked } = await standIn((_request, response) =>
    response.writeHead(302, { location: other.url }).end(),
  );

  expect(await failureOf(new PrometheusClient({ url, token: 'its-token' }))).toBe(
    `PrometheusError: Prometheus at ${url} does not answer: unexpected redirect. Check exporter.prometheus, and that it runs.`,
  );

  expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer its-token']);
  expect(other.asked).toEqual([]);
});

test.each([
  [
    'a refusal',
    400,
    '{"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:3"}',
    'answers with status 400: invalid parameter "query": 1:3.',
  ],
  [
    'no credentials',
    401,
    'no',
    'does not let the exporter in (status 401). Set exporter.prometheus_token_file.',
  ],
  ['a gateway', 502, '<html>', 'answers with status 502.'],
  ['an error of 200', 200, '{"status":"error","error":"x"}', 'answers with status 200: x.'],
])('%s is a sentence', async (_what, status, body, sentence) => {
  const { url, client } = await saying(status, body);

  expect(await failureOf(client)).toBe(`PrometheusError: Prometheus at ${url} ${sentence}`);
});

test.each([
  ['a page', '<html>'],
  ['another result', '{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}'],
  ['a value that is none', vector([{ metric: {}, value: [1, '0x10'] }])],
])('%s is no answer of Prometheus', async (_what, body) => {
  const { url, client } = await saying(200, body);

  expect(await failureOf(client)).toBe(
    `PrometheusError: What answers at ${url} is no Prometheus. Check exporter.prometheus.`,
  );
});

test('an answer with too many series is said to have them', async () => {
  const { url, client } = await saying(200, vector(Array(5_001).fill({ metric: {}, value: [1, '1'] })));

  expect(await failureOf(client)).toBe(
    `PrometheusError: The answer of Prometheus at ${url} has more than 5000 series, too many for the status page.`,
  );
});

test('an answer without end is given up at 16 MB', async () => {
  const chunk = Buffer.alloc(1_000_000, ' ');
  const { url, client } = await standIn((_request, response) => {
    const write = () => {
      while (response.writable && response.write(chunk));
    };
    response.on('drain', write);
    write();
  });

  expect(await failureOf(client)).toBe(
    `PrometheusError: The answer of Prometheus at ${url} is larger than 16 MB: it has too many series.`,
  );
});

test.each(['secret\nanother', 'secret \u20ac', 'sec\u0000ret', 'secret two'])(
  'the token %j, which no header can carry, is in no sentence',
  async (token) => {
    const { url, asked } = await saying(200, vector([]));

    expect(await failureOf(new PrometheusClient({ url, token }))).toBe(
      `PrometheusError: Prometheus at ${url} cannot be asked: the file of exporter.prometheus_token_file must hold one token of visible ASCII characters.`,
    );
    expect(asked).toEqual([]);
  },
);

test('nobody at the address is a sentence', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;

  expect(await failureOf(new PrometheusClient({ url, token: null }))).toBe(
    `PrometheusError: Prometheus at ${url} does not answer: ECONNREFUSED. Check exporter.prometheus, and that it runs.`,
  );
});
