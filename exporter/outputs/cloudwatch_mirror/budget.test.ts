import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Budget, savedBudget } from './budget.ts';

const DAY = 86_400_000;
const NOW = 20_000 * DAY;
const EVERY_MINUTE = { interval: 60_000 };

function admissions(budget: Budget, keys: readonly string[], now = NOW) {
  return keys.map((key) => budget.admit(key, now));
}

describe('a budget of metrics', () => {
  test('refuses what is new beyond it, names that once, and lets known ones go on', () => {
    const budget = new Budget({ metrics: 2, ...EVERY_MINUTE });
    expect(admissions(budget, ['a', 'b', 'c', 'd'])).toEqual([
      'admitted',
      'admitted',
      'newly refused',
      'newly refused',
    ]);
    expect(admissions(budget, ['d', 'c', 'b', 'a'])).toEqual(['refused', 'refused', 'admitted', 'admitted']);
    expect(budget.size).toBe(2);
  });

  test('names a thousand, and only counts the others', () => {
    const budget = new Budget({ metrics: 1, ...EVERY_MINUTE });
    const keys = Array.from({ length: 100_000 }, (_, index) => `metric ${index}`);
    const said = admissions(budget, keys);
    expect(said.filter((one) => one === 'admitted')).toHaveLength(1);
    expect(said.filter((one) => one === 'newly refused')).toHaveLength(1000);
    expect(said.filter((one) => one === 'refused')).toHaveLength(98_999);
  });

  test('gives the place of a metric that was silent for over two weeks to a new one', () => {
    const budget = new Budget({ metrics: 2, ...EVERY_MINUTE });
    admissions(budget, ['silent', 'busy']);
    budget.admit('busy', NOW + 14 * DAY);

    expect(budget.admit('new', NOW + 14 * DAY)).toBe('newly refused');
    expect(budget.admit('new', NOW + 14 * DAY + 1)).toBe('admitted');
    expect(budget.admit('busy', NOW + 14 * DAY + 1)).toBe('admitted');
    expect(budget.admit('silent', NOW + 14 * DAY + 1)).toBe('newly refused');
  });

  test('goes on after a restart with what was known', () => {
    const before = new Budget({ metrics: 2, ...EVERY_MINUTE });
    admissions(before, ['a', 'b']);
    const after = new Budget({ metrics: 2, ...EVERY_MINUTE });
    after.restore(savedBudget.parse(JSON.parse(JSON.stringify(before.save()))));

    expect(admissions(after, ['c', 'b', 'a'])).toEqual(['newly refused', 'admitted', 'admitted']);
  });

  test('that has become smaller keeps those that sent last', () => {
    const before = new Budget({ metrics: 3, ...EVERY_MINUTE });
    admissions(before, ['a', 'b', 'c']);
    admissions(before, ['a', 'c'], NOW + DAY);
    const after = new Budget({ metrics: 2, ...EVERY_MINUTE });
    after.restore(before.save());

    expect(admissions(after, ['b', 'a', 'c'])).toEqual(['newly refused', 'admitted', 'admitted']);
  });

  test('is never exceeded, whatever is asked, saved and restored', () => {
    const asked = fc.array(fc.tuple(fc.nat(20).map(String), fc.nat(40)), { maxLength: 200 });
    fc.assert(
      fc.property(asked, fc.nat(10), fc.nat(10), (keys, first, second) => {
        let budget = new Budget({ metrics: first, ...EVERY_MINUTE });
        for (const [key, day] of keys) budget.admit(key, NOW + day * DAY);
        expect(budget.size).toBeLessThanOrEqual(first);
        const saved = budget.save();
        budget = new Budget({ metrics: second, ...EVERY_MINUTE });
        budget.restore(saved);
        for (const [key, day] of keys) budget.admit(key, NOW + day * DAY);
        expect(budget.size).toBeLessThanOrEqual(second);
      }),
    );
  });
});

describe('a budget in dollars', () => {
  test('counts requests, too: 10 dollars are 31 metrics and a request a minute', () => {
    const budget = new Budget({ metrics: 1000, monthlyUsd: 10, ...EVERY_MINUTE });
    expect(budget.most).toBe(31);
    admissions(
      budget,
      Array.from({ length: 40 }, (_, index) => `metric ${index}`),
    );
    expect(budget.size).toBe(31);
    expect(budget.price().totalUsd).toBeCloseTo(31 * 0.3 + 0.438, 9);
  });

  test.each([
    [0.5, 60_000, 0],
    [1, 60_000, 1],
    [1, 1000, 0],
    [3000.5, 60_000, 9987],
    [100_000, 60_000, 20_000],
  ])('of %d, with a point every %d ms, allows %d of 20 000 metrics', (monthlyUsd, interval, most) => {
    expect(new Budget({ metrics: 20_000, monthlyUsd, interval }).most).toBe(most);
  });

  test('holds where one metric more would break it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.constantFrom(1000, 10_000, 60_000),
        (usd, interval) => {
          const budget = new Budget({ metrics: 50_000, monthlyUsd: usd, interval });
          for (let index = 0; index < budget.most; index += 1) budget.admit(String(index), NOW);
          expect(budget.price().totalUsd).toBeLessThanOrEqual(usd);
          const more = new Budget({ metrics: budget.most + 1, interval });
          for (let index = 0; index <= budget.most; index += 1) more.admit(String(index), NOW);
          expect(more.price().totalUsd).toBeGreaterThan(usd);
        },
      ),
      { numRuns: 20 },
    );
  });
});

test('the price rises with datums beyond one for each metric', () => {
  const budget = new Budget({ metrics: 10, ...EVERY_MINUTE });
  budget.admit('a', NOW);
  expect(budget.price(0).requests).toBe(43_800);
  expect(budget.price(1001).requests).toBe(87_600);
});
