import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Distinct } from './distinct.ts';

const HOUR = 3_600;
const NOW = 1_800_000_000;

/** Adds members called after the numbers from `from` on. */
function addMany(distinct: Distinct, from: number, count: number, now: number): void {
  for (let index = from; index < from + count; index += 1) distinct.add(`user-${index}`, now);
}

/** How far a count is from the truth, as a share of it. */
function errorOf(distinct: Distinct, truth: number, now: number): number {
  return Math.abs(distinct.count(now) / truth - 1);
}

test('counts are exact: whoever was seen within the window, once, whenever it is restored', () => {
  const step = fc.record({ member: fc.nat(30).map(String), wait: fc.nat(40), restarts: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let distinct = new Distinct(100);
      const lastSeen = new Map<string, number>();
      let now = NOW;
      for (const { member, wait, restarts } of steps) {
        now += wait;
        distinct.add(member, now);
        lastSeen.set(member, now);
        if (restarts) {
          const { level, members } = distinct.state();
          distinct = new Distinct(100);
          distinct.restore({ level, members });
        }
        expect(distinct.count(now)).toBe([...lastSeen.values()].filter((seen) => seen > now - 100).length);
      }
    }),
  );
});

test('ten thousand are counted exactly', () => {
  const distinct = new Distinct(HOUR);
  addMany(distinct, 0, 10_000, NOW);
  addMany(distinct, 0, 10_000, NOW + 1);
  expect(distinct.count(NOW + 1)).toBe(10_000);
});

// Members and their hashes are always the same ones, so that these errors are, too: four standard errors are 5.6 %.
test.each([10_001, 20_000, 50_000, 300_000])('%i are counted within four standard errors', (truth) => {
  const distinct = new Distinct(HOUR);
  addMany(distinct, 0, truth, NOW);
  expect(errorOf(distinct, truth, NOW)).toBeLessThan(0.056);
  expect(distinct.state().members.length).toBeLessThanOrEqual(20_000);
  const restored = new Distinct(HOUR);
  restored.restore(distinct.state());
  expect(restored.count(NOW)).toBe(distinct.count(NOW));
});

test('members leave a window however many there were, and a later count is exact again', () => {
  const distinct = new Distinct(HOUR);
  addMany(distinct, 0, 100_000, NOW);
  addMany(distinct, 100_000, 50_000, NOW + HOUR / 2);
  expect(errorOf(distinct, 150_000, NOW + HOUR - 1)).toBeLessThan(0.056);
  expect(errorOf(distinct, 50_000, NOW + HOUR)).toBeLessThan(0.056);
  for (let hour = 1; hour <= 20; hour += 1) {
    addMany(distinct, 0, 1_000, NOW + hour * HOUR);
    distinct.count(NOW + hour * HOUR);
  }
  expect(distinct.count(NOW + 20 * HOUR)).toBe(1_000);
});

test('a window into which nobody comes is empty', () => {
  const distinct = new Distinct(HOUR);
  addMany(distinct, 0, 5, NOW);
  expect(distinct.count(NOW + HOUR - 1)).toBe(5);
  expect(distinct.count(NOW + HOUR)).toBe(0);
});

test.each(['seen', 'restored'])(
  'members %s before the clock was set back leave one window later at most',
  (how) => {
    const wrong = new Distinct(HOUR);
    wrong.add('early', NOW + 1_000 * HOUR);
    wrong.add('late', NOW + 1_001 * HOUR);
    const distinct = how === 'seen' ? wrong : new Distinct(HOUR);
    if (how === 'restored') distinct.restore(wrong.state());

    distinct.add('afterwards', NOW);
    expect(distinct.count(NOW)).toBe(3);
    distinct.add('afterwards', NOW + 1);

    expect(distinct.count(NOW + HOUR)).toBe(1);
    expect(distinct.count(NOW + HOUR + 1)).toBe(0);
  },
);
