import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { timeOf } from './requests.ts';
import { encodeLine } from './spool_record.ts';
import { batch, datum, datums, names, readDatum } from './testing/datums.ts';
import { drain, KEEP, openSpool } from './testing/opened_spool.ts';

const FIRST_FILE = '0000000000000000.jsonl';

test('a datum comes out as it went in', async () => {
  const { spool } = openSpool(await temporaryDirectory());
  const exact = datum('x', {
    dimensions: [
      ['a "quoted" name', 'back\\slash'],
      ['b', '~ !'],
    ],
    timestamp: 1_700_000_040_000,
    values: [0.1, 5e-324, 1.7976931348623157e308, -2.5],
    counts: [1, 2, 3, 9_007_199_254_740_991],
  });
  spool.append(batch([exact]));
  expect(spool.peek(10, KEEP).map(readDatum)).toEqual([exact]);
});

test('when all is sent, the files are gone, and the mark is still known', async () => {
  const directory = await temporaryDirectory();
  const { spool } = openSpool(directory);
  spool.append(batch(datums(0, 2500), '2026-01-01T00:00:00Z'));
  expect(drain(spool)).toEqual(names(datums(0, 2500)));
  expect(readdirSync(directory)).toEqual(['cursor']);
  expect(spool).toMatchObject({ datums: 0, bytes: 0 });
  expect(openSpool(directory).spool.lastMark).toBe('2026-01-01T00:00:00Z');
});

test('an interval without datums has a mark, too', async () => {
  const directory = await temporaryDirectory();
  const { spool } = openSpool(directory);
  expect(spool.append(batch([], 'm0'))).toBe('disk');
  expect(openSpool(directory).spool.lastMark).toBe('m0');
});

test('a mark is short and plain', async () => {
  const { spool, counts } = openSpool(await temporaryDirectory());
  expect(() => spool.append(batch(datums(0, 1), 'a b'))).toThrow(
    new RangeError('"a b" is no mark: that is 1 to 100 letters, digits and _ : . + - of ASCII.'),
  );
  expect(counts.appended).toBe(0);
});

test('what was released is offered again, before all others', async () => {
  const { spool } = openSpool(await temporaryDirectory());
  spool.append(batch(datums(0, 5)));
  spool.peek(3, KEEP);
  spool.begin(3);
  spool.release();
  expect(drain(spool, 2)).toEqual(names(datums(0, 5)));
});

test('what is judged is dropped by its reason, wherever it stands', async () => {
  const directory = await temporaryDirectory();
  const { spool, counts } = openSpool(directory);
  spool.append(batch(datums(0, 2000, { timestamp: 60_000 })));
  spool.append(batch(datums(2000, 3, { timestamp: 120_000 })));
  expect(names(spool.peek(10, (item) => (timeOf(item) < 120_000 ? 'expired' : null)))).toEqual(
    names(datums(2000, 3)),
  );
  expect(counts.dropped.expired).toBe(2000);
  spool.peek(10, (item) => (names([item])[0] === 'd2001' ? 'future' : null));
  expect(counts.dropped.future).toBe(1);
  expect(drain(spool)).toEqual(['d2000', 'd2002']);
  expect(readdirSync(directory)).toEqual(['cursor']);
});

test('where all has expired, the files are gone without anything being sent', async () => {
  const directory = await temporaryDirectory();
  const { spool, counts } = openSpool(directory);
  spool.append(batch(datums(0, 10)));
  expect(spool.peek(10, () => 'expired')).toEqual([]);
  expect(readdirSync(directory)).toEqual(['cursor']);
  expect(openSpool(directory).counts.recovered).toBe(0);
  expect(counts.dropped.expired).toBe(10);
});

test('directory and files are for their owner only', async () => {
  const directory = join(await temporaryDirectory(), 'spool');
  openSpool(directory).spool.append(batch(datums(0, 1)));
  const modes = ['.', 'cursor', FIRST_FILE].map((name) => statSync(join(directory, name)).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600, 0o600]);
});

test('a line that was damaged on disk is left out and counted, and the others are sent', async () => {
  const directory = await temporaryDirectory();
  const { spool, counts } = openSpool(directory);
  for (let index = 0; index < 3; index += 1) spool.append(batch(datums(10 * index, 10)));
  const path = join(directory, FIRST_FILE);
  const content = readFileSync(path);
  content[content.indexOf('"d15"')] = 0x58;
  writeFileSync(path, content);
  expect(drain(spool)).toEqual(names([...datums(0, 10), ...datums(20, 10)]));
  expect(counts.dropped.damaged).toBe(10);
});

test('a file that somebody has removed costs what was in it, and is counted', async () => {
  const directory = await temporaryDirectory();
  const { spool, counts } = openSpool(directory, { maxBytes: 160_000 });
  for (let index = 0; index < 4; index += 1) spool.append(batch(datums(50 * index, 50)));
  const files = readdirSync(directory).filter((name) => name !== 'cursor');
  expect(files).toEqual([
    FIRST_FILE,
    '0000000000000050.jsonl',
    '0000000000000100.jsonl',
    '0000000000000150.jsonl',
  ]);
  rmSync(join(directory, '0000000000000050.jsonl'));
  expect(drain(spool)).toEqual(names([...datums(0, 50), ...datums(100, 100)]));
  expect(counts.dropped.damaged).toBe(50);
});

test.each([
  ['resend', datums(0, 100), 0],
  ['drop', datums(50, 50), 50],
] as const)(
  'where nobody knows what was sent, as much as may have been is in doubt (%s)',
  async (inDoubt, left, dropped) => {
    const directory = await temporaryDirectory();
    const { spool } = openSpool(directory, { maxBytes: 160_000 });
    spool.append(batch(datums(0, 50)));
    spool.append(batch(datums(50, 50)));
    writeFileSync(join(directory, 'cursor'), 'x'.repeat(1024));
    const { spool: reopened, counts, said } = openSpool(directory, { maxBytes: 160_000, inDoubt });
    expect(counts.inDoubt).toEqual({ requests: 1, datums: 50 });
    expect(counts.dropped.in_doubt).toBe(dropped);
    expect(drain(reopened)).toEqual(names(left));
    const [cursor, file] = [join(directory, 'cursor'), join(directory, FIRST_FILE)];
    expect(said).toEqual([
      `error: ${cursor} is damaged or missing; it is unknown how much of ${file} was sent, so all of it is in doubt.`,
    ]);
  },
);

test('what a later version has written is left alone, and nothing is lost until it is moved away', async () => {
  const directory = await temporaryDirectory();
  openSpool(directory).spool.append(batch(datums(0, 1)));
  const path = join(directory, FIRST_FILE);
  writeFileSync(path, encodeLine(Buffer.from('{"header":{"version":2}}')));
  const { spool, said } = openSpool(directory);
  expect(said).toEqual([
    `error: The spool ${directory} cannot be written: The spool file ${path} is of version 2, and this goldwatch reads ` +
      'version 1. Run the goldwatch that wrote it until it has sent it, or move the file away. Intervals are kept in ' +
      'memory, up to 100000 bytes; what exceeds that, or is there when goldwatch stops, is lost. Free space on the disk, ' +
      'let the user that runs the exporter write there, or set another state_dir.',
  ]);
  expect(spool.append(batch(datums(1, 1)))).toBe('memory');
  rmSync(path);
  expect(spool.append(batch(datums(2, 1)))).toBe('disk');
  expect(drain(spool)).toEqual(['d1', 'd2']);
});
