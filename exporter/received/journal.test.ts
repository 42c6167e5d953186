import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { Journal, type JournalRecord } from './journal.ts';
import { encodeRecord } from './journal_record.ts';
import { FailingDisk, systemError } from './testing/failing_disk.ts';

const FIRST = 'journal-0000000000000000';
const WHAT_TO_DO =
  'Put its folder back as it was, or move it away to start counting at zero; Prometheus takes that for a restart of the ' +
  'counters, and what is sent again is counted again.';

const record = (text: string, at = 1_000): JournalRecord => ({
  at,
  about: { mediaType: 'text/plain' },
  body: Buffer.from(text),
});

/** A journal with these records, as a killed process leaves it. */
function written(directory: string, texts: readonly string[], position = 0): Journal {
  const journal = new Journal(directory, position);
  expect([...journal.replay()]).toEqual([]);
  for (const text of texts) journal.append(record(text));
  return journal;
}

function replayed(directory: string, position = 0): string[] {
  return [...new Journal(directory, position).replay()].map(({ body }) => Buffer.from(body).toString());
}

test('records come back as they were appended, whatever is in them', async () => {
  const root = await temporaryDirectory();
  let run = 0;
  const anyRecord = fc.record({
    at: fc.nat(),
    about: fc.dictionary(fc.string(), fc.string()),
    body: fc.uint8Array(),
  });
  fc.assert(
    fc.property(fc.array(anyRecord), (records) => {
      run += 1;
      const journal = new Journal(join(root, String(run)), 0);
      for (const one of records) journal.append(one);
      const found = [...new Journal(join(root, String(run)), 0).replay()];
      expect(found.map(({ body, ...rest }) => ({ ...rest, body: new Uint8Array(body) }))).toEqual(
        // As JSON has it: without a prototype that is missing.
        records.map(({ at, about, body }) => ({ at, about: JSON.parse(JSON.stringify(about)), body })),
      );
      journal.close();
    }),
    { numRuns: 50 },
  );
});

test('what a crash has left unfinished at the end is dropped, wherever it was cut off, and others follow', async () => {
  const directory = await temporaryDirectory();
  written(directory, ['one', 'two']).close();
  const whole = await readFile(join(directory, FIRST));
  const first = encodeRecord(record('one'), 0).length;
  for (let length = whole.length; length >= 0; length -= 1) {
    await truncate(join(directory, FIRST), length);
    const expected = length === whole.length ? ['one', 'two'] : length >= first ? ['one'] : [];
    expect(replayed(directory), `${length} bytes`).toEqual(expected);
  }
  await writeFile(join(directory, FIRST), whole.subarray(0, -1));
  const journal = new Journal(directory, 0);
  expect([...journal.replay()]).toHaveLength(1);
  journal.append(record('three'));
  expect(replayed(directory)).toEqual(['one', 'three']);
});

test('nothing that is damaged in between is passed over', async () => {
  const directory = await temporaryDirectory();
  written(directory, ['one', 'two', 'three']).close();
  const path = join(directory, FIRST);
  const whole = await readFile(path);
  const length = encodeRecord(record('one'), 0).length;
  for (let at = 0; at < 2 * length; at += 1) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    await writeFile(path, damaged);
    const offset = at < length ? 0 : length;
    // Newlines at the end are for those who look at it.
    if (at % length === length - 1) continue;
    expect(() => replayed(directory), `byte ${at}`).toThrow(
      new Error(`The journal ${path} is damaged ${offset} bytes from its beginning. ${WHAT_TO_DO}`),
    );
  }
});

test('a file that is missing is missed', async () => {
  const directory = await temporaryDirectory();
  const journal = written(directory, ['one']);
  const position = journal.cut(0);
  journal.append(record('two'));
  await rm(join(directory, FIRST));
  const [left = ''] = await readdir(directory);
  expect(() => replayed(directory)).toThrow(
    new Error(
      `The journal goes on in ${join(directory, left)}, and what was received before is missing. ${WHAT_TO_DO}`,
    ),
  );
  expect(replayed(directory, position), 'a checkpoint has it').toEqual(['two']);
});

