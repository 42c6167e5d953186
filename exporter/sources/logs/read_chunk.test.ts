import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { PlainContent } from './content.ts';
import { type Framing, LINES } from './framing.ts';
import { GzipContent } from './gzip/gzip_content.ts';
import { framingOf } from './multiline_settings.ts';
import { CHUNK_BUFFER, LONGEST_LINE, type ReadOptions, readChunk } from './read_chunk.ts';
import { TrackedFile } from './tracked_file.ts';

/** What is read of a file: its lines, how many were too long, and where reading stands. */
async function readAll(content: Buffer, framing: Framing = LINES, compress = false) {
  const path = join(await temporaryDirectory(), 'log');
  await writeFile(path, compress ? gzipSync(content) : content);
  const file = new TrackedFile({
    path,
    home: path,
    identity: '1:1',
    gone: false,
    fingerprint: { length: 0, hash: '' },
    offset: 0,
    skipping: false,
    uncounted: 0,
    finished: '',
    seed: 0,
  });
  const lines: string[] = [];
  let tooLong = 0;
  const handle = await open(path);
  const opened = compress ? new GzipContent(handle) : new PlainContent(handle);
  onTestFinished(() => opened.close());
  const options: ReadOptions = {
    buffer: Buffer.alloc(CHUNK_BUFFER),
    framing,
    onEvent: (bytes, from, to) => lines.push(bytes.toString('utf8', from, to)),
    onTooLong: () => {
      tooLong += 1;
    },
  };
  const read = async (isLast: boolean) => {
    while (await readChunk(file, opened, options, isLast));
    return { lines: [...lines], tooLong, offset: file.offset };
  };
  return { ...(await read(false)), afterAWhile: () => read(true) };
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
  expect(await readAll(Buffer.from(text))).toMatchObject({
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
  const { lines, offset, afterAWhile } = await readAll(Buffer.from('one\ntwo'));
  expect({ lines, offset }).toEqual({ lines: ['one'], offset: 4 });
  expect(await afterAWhile()).toMatchObject({ lines: ['one'], offset: 4 });
});

test('the last line of a compressed file needs no newline', async () => {
  expect(await readAll(Buffer.from('one\ntwo'), LINES, true)).toMatchObject({
    lines: ['one', 'two'],
    offset: 7,
  });
  const longest = 'x'.repeat(LONGEST_LINE - 1);
  expect((await readAll(Buffer.from(longest), LINES, true)).lines).toEqual([longest]);
  expect(await readAll(Buffer.from(`${longest}x`), LINES, true)).toMatchObject({ lines: [], tooLong: 1 });
});

test('an event of several lines waits until another begins or nothing has followed for a while', async () => {
  const text = 'one\n  more\ntwo\n  more\n  mo';
  const { lines, offset, afterAWhile } = await readAll(Buffer.from(text), framingOf('stack_traces'));
  expect({ lines, offset }).toEqual({ lines: ['one\n  more'], offset: 11 });
  expect(await afterAWhile()).toMatchObject({ lines: ['one\n  more', 'two\n  more'], offset: 22 });
});

test('an event of several lines ends where a compressed file does', async () => {
  const { lines } = await readAll(Buffer.from('one\n  more\ntwo\n  more'), framingOf('stack_traces'), true);
  expect(lines).toEqual(['one\n  more', 'two\n  more']);
});

test('events of several lines stay whole wherever reading pauses', async () => {
  const long = `long${'\n  more'.repeat(998)}${'x'.repeat(150_000)}`;
  const short = Array.from({ length: 9_000 }, (_, index) => `${index}${'\n  more'.repeat(20)}`);
  const { lines, afterAWhile } = await readAll(
    Buffer.from(`${[long, ...short].join('\n')}\n`),
    framingOf('stack_traces'),
  );
  expect(lines).toEqual([long, ...short.slice(0, -1)]);
  expect((await afterAWhile()).lines).toEqual([long, ...short]);
});

test('an event that never ends blocks nothing: beyond one MiB its lines are taken as they are', async () => {
  const endless: Framing = {
    cut: (chunk, start, isLast, onEvent) => {
      const end = chunk.lastIndexOf('\n') + 1;
      if (!isLast || end <= start) return start;
      onEvent(chunk, start, end - 1);
      return end;
    },
  };
  const text = `${'line\n'.repeat(300_000)}`;
  const { lines, offset } = await readAll(Buffer.from(text), endless);
  expect(lines.join('\n').length).toBe(offset - 1);
  expect(offset).toBeGreaterThan(1_000_000);
});
