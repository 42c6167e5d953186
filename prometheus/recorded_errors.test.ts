import { describe, expect, test } from 'vitest';
import { objections, type Scenario } from './testing/rule_test.ts';

const RATIO = 'service:http_request_errors:ratio_rate5m';
const demo = { service: 'demo-api' };

/** What promtool holds against the recorded series under these series. */
const recorded = (series: Scenario['series'], queries: Scenario['queries']) =>
  objections('service: { name: demo-api }', { series, ...(queries && { queries }) });

test('a ratio that is not what was expected is objected to', async () => {
  const series = { 'http_requests_total{service="demo-api", status="200"}': '0+1x40' };

  expect(await recorded(series, [{ at: '10m', query: RATIO, gives: [[demo, 0.5]] }])).toContain(
    'exp: {service="demo-api"} 5E+05\n        got: {service="demo-api"} 0E+00',
  );
});

describe('the error ratio', () => {
  test('is the share of answers 500 to 599 over all routes, methods and statuses', async () => {
    const series = {
      'http_requests_total{service="demo-api", method="GET", route="/a", status="200"}': '0+60x40',
      'http_requests_total{service="demo-api", method="GET", route="/a", status="500"}': '0+3x40',
      'http_requests_total{service="demo-api", method="GET", route="/a", status="404"}': '0+20x40',
      'http_requests_total{service="demo-api", method="POST", route="/b", status="201"}': '0+10x40',
      'http_requests_total{service="demo-api", method="POST", route="/b", status="503"}': '0+6x40',
      'http_requests_total{service="demo-api", method="POST", route="/b", status="599"}': '0+1x40',
    };

    expect(
      await recorded(series, [
        { at: '10m', query: RATIO, gives: [[demo, 0.1]] },
        {
          at: '10m',
          query: 'service_route:http_request_errors:ratio_rate5m',
          gives: [
            [{ ...demo, method: 'GET', route: '/a' }, 3 / 83],
            [{ ...demo, method: 'POST', route: '/b' }, 7 / 17],
          ],
        },
      ]),
    ).toBe('');
  });

  test('is 0 where no answer was ever 5xx', async () => {
    const series = {
      'http_requests_total{service="demo-api", route="/a", status="200"}': '0+4x40',
      'http_requests_total{service="demo-api", route="/a", status="404"}': '0+4x40',
    };

    expect(await recorded(series, [{ at: '10m', query: RATIO, gives: [[demo, 0]] }])).toBe('');
  });

  test('is 1 where every answer is 5xx', async () => {
    const series = { 'http_requests_total{service="demo-api", status="500"}': '0+7x40' };

    expect(await recorded(series, [{ at: '10m', query: RATIO, gives: [[demo, 1]] }])).toBe('');
  });

  test('is absent, neither 0/0 nor 0, while there is no traffic', async () => {
    const series = {
      'http_requests_total{service="demo-api", status="200"}': '100+0x60',
      'http_requests_total{service="demo-api", status="500"}': '5+0x60',
    };

    expect(
      await recorded(series, [
        { at: '10m', query: RATIO, gives: [] },
        { at: '10m', query: 'service_route:http_request_errors:ratio_rate5m', gives: [] },
        { at: '10m', query: 'service:http_requests:rate5m', gives: [[demo, 0]] },
      ]),
    ).toBe('');
  });

  test('is absent again once the last request has left the window', async () => {
    const series = {
      'http_requests_total{service="demo-api", status="200"}': '0+3x20 60x60',
      'http_requests_total{service="demo-api", status="500"}': '0+1x20 20x60',
    };

    expect(
      await recorded(series, [
        { at: '9m', query: RATIO, gives: [[demo, 0.25]] },
        { at: '11m', query: RATIO, gives: [] },
      ]),
    ).toBe('');
  });

  test('counts on where a counter began anew within the window', async () => {
    // 20 steps of the window, one of them from 100 back to 8: 19 × 10 + 8 errors, 19 × 40 + 32 others.
    const series = {
      'http_requests_total{service="demo-api", status="500"}': '0+10x10 8+10x29',
      'http_requests_total{service="demo-api", status="200"}': '0+40x10 32+40x29',
    };

    expect(
      await recorded(series, [
        { at: '5m', query: RATIO, gives: [[demo, 0.2]] },
        { at: '5m', query: 'service:http_requests:rate5m', gives: [[demo, (198 + 792) / 300]] },
      ]),
    ).toBe('');
  });

  test('of several services is that of each', async () => {
    const series = {
      'http_requests_total{service="demo-api", route="/a", status="200"}': '0+3x40',
      'http_requests_total{service="demo-api", route="/a", status="500"}': '0+1x40',
      'http_requests_total{service="payments", route="/a", status="200"}': '0+9x40',
      'http_requests_total{service="payments", route="/a", status="502"}': '0+1x40',
      'http_requests_total{service="quiet", route="/a", status="500"}': '8+0x40',
      'http_requests_total{service="sound", route="/a", status="200"}': '0+8x40',
    };

    expect(
      await recorded(series, [
        {
          at: '10m',
          query: RATIO,
          gives: [
            [demo, 0.25],
            [{ service: 'payments' }, 0.1],
            [{ service: 'sound' }, 0],
          ],
        },
      ]),
    ).toBe('');
  });

  test('is never NaN nor infinite, whatever happens to the counters', async () => {
    const series = {
      'http_requests_total{service="a", status="200"}': '0 _ _ 5 5 5 stale _ 0 0+1x20 3 4',
      'http_requests_total{service="a", status="500"}': '_ _ 1 1 0 9 9 9 stale _x10 0+2x10',
    };
    const moments = Array.from({ length: 40 }, (_, step) => `${15 * step}s`);

    expect(
      await recorded(
        series,
        moments.map((at) => ({
          at,
          query: `${RATIO} < 0 or ${RATIO} > 1 or ${RATIO} != ${RATIO}`,
          gives: [],
        })),
      ),
    ).toBe('');
  });
});
