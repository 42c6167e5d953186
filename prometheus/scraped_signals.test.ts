import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePage } from '../metrics/exposition/parse/page.ts';
import { objections, type Scenario } from './testing/rule_test.ts';

const SAMPLES = new URL('testing/pages/', import.meta.url);
/** One page of each preset: ten requests a second to one route, of which one fails, all within the second bucket. */
const PRESETS = readdirSync(SAMPLES).map((name) => name.replace('.txt', ''));

/** A service with that preset, which Prometheus scrapes. */
const definition = (signals: string, more = '') => `
service: { name: shop }
sources:
  - { type: scrape, targets: ["http://127.0.0.1:8000/metrics"], golden_signals: ${signals} }
${more}`;

/** Each series of a page, growing every 15 s by what the page has of it. */
function growing(page: string, labels: string): Scenario['series'] {
  const series: Record<string, string> = {};
  for (const { values } of parsePage(page, 'text')) {
    for (const { metricName, labels: its, value } of values) {
      const pairs = Object.entries(its).map(([name, text]) => `${name}=${JSON.stringify(text)}`);
      series[`${metricName}{${[labels, ...pairs].join(', ')}}`] = `0+${value}x60`;
    }
  }
  return series;
}

const JOB = 'job="scrape/scrape", instance="127.0.0.1:8000", service="shop", environment="staging"';
const METHOD: Readonly<Record<string, string>> = { promhttp: 'get' };
const FAILED: Readonly<Record<string, string>> = { fastapi: '5xx' };

describe.each(PRESETS)('the preset %s', (preset) => {
  const page = readFileSync(new URL(`${preset}.txt`, SAMPLES), 'utf8');
  const series = growing(page, JOB);
  const shop = { service: 'shop' };
  const route = { ...shop, method: METHOD[preset] ?? 'GET', route: '/users/{id}' };
  // What tells no routes apart has no latency of routes.
  const duration = (name: string) => `${name}:http_request_duration_seconds:quantile_rate5m{quantile="0.95"}`;

  test('records traffic, errors and latency of the service and its routes', async () => {
    const statuses = page.includes('2xx') ? ['2xx', '5xx'] : ['200', FAILED[preset] ?? '500'];
    expect(
      await objections(definition(preset), {
        series,
        queries: [
          { at: '10m', query: 'service:http_requests:rate5m', gives: [[shop, 10]] },
          { at: '10m', query: 'service:http_request_errors:ratio_rate5m', gives: [[shop, 0.1]] },
          { at: '10m', query: duration('service'), gives: [[{ ...shop, quantile: '0.95' }, 0.91]] },
          {
            at: '10m',
            query: 'service_status:http_requests:rate5m',
            gives: [
              [{ ...shop, status: statuses[0] ?? '' }, 9],
              [{ ...shop, status: statuses[1] ?? '' }, 1],
            ],
          },
          { at: '10m', query: 'service_route:http_requests:rate5m', gives: [[route, 10]] },
          { at: '10m', query: 'service_route:http_request_errors:ratio_rate5m', gives: [[route, 0.1]] },
          { at: '10m', query: duration('service_route'), gives: [[{ ...route, quantile: '0.95' }, 0.91]] },
        ],
      }),
    ).toBe('');
  });
});

describe('a mapping of one’s own', () => {
  const own =
    '{ requests: { metric: hits_total, route: path, status: code }, duration: { metric: took_milliseconds, unit: milliseconds } }';
  const series = {
    [`hits_total{${JOB}, path="/a", code="200"}`]: '0+30x60',
    [`hits_total{${JOB}, path="/a", code="503"}`]: '0+30x60',
    [`took_milliseconds_bucket{${JOB}, le="100"}`]: '0+50x60',
    [`took_milliseconds_bucket{${JOB}, le="+Inf"}`]: '0+50x60',
  };

  test('has latency in seconds, and none of routes where it tells none apart', async () => {
    expect(
      await objections(definition(own), {
        series,
        queries: [
          { at: '10m', query: 'service:http_requests:rate5m', gives: [[{ service: 'shop' }, 4]] },
          {
            at: '10m',
            query: 'service:http_request_duration_seconds:quantile_rate5m{quantile="0.5"}',
            gives: [[{ service: 'shop', quantile: '0.5' }, 0.05]],
          },
          { at: '10m', query: 'service_route:http_request_duration_seconds:quantile_rate5m', gives: [] },
          {
            at: '10m',
            query: 'service_route:http_request_errors:ratio_rate5m',
            gives: [[{ service: 'shop', route: '/a' }, 0.5]],
          },
        ],
      }),
    ).toBe('');
  });
});

test('labels may have each other’s names', async () => {
  const crossed = '{ requests: { metric: hits_total, method: route, route: method, status: code } }';
  expect(
    await objections(definition(crossed), {
      series: { [`hits_total{${JOB}, route="GET", method="/a", code="200"}`]: '0+15x60' },
      queries: [
        {
          at: '10m',
          query: 'service_route:http_requests:rate5m',
          gives: [[{ service: 'shop', method: 'GET', route: '/a' }, 1]],
        },
      ],
    }),
  ).toBe('');
});

test('what goldwatch counts and what a service counts under the same name do not mix', async () => {
  const series = {
    'http_requests_total{job="goldwatch", service="logs-api", method="GET", route="/a", status="200"}':
      '0+15x60',
    // No golden signals are asked for.
    'http_requests_total{job="scrape/other", service="other", status="500"}': '0+1500x60',
    [`http_requests_total{${JOB}, handler="/b", method="GET", status="2xx"}`]: '0+30x60',
  };
  const more = '  - { type: scrape, name: other, service: other, targets: ["http://127.0.0.1:9/metrics"] }\n';

  expect(
    await objections(definition('fastapi', more), {
      series,
      queries: [
        {
          at: '10m',
          query: 'service_route:http_requests:rate5m',
          gives: [
            [{ service: 'logs-api', method: 'GET', route: '/a' }, 1],
            [{ service: 'shop', method: 'GET', route: '/b' }, 2],
          ],
        },
      ],
    }),
  ).toBe('');
});

test('several sources of one service add up, whatever they call their labels', async () => {
  const more =
    '  - { type: scrape, name: second, targets: ["http://127.0.0.1:9/metrics"], golden_signals: promhttp }\n';
  const series = {
    [`http_requests_total{${JOB}, handler="/a", method="GET", status="2xx"}`]: '0+30x60',
    [`http_requests_total{${JOB}, handler="/a", method="GET", status="5xx"}`]: '0+15x60',
    'http_requests_total{job="scrape/second", service="shop", handler="/a", method="GET", code="500"}':
      '0+15x60',
  };

  expect(
    await objections(definition('fastapi', more), {
      series,
      queries: [
        { at: '10m', query: 'service:http_requests:rate5m', gives: [[{ service: 'shop' }, 4]] },
        { at: '10m', query: 'service:http_request_errors:ratio_rate5m', gives: [[{ service: 'shop' }, 0.5]] },
      ],
    }),
  ).toBe('');
});
