import { describe, expect, test } from 'vitest';
import { definitionWith } from '../testing.ts';
import {
  errorRatioLimits,
  latencyLimits,
  lowestLimit,
  saturationLimits,
  scopedThresholds,
  thresholds,
  unscoped,
} from './thresholds.ts';

const stepsOf = (limits: Parameters<typeof thresholds>[0]) => thresholds(limits).build().steps;

describe('thresholds', () => {
  test('take the lowest limit of each severity', () => {
    const limits = errorRatioLimits(
      definitionWith(
        'severity: critical, signal: error_ratio, above: 90%',
        'severity: critical, signal: error_ratio, above: 20%',
        'severity: warning, signal: error_ratio, above: 5%',
        'severity: info, signal: error_ratio, above: 1%',
      ),
    );
    expect(stepsOf(limits)).toEqual([
      { value: null, color: 'green' },
      { value: 0.01, color: 'blue' },
      { value: 0.05, color: 'orange' },
      { value: 0.2, color: 'red' },
    ]);
    expect(lowestLimit(limits)).toBe(0.01);
  });

  test('are neutral where no alert sets a limit', () => {
    expect(stepsOf([])).toEqual([{ value: null, color: 'text' }]);
    expect(lowestLimit([])).toBeUndefined();
  });

  test('never show a milder colour above a graver one', () => {
    const limits = errorRatioLimits(
      definitionWith(
        'severity: critical, signal: error_ratio, above: 5%',
        'severity: warning, signal: error_ratio, above: 50%',
        'severity: info, signal: error_ratio, above: 5%',
      ),
    );
    expect(stepsOf(limits)).toEqual([
      { value: null, color: 'green' },
      { value: 0.05, color: 'red' },
    ]);
  });

  test('of a latency quantile come, in seconds, from alerts on it or on a higher one', () => {
    const definition = definitionWith(
      'severity: warning, signal: latency, quantile: 0.5, above: 250ms',
      'severity: critical, signal: latency, quantile: 0.99, above: 3s',
    );
    const above = (...range: [number, number?]) =>
      latencyLimits(definition, ...range).map((limit) => limit.above);
    expect(above(0.5)).toEqual([0.25, 3]);
    expect(above(0.95)).toEqual([3]);
    expect(above(0.999)).toEqual([]);
    expect(above(0.5, 0.95)).toEqual([0.25]);
  });

  test('of one service colour only the series of that service, after those of every service', () => {
    const limits = errorRatioLimits(
      definitionWith(
        'severity: critical, signal: error_ratio, above: 1%, service: pay.v2',
        'severity: warning, signal: error_ratio, above: 10%',
      ),
    );
    expect(unscoped(limits).map(({ above }) => above)).toEqual([0.1]);
    const [scope, ...others] = scopedThresholds(limits);
    expect(others).toEqual([]);
    expect(scope?.name).toBe('/^pay\\.v2$/');
    expect(scope?.thresholds.build().steps).toEqual([
      { value: null, color: 'green' },
      { value: 0.01, color: 'red' },
    ]);
  });

  test('of one resource colour only the series of that resource', () => {
    const limits = saturationLimits(
      definitionWith(
        'severity: critical, signal: saturation, resource: memory, above: 95%, service: shop',
        'severity: warning, signal: saturation, resource: memory, above: 80%',
        'severity: warning, signal: saturation, resource: cpu, above: 90%',
      ),
    );
    expect(unscoped(limits)).toEqual([]);
    expect(
      scopedThresholds(limits).map((scope) => [
        scope.name,
        scope.thresholds.build().steps.map(({ value }) => value),
      ]),
    ).toEqual([
      ['/^.+ memory$/', [null, 0.8]],
      ['/^.+ cpu$/', [null, 0.9]],
      ['/^shop memory$/', [null, 0.8, 0.95]],
    ]);
  });
});
