import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabelSets } from './label_sets.ts';
import { LabelValues } from './label_values.ts';

const value = fc.constantFrom('', 'a', 'b', 'c', '1', '__proto__');
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ link: fc.constant(true), row: fc.nat(40), a: value, b: value }) },
  { weight: 2, arbitrary: fc.record({ link: fc.constant(false), row: fc.nat(40), a: value, b: value }) },
);

test('whatever rows come and go, a label set leads to its rows in the order they came, and to no others', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const sets = new LabelSets(['a', 'b']);
      const rows = new Map<number, string>();
      const chains = new Map<string, number[]>();
      for (const { link, row, a, b } of changes) {
        const known = rows.get(row);
        if (link && known === undefined) {
          sets.link(row, [a, b]);
          const key = JSON.stringify([a, b]);
          rows.set(row, key);
          chains.set(key, [...(chains.get(key) ?? []), row]);
        } else if (!link && known !== undefined) {
          const left = (chains.get(known) ?? []).filter((one) => one !== row);
          expect(sets.unlink(row)).toBe(left[0] ?? -1);
          rows.delete(row);
          chains.set(known, left);
        }
      }
      for (const [key, chain] of chains) {
        const [a, b] = JSON.parse(key) as [string, string];
        const found: number[] = [];
        for (let row = sets.first({ a, b }); row >= 0; row = sets.next(row)) found.push(row);
        expect(found).toEqual(chain);
        for (const [index, row] of found.entries()) {
          expect(sets.values(row)).toEqual([a, b]);
          expect(sets.follows(row)).toBe(index > 0);
          expect(sets.firstOf(row)).toBe(chain[0]);
        }
      }
    }),
  );
});

test('labels that no row has, or that are too few or too many, lead nowhere; their order does not matter', () => {
  const sets = new LabelSets(['a', 'b']);
  sets.link(0, ['1', '2']);
  sets.link(1, ['2', '1']);
  expect(sets.first({ a: '1', b: '2' })).toBe(0);
  expect(sets.first({ a: '1', b: '2', c: '3' })).toBe(-1);
  expect(sets.first({ c: '3', a: '1', b: '2' })).toBe(-1);
  expect(sets.first({ a: '1', c: '2' })).toBe(-1);
  expect(sets.first({ b: '1', a: '2' })).toBe(1);
  expect(sets.first({ a: '1', b: '1' })).toBe(-1);
  expect(sets.first({ a: '1' })).toBe(-1);
  expect(sets.first({ a: '3', b: '2' })).toBe(-1);
});

test('a family without labels has one label set', () => {
  const sets = new LabelSets([]);
  expect(sets.first({})).toBe(-1);
  sets.link(3, []);
  sets.link(5, []);
  expect([sets.first({}), sets.next(3), sets.next(5)]).toEqual([3, 5, -1]);
});

test('a value is forgotten with the last label set that uses it, and its number used again', () => {
  const values = new LabelValues();
  const [a, b] = [values.acquire('a'), values.acquire('b')];
  expect(values.acquire('a')).toBe(a);
  values.release(a);
  expect([values.find('a'), values.text(a), values.find('b')]).toEqual([a, 'a', b]);
  values.release(a);
  expect(values.find('a')).toBe(-1);
  expect(values.acquire('c')).toBe(a);
  expect([values.find('a'), values.find('c'), values.text(a)]).toEqual([-1, a, 'c']);
});
