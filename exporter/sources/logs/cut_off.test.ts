import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { accessLine } from '../../../tests/support/log_lines.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { Follower } from './follower.ts';
import type { SavedFile } from './tracked_file.ts';

const A_MINUTE_OF_PASSES = 241;

function following(directory: string, saved: readonly SavedFile[] = []) {
  const told: string[] = [];
  let lines = 0;
  const follower = new Follower({
    globs: ['*.gz'],
    baseDirectory: directory,
    saved,
    onEvent: () => {
      lines += 1;
    },
    onTooLong: () => {},
    onChunk: async () => {},
    onProblem: (_reason, problem) => told.push(problem),
    onDamaged: (reason) => told.push(reason),
    onLost: () => {},
  });
  const passes = async (count: number) => {
    for (let pass = 0; pass < count; pass += 1) await follower.pass();
    return lines;
  };
  return { follower, told, passes };
}

test('a compressed file that ends too soon is given up after a minute, and read on when the rest has come', async () => {
  const directory = await temporaryDirectory();
  const [long, short] = [join(directory, 'long.gz'), join(directory, 'short.gz')];
  const lines = Array.from({ length: 2_000 }, (_, line) => accessLine(line)).join('');
  const bytes = gzipSync(lines);
  const few = gzipSync(accessLine(-1));
  await writeFile(long, bytes.subarray(0, bytes.length - 100));
  await writeFile(short, few.subarray(0, 20));
  const { follower, told, passes } = following(directory);
  const before = await passes(10);
  expect(before).toBeGreaterThan(1_000);
  expect(told).toEqual([]);
  expect(follower.lag).toBe(0);

  expect(await passes(2 * A_MINUTE_OF_PASSES)).toBe(before);
  const cutOff = (path: string, counted: string) =>
    `The log file ${path} ends in the middle of its gzip data, and has not grown for a minute. ${counted} ` +
    'Put a good copy there; it is read on when it changes.';
  expect(told.toSorted()).toEqual([
    cutOff(long, 'Lines before that are counted.'),
    cutOff(short, 'None of its lines is counted.'),
    'truncated',
    'truncated',
  ]);
  const saved = follower.saved();
  await follower.close();

  const after = following(directory, saved);
  expect(await after.passes(2)).toBe(0);
  await appendFile(long, bytes.subarray(bytes.length - 100));
  await appendFile(short, few.subarray(20));
  expect(await after.passes(2)).toBe(2_001 - before);
  await after.follower.close();
});
