import { expect, test } from 'vitest';
import { GoldenSignals } from './golden_signals.ts';
import { MetricRegistry } from './registry.ts';
import { shown } from './testing/series.ts';

const OK = { method: 'GET', route: '/', status: 200, seconds: 0.5 };

async function methodsShown(methods: readonly string[]): Promise<string[]> {
  const metrics = new MetricRegistry({ buckets: [] });
  const signals = new GoldenSignals(metrics.scope(), 'api');
  for (const method of methods) signals.request({ ...OK, method });
  return (await shown(metrics.registry))
    .filter((line) => line.startsWith('http_requests_total'))
    .map((line) => line.replace(/.*method="([^"]*)".* (\d+)$/, '$1 $2'));
}

test('a request is one count and one duration under the same labels', async () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const signals = new GoldenSignals(metrics.scope(), 'api');
  signals.request({ method: 'POST', route: '/users/:id', status: 503, seconds: 0.25 });
  const labels = 'service="api",method="POST",route="/users/:id",status="503"';
  expect(await shown(metrics.registry)).toEqual([
    `http_request_duration_seconds_bucket{${labels},le="1"} 1`,
    `http_request_duration_seconds_bucket{${labels},le="+Inf"} 1`,
    `http_request_duration_seconds_sum{${labels}} 0.25`,
    `http_request_duration_seconds_count{${labels}} 1`,
    `http_requests_total{${labels}} 1`,
  ]);
});

test('methods of HTTP count under their names, however they are written', async () => {
  expect(await methodsShown(['get', 'GET', 'Patch', 'QUERY', 'connect', 'TRACE'])).toEqual([
    'GET 2',
    'PATCH 1',
    'QUERY 1',
    'CONNECT 1',
    'TRACE 1',
  ]);
});

test('methods that HTTP does not know are all one, so that clients cannot mint series', async () => {
  const junk = ['PROPFIND', 'FOO', '', ' GET', 'GET /', '\u0000', '__proto__', 'constructor', 'ＧＥＴ'];
  expect(await methodsShown(junk)).toEqual([`<other> ${junk.length}`]);
});

test('two services, and two producers of one service, count beside each other', async () => {
  const metrics = new MetricRegistry({ buckets: [] });
  for (const service of ['api', 'api', 'web']) new GoldenSignals(metrics.scope(), service).request(OK);
  const requests = (await shown(metrics.registry)).filter((line) => line.startsWith('http_requests_total'));
  expect(requests).toEqual([
    'http_requests_total{service="api",method="GET",route="/",status="200"} 2',
    'http_requests_total{service="web",method="GET",route="/",status="200"} 1',
  ]);
});

test('a duration that is not finite is refused as a whole: traffic and latency never disagree', async () => {
  const metrics = new MetricRegistry({ buckets: [] });
  const signals = new GoldenSignals(metrics.scope(), 'api');
  signals.request(OK);
  expect(() => signals.request({ ...OK, seconds: Number.NaN })).toThrow(
    new RangeError('A request cannot take NaN seconds.'),
  );
  const counts = (await shown(metrics.registry)).filter((line) => /_(?:count|total)\{/.test(line));
  expect(counts.map((line) => line.slice(-2))).toEqual([' 1', ' 1']);
});
