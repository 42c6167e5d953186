import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endsInLineEnd, wholeLines } from './whole_lines.ts';

const LINE_END = 10;

test('pieces cut anywhere become the same bytes in blocks of whole lines', () => {
  const piece = fc.array(fc.constantFrom(LINE_END, 97, 98)).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const blocks = wholeLines(pieces);
      const all = Buffer.concat(pieces);
      expect(Buffer.concat(blocks)).toEqual(all);
      expect(blocks.map(({ length }) => length)).not.toContain(0);
      expect(blocks.slice(0, -1).every((block) => block.at(-1) === LINE_END)).toBe(true);
      expect(endsInLineEnd(blocks)).toBe(all.at(-1) === LINE_END);
    }),
  );
});

test('a line that goes on over many pieces is copied once', () => {
  const pieces = Array.from({ length: 1000 }, () => Buffer.from('a'));
  expect(wholeLines([...pieces, Buffer.from('\nb\n')])).toEqual([
    Buffer.from(`${'a'.repeat(1000)}\n`),
    Buffer.from('b\n'),
  ]);
});
