import { expect, test } from 'vitest';
import { lineStarts } from './bounds/label_text.ts';
import { BUCKETS_PER_SET, bucketIndex, Store } from './bounds/store.ts';
import { change, fill, LABEL_SETS, labelSets, shortLatencies } from './workload.ts';

test('the workload is 100 002 lines of about 10.8 MB, without their numbers', () => {
  const lines = lineStarts('text').flat();
  expect(lines).toHaveLength(100_002);
  expect(new Set(lines).size).toBe(100_002);
  const characters = lines.reduce((total, line) => total + line.length, 0);
  expect(characters / 1e6).toBeGreaterThan(10.2);
  expect(characters / 1e6).toBeLessThan(10.8);
});

test('every label set has a route of its own', () => {
  expect(new Set(labelSets.map(({ route }) => route)).size).toBe(LABEL_SETS);
});

test('a change of every label set changes each of its lines', () => {
  const store = new Store();
  fill((set, value) => store.observe(set, value));
  const before = { counts: store.counts.slice(), sums: store.sums.slice() };
  change(0, 1, (set, value) => store.observe(set, value));
  // All buckets are cumulative: what grows in the first one grows in all, and in the count.
  expect(shortLatencies.every((value) => bucketIndex(value) === 0)).toBe(true);
  for (let set = 0; set < LABEL_SETS; set += 1) {
    const first = set * BUCKETS_PER_SET;
    if (store.counts[first] === before.counts[first] || store.sums[set] === before.sums[set]) {
      throw new Error(`Label set ${set} did not change.`);
    }
  }
});

test('a change of one in a hundred reaches all label sets in a hundred turns', () => {
  const touched = new Set<number>();
  for (let nth = 0; nth < 100; nth += 1) {
    const turn: number[] = [];
    change(nth, 100, (set) => turn.push(set));
    expect(turn.length).toBeGreaterThan(70);
    expect(turn.length).toBeLessThan(73);
    for (const set of turn) touched.add(set);
  }
  expect(touched.size).toBe(LABEL_SETS);
});
