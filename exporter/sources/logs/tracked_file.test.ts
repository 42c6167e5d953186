import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { LONGEST_LINE, readChunk, TrackedFile } from './tracked_file.ts';

/** What is read of a file: its lines, how many were too long, and where reading stands. */
async function readAll(content: Buffer, offset = 0) {
  const path = join(await temporaryDirectory(), 'log');
  await writeFile(path, content);
  const file = new TrackedFile({
    path,
    home: path,
    identity: '1:1',
    gone: false,
    fingerprint: { length: 0, hash: '' },
    offset,
    skipping: false,
  });
  const lines: string[] = [];
  let tooLong = 0;
  await using handle = await open(path);
  const buffer = Buffer.alloc(LONGEST_LINE);
  const once = () =>
    readChunk(
      file,
      handle,
      buffer,
      (line) => lines.push(line),
      () => (tooLong += 1),
    );
  while (await once());
  return { lines, tooLong, offset: file.offset };
}

test('whatever the bytes, the lines are what stands before each newline, but for empty ones', async () => {
  const piece = fc.oneof(
    fc.constant('\n'),
    fc.constant('\r\n'),
    fc.string(),
    fc.constant('é😀'),
    fc.constant('x'.repeat(70_000)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      const text = pieces.join('');
      const complete = text.slice(0, text.lastIndexOf('\n') + 1);
      const expected = complete
        .split('\n')
        .slice(0, -1)
        .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
      const read = await readAll(Buffer.from(text));
      expect(read.lines).toEqual(
        expected.filter((line) => line !== '').map((line) => Buffer.from(line).toString()),
      );
      expect(read.offset).toBe(Buffer.byteLength(complete));
    }),
    { numRuns: 60 },
  );
});

test('a line over one MiB is skipped and counted once; those around it are read', async () => {
  const text = `before\n${'x'.repeat(3 * LONGEST_LINE)}\nafter\n`;
  expect(await readAll(Buffer.from(text))).toEqual({
    lines: ['before', 'after'],
    tooLong: 1,
    offset: text.length,
  });
});

test('a line of exactly one MiB with its newline is read', async () => {
  const line = 'x'.repeat(LONGEST_LINE - 1);
  expect((await readAll(Buffer.from(`${line}\n`))).lines).toEqual([line]);
});

test('bytes that are no UTF-8 cost nothing but themselves', async () => {
  const { lines } = await readAll(Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x61, 0x0a]));
  expect(lines).toEqual(['\ufffd\ufffd\0', 'a']);
});

test('the last line waits for its newline', async () => {
  expect(await readAll(Buffer.from('one\ntwo'))).toEqual({ lines: ['one'], tooLong: 0, offset: 4 });
});
