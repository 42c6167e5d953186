import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { MirrorStateFiles, markAfter } from './mirror_state.ts';

const [FIRST, SECOND, THIRD] = ['000000000000001', '000000000000002', '000000000000003'] as const;

function stateOf(reading: number) {
  return {
    budget: { version: 1 as const, metrics: [['["Requests"]', reading] as [string, number]] },
    deltas: [{ readAt: reading }, ['http_requests_total', 'counter', ['[]', 0, reading]]],
  };
}

async function filesIn(...marks: readonly string[]) {
  const directory = await temporaryDirectory();
  const files = new MirrorStateFiles(join(directory, 'mirror'));
  for (const mark of marks) await files.save(mark, stateOf(Number(mark)));
  return { files, directory: join(directory, 'mirror') };
}

test('a state is loaded as it was saved', async () => {
  const { files } = await filesIn(FIRST);
  expect(await files.load(FIRST)).toEqual({ state: stateOf(1), mark: FIRST, isExact: true });
});

test('of two states it is that of the last batch in the spool', async () => {
  const { files } = await filesIn(FIRST, SECOND);
  expect((await files.load(FIRST))?.state).toEqual(stateOf(1));
  expect((await files.load(SECOND))?.state).toEqual(stateOf(2));
});

test('where the spool has no batch, it is the oldest: none of what came later is there', async () => {
  const { files } = await filesIn(FIRST, SECOND);
  expect(await files.load(null)).toEqual({ state: stateOf(1), mark: FIRST, isExact: true });
});

test('where the state of the last batch could not be saved, it is the one before, and that is said', async () => {
  const { files } = await filesIn(FIRST, SECOND);
  expect(await files.load(THIRD)).toEqual({ state: stateOf(2), mark: SECOND, isExact: false });
});

test('what is newer than the last batch in the spool never takes the place of its state', async () => {
  const { files } = await filesIn(FIRST, THIRD);
  expect(await files.load(SECOND)).toEqual({ state: stateOf(1), mark: FIRST, isExact: false });
});

test('where several readings have gone past the spool, that is said', async () => {
  const { files } = await filesIn(FIRST, THIRD);
  expect(await files.load(FIRST)).toEqual({ state: stateOf(1), mark: FIRST, isExact: false });
});

test('a state that cannot be written leaves nothing behind', async () => {
  const { files, directory } = await filesIn(FIRST);
  const deltas = (function* () {
    yield 'the first line';
    throw new Error('The disk is full.');
  })();
  await expect(files.save(SECOND, { ...stateOf(2), deltas })).rejects.toThrow('The disk is full.');
  expect(await readdir(directory)).toEqual([`deltas-${FIRST}.jsonl`]);
});

test.each([null, FIRST])('without any state there is nothing to go on from (spool: %s)', async (mark) => {
  const { files } = await filesIn();
  expect(await files.load(mark)).toBeNull();
  expect(await files.newestMark()).toBeNull();
});

test('what is no state of a reading is left alone, and what a crash has left of one is removed', async () => {
  const { files, directory } = await filesIn(FIRST, SECOND);
  await writeFile(join(directory, `deltas-${THIRD}.jsonl.new`), '{"version":1');
  await mkdir(join(directory, 'spool'));
  await writeFile(join(directory, 'notes.txt'), 'mine');
  expect(await files.newestMark()).toBe(SECOND);
  await files.keepOnly(SECOND);
  expect((await readdir(directory)).sort()).toEqual([`deltas-${SECOND}.jsonl`, 'notes.txt', 'spool']);
});

test.each([
  ['nothing', ''],
  ['another version', '{"version":2,"mark":"000000000000001","budget":0}\n'],
  ['no JSON', 'oops\n'],
])('a file with %s is refused by its name', async (_, text) => {
  const { files, directory } = await filesIn(FIRST);
  const path = join(directory, `deltas-${FIRST}.jsonl`);
  await writeFile(path, text);
  await expect(files.load(FIRST)).rejects.toThrow(`The state file ${path} is damaged or of another version.`);
});

test('a large state is written in pieces, and whole', async () => {
  const { files, directory } = await filesIn();
  const deltas = Array.from({ length: 20_000 }, (_, index) => [
    'a_total',
    'counter',
    [`["${index}"]`, 0, index],
  ]);
  await files.save(FIRST, { ...stateOf(1), deltas });
  expect((await readFile(join(directory, `deltas-${FIRST}.jsonl`), 'utf8')).split('\n')).toHaveLength(20_003);
  expect((await files.load(FIRST))?.state.deltas).toEqual(deltas);
});

test.each([
  [null, FIRST],
  [FIRST, SECOND],
  ['000000000000999', '000000000001000'],
  ['of another kind', FIRST],
])('after the mark %s comes %s', (last, next) => {
  expect(markAfter(last)).toBe(next);
});
