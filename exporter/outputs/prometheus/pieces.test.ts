import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copies, views } from './pieces.ts';

const pages = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 });
const sizes = fc.integer({ min: 1, max: 50 });

test('however a page is cut, its copies have all bytes in order, and one size but for the last', () => {
  fc.assert(
    fc.property(pages, sizes, (page, size) => {
      const pieces = [...copies(page, size)].length;
      const all: Buffer[] = [];
      for (const piece of copies(page, size)) all.push(Buffer.from(piece));

      expect(Buffer.concat(all)).toEqual(Buffer.concat(page));
      expect(all.slice(0, -1).every(({ length }) => length === size)).toBe(true);
      expect(all.every(({ length }) => length > 0)).toBe(true);
      expect(pieces).toBe(all.length);
    }),
  );
});

test('however a page is cut, its views have all bytes in order, and none is too long', async () => {
  await fc.assert(
    fc.asyncProperty(pages, sizes, async (page, size) => {
      const all: Uint8Array[] = [];
      for await (const piece of views(page, size)) all.push(piece);

      expect(Buffer.concat(all)).toEqual(Buffer.concat(page));
      expect(all.every(({ length }) => length > 0 && length <= size)).toBe(true);
    }),
  );
});

test('a copy stays what it was when the page is overwritten', () => {
  const page = [Buffer.from('abcdef'), Buffer.from('gh')];
  const { value } = copies(page, 3).next();
  for (const chunk of page) chunk.fill(0x21);

  expect(Buffer.from(value ?? []).toString()).toBe('abc');
});

test('others have their turns while the views of a page are worked on', async () => {
  let turns = 0;
  let isDone = false;
  const others = (async () => {
    for (; !isDone; turns += 1) await setImmediate();
  })();

  for await (const _ of views([new Uint8Array(10)], 1)) {
    const begun = performance.now();
    while (performance.now() - begun < 5);
  }
  isDone = true;
  await others;

  expect(turns).toBeGreaterThanOrEqual(9);
});
