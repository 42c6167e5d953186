import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownIds } from './known_ids.ts';

/** All ids, oldest first. */
function idsOf(known: KnownIds): string[] {
  return known.lines().flatMap((line) => {
    const ids = JSON.parse(line.text()) as string[];
    expect(ids).toHaveLength(line.count);
    return ids;
  });
}

test('the newest ids are known in the order in which they came, and no more than a quarter beside', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.nat(100).map(String), { maxLength: 200 }),
      (limit, ids) => {
        const known = new KnownIds(limit);
        const added: string[] = [];
        for (const id of ids) {
          if (known.has(id)) continue;
          known.add(id);
          added.push(id);
          const all = idsOf(known);
          expect(all).toEqual(added.slice(-all.length));
          expect(all.length).toBeGreaterThanOrEqual(Math.min(added.length, limit));
          expect(all.length).toBeLessThan(limit + Math.ceil(limit / 4) + 1);
          expect(all.every((one) => known.has(one))).toBe(true);
          expect(added.slice(0, -all.length).some((one) => known.has(one) && !all.includes(one))).toBe(false);
        }
      },
    ),
  );
});

test('lines are of the moment at which they were asked for', () => {
  const known = new KnownIds(100);
  known.add('a');
  const lines = known.lines();
  known.add('b');
  expect(lines.map((line) => line.text())).toEqual(['["a"]']);
});

test('lines stay what they are when the ids are forgotten, until they were asked for', () => {
  const known = new KnownIds(20);
  const add = (from: number, to: number) => {
    for (let number = from; number < to; number += 1) known.add(`id-${number}`);
  };
  add(0, 20);
  const before = Array.from({ length: 20 }, (_, number) => `id-${number}`);
  const lines = known.lines();
  add(20, 100);
  expect(lines.flatMap((line) => JSON.parse(line.text()) as string[])).toEqual(before);
  add(100, 200);
  expect(idsOf(known)).toEqual(Array.from({ length: 20 }, (_, index) => `id-${180 + index}`));
});
