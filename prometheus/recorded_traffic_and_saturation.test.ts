import { expect, test } from 'vitest';
import { objections, type Scenario } from './testing/rule_test.ts';

const demo = { service: 'demo-api' };

const recorded = (series: Scenario['series'], queries: NonNullable<Scenario['queries']>) =>
  objections('service: { name: demo-api }', { series, queries });

test('traffic is requests a second, by service, by status and by route', async () => {
  const series = {
    'http_requests_total{service="demo-api", method="GET", route="/a", status="200"}': '0+30x40',
    'http_requests_total{service="demo-api", method="GET", route="/b", status="200"}': '0+15x40',
    'http_requests_total{service="demo-api", method="GET", route="/a", status="404"}': '0+3x40',
  };

  expect(
    await recorded(series, [
      { at: '10m', query: 'service:http_requests:rate5m', gives: [[demo, 3.2]] },
      {
        at: '10m',
        query: 'service_status:http_requests:rate5m',
        gives: [
          [{ ...demo, status: '200' }, 3],
          [{ ...demo, status: '404' }, 0.2],
        ],
      },
      {
        at: '10m',
        query: 'service_route:http_requests:rate5m',
        gives: [
          [{ ...demo, method: 'GET', route: '/a' }, 2.2],
          [{ ...demo, method: 'GET', route: '/b' }, 1],
        ],
      },
    ]),
  ).toBe('');
});

test('saturation is that of the fullest instance, by service and resource', async () => {
  const series = {
    'saturation_ratio{service="demo-api", resource="memory", instance="a"}': '0.25x40',
    'saturation_ratio{service="demo-api", resource="memory", instance="b"}': '0.75x40',
    'saturation_ratio{service="demo-api", resource="cpu", instance="a"}': '0x40',
    'saturation_ratio{service="payments", resource="memory", instance="c"}': '0.5x40',
  };

  expect(
    await recorded(series, [
      {
        at: '10m',
        query: 'service:saturation_ratio:max',
        gives: [
          [{ service: 'demo-api', resource: 'memory' }, 0.75],
          [{ service: 'demo-api', resource: 'cpu' }, 0],
          [{ service: 'payments', resource: 'memory' }, 0.5],
        ],
      },
    ]),
  ).toBe('');
});
