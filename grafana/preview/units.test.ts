import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatted } from './units.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');

describe('values are written as Grafana writes them', () => {
  test.each([
    [0, 'none', '0'],
    [5, 'none', '5'],
    [1.2, 'none', '1.20'],
    [0.0123456, 'none', '0.0123'],
    [1234.5, 'none', '1235'],
    [1234, 'short', '1.23 K'],
    [2_500_000, 'short', '2.50 Mil'],
    [0.0512, 'percentunit', '5.12%'],
    [1, 'percentunit', '100%'],
    [99.95, 'percent', '100.0%'],
    [9.84, 'reqps', '9.84 req/s'],
    [0.311, 's', '311 ms'],
    [0.0000005, 's', '500 ns'],
    [90, 's', '1.50 mins'],
    [5_400, 's', '1.50 hours'],
    [172_800, 's', '2 days'],
    [1_500, 'ms', '1.50 s'],
    [1_536, 'bytes', '1.50 KiB'],
    [1_500, 'decbytes', '1.50 kB'],
    [0, 'decbytes', '0 B'],
    [0.0123, 'currencyUSD', '$0.0123'],
    [1_234, 'currencyUSD', '$1.23K'],
    [3, 'cpm', '3 c/m'],
    [3, 'suffix:€', '3 €'],
    [3, 'prefix:€', '€3'],
    [-0.25, 'percentunit', '-25%'],
  ])('%d in %s is %s', (value, unit, text) => {
    expect(formatted(value, unit)).toBe(text);
  });

  test('as many decimals are written as the panel asks for', () => {
    expect(formatted(0.99912, 'percentunit', 2)).toBe('99.91%');
  });

  test('what is no number is written as what it is, in any unit', () => {
    expect(formatted(Number.NaN, 's')).toBe('NaN');
    expect(formatted(Number.POSITIVE_INFINITY, 'dateTimeFromNow')).toBe('Inf');
  });
});

describe('moments are told from now', () => {
  test.each([
    [-10, 'a few seconds ago'],
    [-60, 'a minute ago'],
    [-12 * 60, '12 minutes ago'],
    [-3_600, 'an hour ago'],
    [-5 * 3_600, '5 hours ago'],
    [-86_400, 'a day ago'],
    [-9 * 86_400, '9 days ago'],
    [-30 * 86_400, 'a month ago'],
    [3 * 86_400, 'in 3 days'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatted(NOW + seconds * 1_000, 'dateTimeFromNow', undefined, NOW)).toBe(text);
  });
});

test('a unit that is not known is refused, since Grafana would write it behind the number', () => {
  expect(() => formatted(1, 'furlongs')).toThrow(
    'The unit «furlongs» is not drawn: add it to grafana/preview/units.ts.',
  );
});

test('whatever is written of a duration is within half a percent of it', () => {
  const sizes: Record<string, number> = {
    ns: 1e-9,
    µs: 1e-6,
    ms: 1e-3,
    s: 1,
    mins: 60,
    hours: 3_600,
    days: 86_400,
  };
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 500_000, noNaN: true }), (seconds) => {
      const [number = '', unit = ''] = formatted(seconds, 's').split(' ');
      expect(Math.abs(Number(number) * (sizes[unit] ?? Number.NaN) - seconds)).toBeLessThanOrEqual(
        seconds * 0.006,
      );
    }),
  );
});
