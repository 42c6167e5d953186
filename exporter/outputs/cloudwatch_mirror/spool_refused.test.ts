import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { newDeliveryCounts } from './delivery_counts.ts';
import { Spool } from './spool.ts';
import { batch, datums, keptLog, names } from './testing/datums.ts';
import { FailingDisk, systemError } from './testing/failing_disk.ts';

const KEEP = () => null;
const FULL = systemError('ENOSPC', 'no space left on device, write');
const READ_ONLY = systemError('EROFS', 'read-only file system, open');

async function opened(memoryBytes = 100_000) {
  const directory = join(await temporaryDirectory(), 'spool');
  const disk = new FailingDisk();
  const counts = newDeliveryCounts();
  const { log, said } = keptLog();
  const settings = { directory, maxBytes: 16_000_000, memoryBytes, inDoubt: 'resend' as const };
  return { directory, disk, counts, said, settings, log, spool: new Spool(settings, counts, log, disk) };
}

function sendAll(spool: Spool): string[] {
  const sent: string[] = [];
  for (let items = spool.peek(1000, KEEP); items.length > 0; items = spool.peek(1000, KEEP)) {
    if (!spool.begin(items.length)) continue;
    sent.push(...names(items));
    spool.settle();
  }
  return sent;
}

const cannotBeWritten = (directory: string, why: string) =>
  `error: The spool ${directory} cannot be written: ${why}. Intervals are kept in memory, up to 100000 bytes; what exceeds ` +
  'that, or is there when goldwatch stops, is lost. Free space on the disk, let the user that runs the exporter write ' +
  'there, or set another state_dir.';

test('on a full disk it goes on in memory and says so once; what was on disk is still sent, first', async () => {
  const { spool, disk, counts, said, directory } = await opened();
  spool.append(batch(datums(0, 3), 'm0'));
  disk.full = FULL;
  expect(spool.append(batch(datums(3, 3), 'm1'))).toBe('memory');
  expect(spool.append(batch(datums(6, 3), 'm2'))).toBe('memory');
  expect(spool).toMatchObject({ datums: 9, datumsInMemory: 6, lastMark: 'm0' });
  expect(said).toEqual([cannotBeWritten(directory, 'ENOSPC: no space left on device, write')]);
  expect(sendAll(spool)).toEqual(names(datums(0, 9)));
  expect(counts.dropped).toEqual(newDeliveryCounts().dropped);
});

test('once there is space, what is in memory moves to the disk, in order, with its mark', async () => {
  const { spool, disk, said, directory, settings, log } = await opened();
  spool.append(batch(datums(0, 3), 'm0'));
  disk.full = FULL;
  spool.append(batch(datums(3, 3), 'm1'));
  disk.full = null;
  expect(spool.append(batch(datums(6, 3), 'm2'))).toBe('disk');
  expect(spool).toMatchObject({ datums: 9, datumsInMemory: 0, lastMark: 'm2' });
  expect(said.slice(1)).toEqual([`info: The spool ${directory} can be written again.`]);
  const reopened = new Spool(settings, newDeliveryCounts(), log);
  expect(sendAll(reopened)).toEqual(names(datums(0, 9)));
});

test('the last mark of what was in memory is known once that is on disk', async () => {
  const { spool, disk } = await opened();
  disk.full = FULL;
  spool.append(batch(datums(0, 3), 'm0'));
  disk.full = null;
  spool.append(batch(datums(3, 3)));
  expect(spool.lastMark).toBe('m0');
});

test('what a write to a full disk has left behind is not taken for datums', async () => {
  const { spool, disk, settings, log } = await opened();
  spool.append(batch(datums(0, 3), 'm0'));
  disk.full = FULL;
  spool.append(batch(datums(3, 300), 'm1'));
  const reopened = new Spool(settings, newDeliveryCounts(), log);
  expect(reopened.lastMark).toBe('m0');
  expect(sendAll(reopened)).toEqual(names(datums(0, 3)));
});

test('memory is bounded: the oldest are dropped and counted', async () => {
  const { spool, disk, counts } = await opened(20_000);
  disk.full = FULL;
  for (let index = 0; index < 10; index += 1) spool.append(batch(datums(50 * index, 50)));
  const left = sendAll(spool);
  expect(left).toEqual(names(datums(500 - left.length, left.length)));
  expect(left.length).toBeGreaterThan(0);
  expect(counts.dropped.disk_full).toBe(500 - left.length);
});

