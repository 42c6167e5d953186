import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_WINDOW_MS, RECORDED } from './recorded.ts';

test.each([
  ['traffic', 'service:http_requests:rate5m'],
  ['errorRatio', 'service:http_request_errors:ratio_rate5m'],
  ['latency', 'service:http_request_duration_seconds:quantile_rate5m'],
  ['saturation', 'service:saturation_ratio:max'],
  ['trafficByStatus', 'service_status:http_requests:rate5m'],
  ['trafficByRoute', 'service_route:http_requests:rate5m'],
  ['errorRatioByRoute', 'service_route:http_request_errors:ratio_rate5m'],
  ['latencyByRoute', 'service_route:http_request_duration_seconds:quantile_rate5m'],
] as const)('%s is recorded as %s', (key, name) => {
  expect(RECORDED[key](DEFAULT_WINDOW_MS)).toBe(name);
});

test('a window is part of the name, in one unit', () => {
  expect(RECORDED.traffic(5_400_000)).toBe('service:http_requests:rate90m');
});

test('names are distinct, and Prometheus accepts them, whatever the window', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 315_360_000_000 }), (window) => {
      const names = Object.values(RECORDED).map((name) => name(window));
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[a-z_]+:[a-z_]+:[a-z_]+\d*[a-z]*$/);
    }),
  );
});

test('two windows never share a name', () => {
  const window = fc.integer({ min: 1, max: 315_360_000_000 });
  fc.assert(
    fc.property(window, window, (one, other) => {
      expect(RECORDED.traffic(one) === RECORDED.traffic(other)).toBe(one === other);
    }),
  );
});
