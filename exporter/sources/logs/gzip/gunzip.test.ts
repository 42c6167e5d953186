import { appendFile, open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../../../tests/support/temporary_directory.ts';
import { Gunzip } from './gunzip.ts';
import { GzipContent } from './gzip_content.ts';
import { GzipError, headerLength } from './header.ts';

async function gzipFile(bytes: Buffer) {
  const path = join(await temporaryDirectory(), 'log.gz');
  await writeFile(path, bytes);
  const handle = await open(path);
  onTestFinished(() => handle.close());
  return { path, handle };
}

/** All that can be decompressed now, and how it ended. */
async function allOf(gunzip: Gunzip) {
  const pieces: Buffer[] = [];
  try {
    for (let piece = await gunzip.next(); piece !== null; piece = await gunzip.next()) pieces.push(piece);
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    return { content: Buffer.concat(pieces), end: error.message };
  }
  return { content: Buffer.concat(pieces), end: gunzip.isBetweenMembers ? 'complete' : 'waiting' };
}

/** Contents of members, some of which compress well and some not at all. */
const member = fc.oneof(
  fc.constant(Buffer.alloc(0)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 1, max: 400_000 }).map((length) => Buffer.alloc(length, 'line of a log\n')),
  fc.uint8Array({ minLength: 65_530, maxLength: 65_545, size: 'max' }).map((bytes) => Buffer.from(bytes)),
);
const level = fc.constantFrom(0, 1, 6, 9);
const members = fc.array(fc.record({ bytes: member, level }), { minLength: 1, maxLength: 4 });

function compressed(all: readonly { bytes: Buffer; level: number }[]): Buffer {
  return Buffer.concat(all.map(({ bytes, level: by }) => gzipSync(bytes, { level: by })));
}

test('whatever the members, their contents follow one another', async () => {
  await fc.assert(
    fc.asyncProperty(members, fc.integer({ min: 0, max: 600 }), async (all, padding) => {
      const { handle } = await gzipFile(Buffer.concat([compressed(all), Buffer.alloc(padding)]));
      const { content, end } = await allOf(new Gunzip(handle));
      expect(content.equals(Buffer.concat(all.map(({ bytes }) => bytes)))).toBe(true);
      expect(end).toBe('complete');
    }),
    { numRuns: 60 },
  );
});

test('wherever a file is cut off, it gives what is there, waits, and goes on when the rest has come', async () => {
  await fc.assert(
    fc.asyncProperty(members, fc.array(fc.nat(), { maxLength: 4 }), async (all, cuts) => {
      const bytes = compressed(all);
      const expected = Buffer.concat(all.map(({ bytes: its }) => its));
      const { path, handle } = await gzipFile(Buffer.alloc(0));
      const gunzip = new Gunzip(handle);
      const pieces: Buffer[] = [];
      let written = 0;
      for (const end of [...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]) {
        await appendFile(path, bytes.subarray(written, end));
        written = end;
        const { content, end: how } = await allOf(gunzip);
        pieces.push(content);
        const so = Buffer.concat(pieces);
        expect(so.equals(expected.subarray(0, so.length))).toBe(true);
        if (how === 'waiting') expect(written).toBeLessThan(bytes.length);
      }
      expect(Buffer.concat(pieces).equals(expected)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a file may be read from any position, forwards and backwards', async () => {
  const expected = Buffer.from(Array.from({ length: 30_000 }, (_, line) => `line ${line}\n`).join(''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ at: fc.nat({ max: expected.length + 5 }), length: fc.integer({ min: 1, max: 100_000 }) }),
        { maxLength: 5 },
      ),
      async (reads) => {
        const content = new GzipContent((await gzipFile(gzipSync(expected))).handle);
        const into = Buffer.alloc(100_000);
        for (const { at, length } of reads) {
          const count = await content.read(into, length, at);
          expect(into.subarray(0, count).equals(expected.subarray(at, at + length))).toBe(true);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a damaged file gives the bytes before the damage, and says what is wrong', async () => {
  const whole = gzipSync(Buffer.alloc(1000, 'line\n'));
  const damages: readonly [how: string, bytes: Buffer][] = [
    ['it does not begin as gzip does', Buffer.from('{"level":"INFO"}\n')],
    ['it does not begin as gzip does', Buffer.from([0x1f, 0x00])],
    ['it is compressed in a way that gzip does not know', Buffer.from([0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 0])],
    [
      'it is compressed in a way that gzip does not know',
      Buffer.from([0x1f, 0x8b, 8, 0x80, 0, 0, 0, 0, 0, 0]),
    ],
    [
      'its header is longer than 131072 bytes',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8]), Buffer.alloc(200_000, 'n')]),
    ],
    [
      'its checksum or size is not that of its content',
      Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8, 1)]),
    ],
    ['it goes on with other bytes behind its gzip data', Buffer.concat([whole, Buffer.from('garbage')])],
    [
      'its gzip data cannot be decompressed (invalid block type)',
      Buffer.concat([whole.subarray(0, 10), Buffer.alloc(50, 0xff)]),
    ],
  ];
  for (const [how, bytes] of damages) {
    expect((await allOf(new Gunzip((await gzipFile(bytes)).handle))).end).toBe(how);
  }
});

test('any damaged byte or none: it is noticed, unless it tells nothing about the content', async () => {
  const expected = Buffer.from(Array.from({ length: 5_000 }, (_, line) => `line ${line * 7919}\n`).join(''));
  const whole = gzipSync(expected);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ by;
      const { content, end } = await allOf(new Gunzip((await gzipFile(damaged)).handle));
      // Time, system and flags about text say nothing about the content.
      if (end === 'complete') expect([3, 4, 5, 6, 7, 8, 9]).toContain(at);
      if (end === 'complete' || at >= whole.length - 8) expect(content.equals(expected)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a bomb is decompressed no further than it is read', async () => {
  const content = new GzipContent((await gzipFile(gzipSync(Buffer.alloc(60_000_000)))).handle);
  const before = process.memoryUsage().arrayBuffers;
  const into = Buffer.alloc(131_072);
  for (let at = 0; at < 50_000_000; at += into.length) {
    expect(await content.read(into, into.length, at)).toBe(into.length);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
});

test('where the last whole line of the first bytes ends is where lines that come later begin', async () => {
  const first = gzipSync('one\ntwo\nthr');
  const { path, handle } = await gzipFile(Buffer.concat([first, gzipSync('ee\nfour\n')]));
  const content = new GzipContent(handle);
  expect(await content.lineStartWithin(first.length)).toBe(8);
  const into = Buffer.alloc(100);
  expect(into.toString('utf8', 0, await content.read(into, 100, 8))).toBe('three\nfour\n');
  expect(content.isComplete).toBe(true);
  await truncate(path, first.length - 1);
  expect(await content.lineStartWithin(first.length - 1)).toBe(8);
});

test('a header has optional fields', () => {
  const header = Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 97, 0, 98, 99, 0, 7, 7]);
  expect(headerLength(header)).toBe(header.length);
  for (let cut = 0; cut < header.length; cut += 1) expect(headerLength(header.subarray(0, cut))).toBeNull();
});