test('an interval that does not fit into memory either is dropped and counted', async () => {
  const { spool, disk, counts } = await opened(1000);
  disk.full = FULL;
  expect(spool.append(batch(datums(0, 50)))).toBe('dropped');
  expect(counts.dropped.disk_full).toBe(50);
});

test('what is on its way from memory does not move to the disk meanwhile', async () => {
  const { spool, disk } = await opened();
  disk.full = FULL;
  spool.append(batch(datums(0, 5)));
  spool.peek(2, KEEP);
  spool.begin(2);
  disk.full = null;
  expect(spool.append(batch(datums(5, 1)))).toBe('memory');
  spool.release();
  expect(spool.append(batch(datums(6, 1)))).toBe('disk');
  expect(sendAll(spool)).toEqual(names(datums(0, 7)));
});

test('while some is on its way from memory, the rest moves to the disk rather than that something is dropped', async () => {
  const { spool, disk, counts, settings, log } = await opened(20_000);
  disk.full = FULL;
  spool.append(batch(datums(0, 2), 'first'));
  spool.peek(2, KEEP);
  spool.begin(2);
  let count = 2;
  for (; counts.dropped.disk_full === 0; count += 50) spool.append(batch(datums(count, 50), `m${count}`));
  const left = spool.datums;
  disk.full = null;
  expect(spool.append(batch(datums(count, 50), 'later'))).toBe('memory');
  expect(counts.dropped.disk_full).toBe(50);
  expect(spool).toMatchObject({ datums: left + 50, datumsInMemory: 52, lastMark: null });
  spool.release();
  expect(spool.append(batch(datums(count + 50, 1), 'last'))).toBe('disk');
  expect(spool).toMatchObject({ datums: left + 51, datumsInMemory: 0, lastMark: 'last' });
  const reopened = new Spool(settings, newDeliveryCounts(), log);
  expect(sendAll(reopened).toSorted()).toEqual(
    names([...datums(0, 2), ...datums(count + 2 - left, left + 49)]).toSorted(),
  );
});

test('where it cannot be noted what is sent, what is on disk waits, and what is in memory is sent', async () => {
  const { spool, disk, said, directory } = await opened();
  spool.append(batch(datums(0, 3)));
  disk.readOnly = READ_ONLY;
  spool.append(batch(datums(3, 3)));
  spool.peek(10, KEEP);
  expect(spool.begin(3)).toBe(false);
  const fromMemory = spool.peek(10, KEEP);
  expect(names(fromMemory)).toEqual(names(datums(3, 3)));
  expect(spool.begin(3)).toBe(true);
  spool.settle();
  expect(names(spool.peek(10, KEEP))).toEqual(names(datums(0, 3)));
  expect(spool.begin(3)).toBe(false);
  disk.readOnly = null;
  expect(spool.peek(10, KEEP)).toEqual([]);
  expect(sendAll(spool)).toEqual(names(datums(0, 3)));
  expect(said).toEqual([
    cannotBeWritten(directory, 'EROFS: read-only file system, open'),
    `error: What is sent cannot be noted in the spool ${directory}: EROFS: read-only file system, open. Intervals that are ` +
      'there wait, since a crash would send them twice. Let the user that runs the exporter write there.',
    `info: What is sent can be noted in the spool ${directory} again.`,
  ]);
});

test('a directory that cannot be made is tried again with each interval', async () => {
  const root = await temporaryDirectory();
  const directory = join(root, 'state', 'spool');
  writeFileSync(join(root, 'state'), 'in the way');
  const { log, said } = keptLog();
  const settings = { directory, maxBytes: 16_000_000, memoryBytes: 100_000, inDoubt: 'resend' as const };
  const spool = new Spool(settings, newDeliveryCounts(), log);
  expect(spool.append(batch(datums(0, 1)))).toBe('memory');
  rmSync(join(root, 'state'));
  mkdirSync(join(root, 'state'));
  expect(spool.append(batch(datums(1, 1)))).toBe('disk');
  expect(sendAll(spool)).toEqual(['d0', 'd1']);
  expect(readdirSync(directory)).toEqual(['cursor']);
  expect(said).toEqual([
    cannotBeWritten(directory, `ENOTDIR: not a directory, mkdir '${directory}'`),
    `info: The spool ${directory} can be written again.`,
  ]);
});
