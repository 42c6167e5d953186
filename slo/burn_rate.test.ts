import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  budgetSpent,
  burnRate,
  canFire,
  errorBudget,
  threshold,
  timeToExhaustion,
  timeToFire,
} from './burn_rate.ts';
import { PERIODS, WINDOWS, windowOf } from './windows.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const everyPair = PERIODS.flatMap((period) =>
  [...WINDOWS[period].page, ...WINDOWS[period].ticket].map((pair) => ({ period, pair })),
);
const [fastest] = WINDOWS['30d'].page;
if (fastest === undefined) throw new Error('windows.yml has no page for 30d.');

/** Targets with up to four decimals of a percent, as people write them. */
const target = fc
  .integer({ min: 1, max: 999_999 })
  .map((parts) => Number((parts / 1_000_000).toPrecision(6)));
const pair = fc.constantFrom(...everyPair);

describe('an error budget', () => {
  test.each([
    [0.999, 0.001],
    [0.95, 0.05],
    [0.9999, 0.0001],
    [0.995, 0.005],
    [0.99999, 0.00001],
  ])('of a target of %d is %d, to the last digit', (given, budget) => {
    expect(errorBudget(given)).toBe(budget);
  });

  test('is never nothing, and adds up to all events with its target', () => {
    fc.assert(
      fc.property(target, (given) => {
        const budget = errorBudget(given);
        expect(budget).toBeGreaterThan(0);
        expect(given + budget).toBeCloseTo(1, 12);
      }),
    );
  });

  test('is spent 1000 times too fast at 99.9% where nothing works', () => {
    expect(burnRate(1, errorBudget(0.999))).toBe(1000);
  });
});

describe('a pair of windows', () => {
  test('asks for a share of bad events without the noise of a product', () => {
    expect(threshold(fastest, 0.001)).toBe(0.0144);
    expect(threshold(fastest, 0.05)).toBe(0.72);
  });

  test('cannot fire where its share would be all events or more', () => {
    expect(canFire(fastest, errorBudget(0.94))).toBe(true);
    expect(canFire(fastest, errorBudget(0.93))).toBe(false);
    expect(canFire({ ...fastest, burnRate: 10 }, errorBudget(0.9))).toBe(false);
  });

  test('fires 52 seconds after an outage begins, at 99.9% of 30 days', () => {
    // 14.4 × 0.001 of one hour.
    expect(timeToFire(fastest, { badShare: 1, budget: 0.001 })).toBeCloseTo(51.84 * 1000, 6);
  });

  test('never fires on errors at exactly its burn rate, or below', () => {
    expect(timeToFire(fastest, { badShare: 0.0144, budget: 0.001 })).toBe(Number.POSITIVE_INFINITY);
    expect(timeToFire(fastest, { badShare: 0.0145, budget: 0.001 })).toBeLessThan(60 * MINUTE);
  });

  test('has spent the same share of the budget when it fires, however fast it burns', () => {
    fc.assert(
      fc.property(
        pair,
        target,
        fc.double({ min: 1.01, max: 1000, noNaN: true }),
        ({ period, pair: one }, given, factor) => {
          const budget = errorBudget(given);
          const badShare = threshold(one, budget) * factor;
          const fires = timeToFire(one, { badShare, budget });
          const spent = (burnRate(badShare, budget) * fires) / windowOf(period).milliseconds;
          expect(spent).toBeCloseTo(budgetSpent(one, period), 6);
        },
      ),
    );
  });

  test('fires while its short window is no more than full', () => {
    fc.assert(
      fc.property(pair, fc.double({ min: 1.01, max: 12, noNaN: true }), ({ pair: one }, factor) => {
        const fires = timeToFire(one, { badShare: threshold(one, 0.001) * factor, budget: 0.001 });
        expect(fires).toBeLessThan(one.long.milliseconds);
        expect(fires).toBeGreaterThanOrEqual(one.long.milliseconds / 12.1);
      }),
    );
  });
});

describe('a budget at this pace', () => {
  test('is spent after the share that is left, by the pace', () => {
    expect(timeToExhaustion(1, 1, '30d')).toBe(30 * DAY);
    expect(timeToExhaustion(0.5, 10, '30d')).toBe(1.5 * DAY);
    expect(timeToExhaustion(0.02, 0.5, '7d')).toBeCloseTo(0.28 * DAY, 6);
  });

  test('has no such moment where it is spent, or nothing burns, or it outlasts the period', () => {
    expect(timeToExhaustion(0, 5, '30d')).toBeNull();
    expect(timeToExhaustion(-3, 5, '30d')).toBeNull();
    expect(timeToExhaustion(1, 0, '30d')).toBeNull();
    expect(timeToExhaustion(1, 0.99, '30d')).toBeNull();
  });

  test('is never spent later than after one period', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        share,
        fc.double({ min: 0, max: 1000, noNaN: true }),
        fc.constantFrom(...PERIODS),
        (left, rate, period) => {
          expect(timeToExhaustion(left, rate, period) ?? 0).toBeLessThanOrEqual(
            windowOf(period).milliseconds,
          );
        },
      ),
    );
  });
});
