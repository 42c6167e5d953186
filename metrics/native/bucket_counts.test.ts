import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coarser } from './bounds.ts';
import { BucketCounts } from './bucket_counts.ts';

const index = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: -275_000, max: 262_145 }),
  // Multiples of a Fibonacci number collide most.
  fc.integer({ min: -100, max: 100 }).map((n) => n * 2584),
);
const additions = fc.array(fc.tuple(index, fc.integer({ min: 1, max: 1000 })), { maxLength: 500 });
type Additions = readonly (readonly [number, number])[];

function filled(all: Additions): BucketCounts {
  const buckets = new BucketCounts();
  for (const [at, count] of all) buckets.add(at, count);
  return buckets;
}

/** What a Map makes of the same additions, ascending. */
function expected(all: Additions): [number, number][] {
  const counts = new Map<number, number>();
  for (const [at, count] of all) counts.set(at, (counts.get(at) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b);
}

function contents(buckets: BucketCounts): [number, number][] {
  return Array.from(buckets.indexes(), (at) => [at, buckets.get(at)]);
}

test('nothing is filled at first', () => {
  const buckets = new BucketCounts();
  expect([buckets.size, buckets.get(0), buckets.lowest(), contents(buckets)]).toEqual([0, 0, 1 / 0, []]);
});

test('counts are kept by index as a Map keeps them', () => {
  fc.assert(
    fc.property(additions, index, (all, any) => {
      const buckets = filled(all);
      const map = new Map(expected(all));
      expect(contents(buckets)).toEqual([...map]);
      expect(buckets.size).toBe(map.size);
      expect(buckets.get(any)).toBe(map.get(any) ?? 0);
      expect(buckets.lowest()).toBe(Math.min(...map.keys()));
    }),
  );
});

test('adding tells whether the bucket was empty', () => {
  fc.assert(
    fc.property(additions, (all) => {
      const buckets = new BucketCounts();
      const seen = new Set<number>();
      for (const [at, count] of all) {
        expect(buckets.add(at, count)).toBe(!seen.has(at));
        seen.add(at);
      }
    }),
  );
});

test('a coarser table holds the same counts under coarser indexes', () => {
  fc.assert(
    fc.property(additions, fc.integer({ min: 1, max: 12 }), (all, steps) => {
      const buckets = filled(all);
      buckets.coarsen(steps);
      expect(contents(buckets)).toEqual(expected(all.map(([at, count]) => [coarser(at, steps), count])));
    }),
  );
});

test('taking buckets up to an index leaves those above it', () => {
  fc.assert(
    fc.property(additions, index, (all, limit) => {
      const buckets = filled(all);
      const below = expected(all).filter(([at]) => at <= limit);
      expect(buckets.takeUpTo(limit)).toBe(below.reduce((sum, [, count]) => sum + count, 0));
      expect(contents(buckets)).toEqual(expected(all).filter(([at]) => at > limit));
    }),
  );
});

test('a clone counts on by itself, and all of one table can be added to another', () => {
  fc.assert(
    fc.property(additions, additions, (some, more) => {
      const buckets = filled(some);
      const copy = buckets.clone();
      copy.addAll(filled(more));
      expect(contents(buckets)).toEqual(expected(some));
      expect(contents(copy)).toEqual(expected([...some, ...more]));
    }),
  );
});

test('a table can be added to itself', () => {
  const buckets = filled([
    [1, 2],
    [5, 3],
  ]);
  buckets.addAll(buckets);
  expect(contents(buckets)).toEqual([
    [1, 4],
    [5, 6],
  ]);
});