test('nothing in a body passes for a record', async () => {
  const directory = await temporaryDirectory();
  const fake = encodeRecord(record('never received'), 0).toString();
  written(directory, ['one', `${fake}\n${fake}\n${fake}`]).close();
  const whole = await readFile(join(directory, FIRST));
  await truncate(join(directory, FIRST), whole.length - 10);
  expect(replayed(directory)).toEqual(['one']);
});

test('what a checkpoint has is forgotten, and its files are removed', async () => {
  const directory = await temporaryDirectory();
  const journal = written(directory, ['one', 'two']);
  const position = journal.cut(0);
  journal.append(record('three'));
  expect(replayed(directory)).toEqual(['one', 'two', 'three']);
  await journal.settled(position);
  expect(await readdir(directory)).toHaveLength(1);
  expect(replayed(directory, position)).toEqual(['three']);
  await journal.settled(journal.cut(0));
  expect(await readdir(directory)).toEqual([]);
  expect(journal.bytes).toBe(0);
});

test('checkpoints that cannot be written leave no file each', async () => {
  const directory = await temporaryDirectory();
  const journal = written(directory, ['one']);
  for (let attempt = 0; attempt < 10; attempt += 1) {
    journal.cut(0);
    journal.append(record('more'));
  }
  expect(await readdir(directory)).toHaveLength(2);
  await journal.settled(journal.cut(0));
  journal.append(record('last'));
  await journal.settled(journal.cut(0));
  expect(await readdir(directory)).toEqual([]);
});

test('a full disk refuses a record, and nothing is lost or doubled when there is room again', async () => {
  const directory = await temporaryDirectory();
  const disk = new FailingDisk();
  const journal = new Journal(directory, 0, disk);
  journal.append(record('one'));
  disk.full = systemError('ENOSPC', 'no space left on device');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(() => journal.append(record('two'))).toThrow(
      new Error(
        `The journal in ${directory} cannot be written: ENOSPC: no space left on device. Make room, or let the user that runs the exporter write there.`,
      ),
    );
  }
  expect(replayed(directory)).toEqual(['one']);
  disk.full = null;
  journal.append(record('three'));
  expect(replayed(directory)).toEqual(['one', 'three']);
});

test('it takes no more than 64 MiB without a checkpoint', async () => {
  const directory = await temporaryDirectory();
  const journal = new Journal(directory, 0);
  const large = { ...record(''), body: new Uint8Array(16 * 1_048_576) };
  for (let count = 0; count < 4; count += 1) journal.append(large);
  expect(() => journal.append(record('one'))).toThrow(
    new Error(
      `${directory} has 64 MiB of what was received since the last checkpoint, which is as much as it may be. Checkpoints are written too slowly, or not at all.`,
    ),
  );
  await journal.settled(journal.cut(0));
  journal.append(record('one'));
  journal.close();
});

test('a checkpoint is due when 16 MiB wait for it, or anything for 30 seconds', async () => {
  const directory = await temporaryDirectory();
  const journal = new Journal(directory, 0);
  expect(journal.isDue(1_000_000)).toBe(false);
  journal.append(record('one', 1_000));
  expect([journal.isDue(30_999), journal.isDue(31_000)]).toEqual([false, true]);
  const position = journal.cut(2_000);
  journal.append(record('two', 3_000));
  await journal.settled(position);
  expect([journal.isDue(31_999), journal.isDue(32_000)]).toEqual([false, true]);
  journal.append({ ...record('', 3_000), body: new Uint8Array(16 * 1_048_576) });
  expect(journal.isDue(3_000)).toBe(true);
  await journal.settled(journal.cut(4_000));
  expect(journal.isDue(1_000_000)).toBe(false);
  const restarted = new Journal(directory, 0);
  expect([...restarted.replay()]).toEqual([]);
});
