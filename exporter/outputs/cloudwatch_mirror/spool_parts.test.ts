import { expect, test } from 'vitest';
import { datumsOf, partsOf } from './spool_parts.ts';
import { datum, datums, readDatum } from './testing/datums.ts';

test('parts together are what went in, in its order', () => {
  const items = [...datums(0, 1234), datum('last', { dimensions: [['é', '"\n\t']] })];
  const parts = [...partsOf(items)];
  const texts = parts.map(({ text }) => new TextDecoder().decode(text));
  expect(texts.flatMap(datumsOf).map(readDatum)).toEqual(items);
  expect(parts.map(({ count }) => count)).toEqual([250, 250, 250, 250, 235]);
  expect([...partsOf([])]).toEqual([]);
});

test('a part has at most an eighth of a megabyte, so that no thread is held by it for long', () => {
  const values = Array.from({ length: 150 }, (_, index) => index / 7);
  const items = datums(0, 300, { values, counts: values.map(() => 1) });
  const parts = [...partsOf(items)];
  expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(300);
  for (const { text } of parts) expect(text.length).toBeLessThanOrEqual(128 * 1024);
});

test('a datum that is larger than a part is a part of its own', () => {
  const large = datum('x', { dimensions: [['a', 'v'.repeat(300_000)]] });
  expect([...partsOf([datum('y'), large, datum('z')])].map(({ count }) => count)).toEqual([1, 1, 1]);
});
