import { expect, test } from 'vitest';
import type { LimitView, ServiceView } from '../../../../status/view.ts';
import { beyondLimits, exceeded, fullest, fullestInWords, limitInWords, limitsOf } from './limits.ts';

const LIMIT: LimitView = {
  signal: 'latency',
  severity: 'warning',
  service: null,
  resource: null,
  quantile: 0.95,
  above: 0.3,
  below: null,
};

const SERVICE: ServiceView = {
  service: 'api',
  traffic: 10,
  errorRatio: null,
  p50: 1,
  p95: 0.4,
  p99: 1,
  saturation: { cpu: 0.5, memory: 0.9 },
  readBy: 'exporter',
};

test('a limit is in words', () => {
  const words = [
    LIMIT,
    { ...LIMIT, signal: 'traffic', quantile: null, above: null, below: 0.1 } as const,
    { ...LIMIT, signal: 'saturation', quantile: null, resource: 'cpu', above: 0.8 } as const,
  ].map((limit) => limitInWords(limit).replaceAll('\u00a0', ' '));

  expect(words).toEqual([
    'p95 more than 300 ms (warning)',
    'less than 0.1/s (warning)',
    'cpu more than 80 % (warning)',
  ]);
});

test('a limit for every service is not for goldwatch itself, one that names a service is for that alone', () => {
  const named = { ...LIMIT, service: 'goldwatch' };

  expect(limitsOf([LIMIT, named], 'api', 'latency')).toEqual([LIMIT]);
  expect(limitsOf([LIMIT, named], 'goldwatch', 'latency')).toEqual([named]);
  expect(limitsOf([LIMIT], 'api', 'traffic')).toEqual([]);
});

test('a number is beyond the limit of its own quantile or resource, and what is not known beyond none', () => {
  const cpu: LimitView = { ...LIMIT, signal: 'saturation', quantile: null, resource: 'cpu', above: 0.8 };
  const memory: LimitView = { ...cpu, resource: 'memory' };
  const errors: LimitView = { ...LIMIT, signal: 'error_ratio', quantile: null, above: 0 };
  const quiet: LimitView = { ...LIMIT, signal: 'traffic', quantile: null, above: null, below: 11 };

  expect(exceeded([LIMIT, cpu, errors, quiet], SERVICE)).toEqual({
    traffic: quiet,
    errorRatio: null,
    p50: null,
    p95: LIMIT,
    p99: null,
    saturation: null,
  });
  expect(exceeded([cpu, memory], SERVICE).saturation).toBe(memory);
});

test('beyond several limits, the severest is told, whichever comes first', () => {
  const critical: LimitView = { ...LIMIT, severity: 'critical', above: 0.35 };
  const cpu: LimitView = { ...LIMIT, signal: 'saturation', quantile: null, resource: 'cpu', above: 0.4 };
  const memory: LimitView = { ...cpu, resource: 'memory', severity: 'critical' };

  expect(exceeded([LIMIT, critical], SERVICE).p95).toBe(critical);
  expect(exceeded([LIMIT, { ...critical, above: 0.5 }], SERVICE).p95).toBe(LIMIT);
  expect(exceeded([cpu, memory], SERVICE).saturation).toBe(memory);
});

test('of many services those are named that are beyond a limit', () => {
  expect(beyondLimits([SERVICE, { ...SERVICE, service: 'web', p95: 0.1 }], [LIMIT])).toEqual(['api']);
});

test('the fullest resource is named', () => {
  expect(fullest(SERVICE.saturation)).toEqual({ resource: 'memory', value: 0.9 });
  expect(fullest({})).toBe(null);
});

test('beside the fullest resource, the one that is beyond its limit is named', () => {
  const cpu: LimitView = { ...LIMIT, signal: 'saturation', quantile: null, resource: 'cpu', above: 0.4 };
  const said = (saturation: ServiceView['saturation'], beyond: LimitView | null) =>
    fullestInWords(saturation, beyond).replaceAll('\u00a0', ' ');

  expect(said(SERVICE.saturation, null)).toBe('memory 90 %');
  expect(said(SERVICE.saturation, cpu)).toBe('memory 90 %, cpu 50 %');
  expect(said(SERVICE.saturation, { ...cpu, resource: 'memory' })).toBe('memory 90 %');
  expect(said({}, null)).toBe('–');
});
