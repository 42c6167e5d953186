import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, IdSegment } from './id_segment.ts';

const id = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.constantFrom('\ud800', '\udc00', '\ufffd', '\u0000', 'x'.repeat(200)),
);

test('it has what was added and nothing else, in its order, to the last character', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 50 }), fc.array(id), (ids, others) => {
      const segment = new IdSegment(ids.length);
      for (const one of ids) {
        expect(segment.has(one, hashOf(one))).toBe(false);
        segment.add(one, hashOf(one));
      }
      expect(Array.from({ length: segment.count }, (_, index) => segment.at(index))).toEqual(ids);
      expect(segment.isFull).toBe(true);
      for (const one of [...ids, ...others]) expect(segment.has(one, hashOf(one))).toBe(ids.includes(one));
    }),
  );
});

test('ids whose hashes are the same are told apart', () => {
  const segment = new IdSegment(10);
  segment.add('a', 7);
  segment.add('b', 7);
  expect(['a', 'b', 'c'].map((one) => segment.has(one, 7))).toEqual([true, true, false]);
});
