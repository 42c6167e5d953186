import { expect, test } from 'vitest';
import { objections, type Scenario } from './testing/rule_test.ts';

const LATENCY = 'service:http_request_duration_seconds:quantile_rate5m';
const DEFINITION = 'service: { name: demo-api }';

/** Buckets of one service and route, as counts per step of 15 s, cumulative as Prometheus has them. */
function buckets(labels: string, perStep: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(perStep).map(([le, count]) => [
      `http_request_duration_seconds_bucket{${labels}, le="${le}"}`,
      `0+${count}x40`,
    ]),
  );
}

const recorded = (series: Scenario['series'], queries: NonNullable<Scenario['queries']>) =>
  objections(DEFINITION, { series, queries });

const quantile = (value: string) => ({ service: 'demo-api', quantile: value });

test('latency is interpolated within the bucket that holds the quantile', async () => {
  // Of 100 requests 60 are within 100 ms, 90 within 250 ms, 98 within 1 s, all within 2.5 s.
  const series = buckets('service="demo-api", route="/a"', {
    '0.1': 60,
    '0.25': 90,
    '1': 98,
    '2.5': 100,
    '+Inf': 100,
  });

  expect(
    await recorded(series, [
      {
        at: '10m',
        query: LATENCY,
        gives: [
          [quantile('0.5'), (0.1 * 50) / 60],
          [quantile('0.9'), 0.25],
          [quantile('0.95'), 0.25 + (0.75 * 5) / 8],
          [quantile('0.99'), 1 + (1.5 * 1) / 2],
        ],
      },
    ]),
  ).toBe('');
});

test('latency is that of all routes together, not the mean of theirs', async () => {
  // 190 fast requests and 10 slow ones: the 95th percentile of all is the upper bound of the fast ones.
  const series = {
    ...buckets('service="demo-api", method="GET", route="/fast"', { '0.1': 190, '1': 190, '+Inf': 190 }),
    ...buckets('service="demo-api", method="GET", route="/slow"', { '0.1': 0, '1': 10, '+Inf': 10 }),
  };

  expect(
    await recorded(series, [
      { at: '10m', query: `${LATENCY}{quantile="0.95"}`, gives: [[quantile('0.95'), 0.1]] },
      {
        at: '10m',
        query: 'service_route:http_request_duration_seconds:quantile_rate5m',
        gives: [
          [{ ...quantile('0.95'), method: 'GET', route: '/fast' }, 0.095],
          [{ ...quantile('0.95'), method: 'GET', route: '/slow' }, 0.1 + 0.9 * 0.95],
        ],
      },
    ]),
  ).toBe('');
});

test('latency beyond the highest bucket is that bucket’s bound, the most that is known', async () => {
  const series = buckets('service="demo-api"', { '0.1': 0, '10': 5, '+Inf': 100 });

  expect(
    await recorded(series, [
      { at: '10m', query: `${LATENCY}{quantile="0.5"}`, gives: [[quantile('0.5'), 10]] },
    ]),
  ).toBe('');
});

test('latency is absent, not NaN, while there is no traffic', async () => {
  const series = Object.fromEntries(
    ['0.1', '1', '+Inf'].map((le) => [
      `http_request_duration_seconds_bucket{service="demo-api", le="${le}"}`,
      '50+0x40',
    ]),
  );

  expect(
    await recorded(series, [
      { at: '10m', query: LATENCY, gives: [] },
      { at: '10m', query: 'service_route:http_request_duration_seconds:quantile_rate5m', gives: [] },
    ]),
  ).toBe('');
});

test('latency goes on where the histogram began anew within the window', async () => {
  const series = {
    'http_request_duration_seconds_bucket{service="demo-api", le="0.1"}': '0+8x10 8+8x29',
    'http_request_duration_seconds_bucket{service="demo-api", le="1"}': '0+10x10 10+10x29',
    'http_request_duration_seconds_bucket{service="demo-api", le="+Inf"}': '0+10x10 10+10x29',
  };

  expect(
    await recorded(series, [
      { at: '5m', query: `${LATENCY}{quantile="0.9"}`, gives: [[quantile('0.9'), 0.1 + 0.9 / 2]] },
    ]),
  ).toBe('');
});

test('latencies of several services do not mix', async () => {
  const series = {
    ...buckets('service="fast"', { '0.1': 100, '1': 100, '+Inf': 100 }),
    ...buckets('service="slow"', { '0.1': 0, '1': 100, '+Inf': 100 }),
  };

  expect(
    await recorded(series, [
      {
        at: '10m',
        query: `${LATENCY}{quantile="0.5"}`,
        gives: [
          [{ service: 'fast', quantile: '0.5' }, 0.05],
          [{ service: 'slow', quantile: '0.5' }, 0.55],
        ],
      },
    ]),
  ).toBe('');
});
