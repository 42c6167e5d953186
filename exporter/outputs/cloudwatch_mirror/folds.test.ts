import { describe, expect, test } from 'vitest';
import { GaugeFold, SumFold } from './folds.ts';
import { STATISTICS, type Statistic } from './settings.ts';

/** The value that a fold comes to; null where it sends nothing. */
function taken(fold: SumFold | GaugeFold): number | null {
  return fold.take().parts[0]?.values[0] ?? null;
}

describe('counters that fall together', () => {
  test('add up, and begin anew with each interval', () => {
    const fold = new SumFold(false);
    fold.add(2);
    fold.add(3);
    expect(fold.take().parts).toEqual([{ values: [5], counts: [1] }]);
    fold.add(1);
    expect(taken(fold)).toBe(1);
  });

  test('that did not grow send nothing, or zero where that was asked for', () => {
    const [silent, zero] = [new SumFold(false), new SumFold(true)];
    silent.add(0);
    zero.add(-0);
    expect([taken(silent), taken(zero)]).toEqual([null, 0]);
  });
});

describe('gauges that fall together', () => {
  const values = (...all: (readonly [value: number, created: number])[]) => {
    return (statistic: Statistic) => {
      const fold = new GaugeFold(statistic);
      for (const [value, created] of all) fold.add({ value, created });
      return taken(fold);
    };
  };

  test.each([
    ['max', 7],
    ['min', -2],
    ['sum', 8],
    ['avg', 8 / 3],
    ['last', 3],
  ] as const)('are their %s', (statistic, value) => {
    expect(values([7, 1], [3, 5], [-2, 2])(statistic)).toBe(value);
  });

  test('of which one is NaN still have a largest and a smallest, and no sum', () => {
    const some = values([Number.NaN, 1], [3, 2], [4, 3], [Number.NaN, 0]);
    expect(STATISTICS.map((statistic) => [statistic, some(statistic)])).toEqual([
      ['max', 4],
      ['min', 3],
      ['avg', Number.NaN],
      ['sum', Number.NaN],
      ['last', 4],
    ]);
  });

  test('are none where there is none, and begin anew with each interval', () => {
    const fold = new GaugeFold('max');
    expect(taken(fold)).toBe(null);
    fold.add({ value: 9, created: 0 });
    expect(taken(fold)).toBe(9);
    fold.add({ value: 1, created: 0 });
    expect(taken(fold)).toBe(1);
  });

  test('are never −0', () => {
    expect(STATISTICS.map((statistic) => values([-0, 1])(statistic))).toEqual([0, 0, 0, 0, 0]);
  });
});
