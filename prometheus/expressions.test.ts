import { expect, test } from 'vitest';
import { parsePromql } from '../definition/promql.ts';
import { errorRatio, latencyQuantile, saturation, traffic } from './expressions.ts';

const FIVE_MINUTES = 300_000;

test('expressions read as they would be written by hand', () => {
  expect(traffic(['service'], FIVE_MINUTES)).toBe('sum by (service) (rate(http_requests_total[5m]))');
  expect(errorRatio(['service'], 60_000)).toBe(
    '(sum by (service) (rate(http_requests_total{status=~"5.."}[1m])) or 0 * sum by (service) (rate(http_requests_total[1m]))) / (sum by (service) (rate(http_requests_total[1m])) > 0)',
  );
  expect(latencyQuantile(['service', 'route'], 0.95, FIVE_MINUTES)).toBe(
    'histogram_quantile(0.95, sum by (service, route, le) (rate(http_request_duration_seconds_bucket[5m]))) >= 0',
  );
  expect(saturation()).toBe('max by (service, resource) (saturation_ratio)');
});

test.each([
  ['1500ms', 1_500],
  ['90s', 90_000],
  ['90m', 5_400_000],
  ['1h', 3_600_000],
  ['30d', 2_592_000_000],
])('a window of %s is written in one unit', (written, milliseconds) => {
  expect(traffic(['service'], milliseconds)).toContain(`[${written}]`);
});

test.each([
  ['traffic', traffic(['service', 'status'], FIVE_MINUTES)],
  ['the error ratio', errorRatio(['service', 'method', 'route'], 90_000)],
  ['latency', latencyQuantile(['service'], 0.999, 1_500)],
  ['saturation', saturation()],
])('%s is PromQL', (_, expression) => {
  expect(parsePromql(expression).errorAt).toBeNull();
});
