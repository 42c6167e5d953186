import { expect, test } from 'vitest';
import { parseBlkio, parseDiskstats, parseIoStat } from './disk_io.ts';
import { malformed } from './problem.ts';

test('io.stat of cgroup v2 has a device per line, with keys of other policies beside the four', () => {
  const rows =
    '8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0 cost.usage=0 depth=max\n';
  expect(parseIoStat(rows, 'io.stat')).toEqual([
    { device: '8:16', readBytes: 1_459_200, writtenBytes: 314_773_504, reads: 192, writes: 353 },
  ]);
});

test('a line of io.stat with several devices is about the last one', () => {
  expect(parseIoStat('7:7 7:6 8:0 rbytes=28672 wbytes=0 rios=22 wios=0\n', 'io.stat')).toEqual([
    { device: '8:0', readBytes: 28_672, writtenBytes: 0, reads: 22, writes: 0 },
  ]);
});

test('a line of io.stat that ends after its device has nothing to say yet', () => {
  expect(parseIoStat('252:0 ', 'io.stat')).toEqual([]);
});

test('devices that the kernel cannot name are left out', () => {
  expect(parseIoStat('(unknown) rbytes=5 wbytes=5 rios=5 wios=5\n', 'io.stat')).toEqual([]);
  expect(parseBlkio('(unknown) Read 5\n8:0 Read 4096\nTotal 4101\n', 'blkio')).toEqual(
    new Map([['8:0', { read: 4_096, write: 0 }]]),
  );
});

test('a line of io.stat that is none names file, line and what was expected', () => {
  const expected = '«major:minor rbytes=… wbytes=… rios=… wios=…»';
  for (const line of ['', 'rbytes=1', 'sda rbytes=1', '8:0 rbytes=-1', '8:0 rbytes=1 wbytes']) {
    expect(parseIoStat(`8:1 rbytes=1\n${line}\n`, 'io.stat')).toEqual(
      malformed('io.stat', 2, line, expected),
    );
  }
});

test('blkio files of cgroup v1 count reads and writes and neither their sums nor discards', () => {
  const rows = ['Read 10', 'Write 20', 'Sync 25', 'Async 5', 'Discard 7', 'Total 30'].map(
    (row) => `8:0 ${row}`,
  );
  expect(parseBlkio(`${rows.join('\n')}\nTotal 30\n`, 'blkio')).toEqual(
    new Map([['8:0', { read: 10, write: 20 }]]),
  );
});

test('a line of a blkio file that is none names file, line and what was expected', () => {
  for (const line of ['', '8:0 Read', 'sda Read 1', '8:0 Read x', 'Total']) {
    expect(parseBlkio(`8:0 Read 1\n${line}\n`, 'blkio')).toEqual(
      malformed('blkio', 2, line, '«major:minor operation number»'),
    );
  }
});

test('/proc/diskstats is in sectors of 512 bytes, with 11 figures on old kernels and more on new ones', () => {
  const old = '   8       0 sda 1000 11 8000 120 500 22 4000 240 0 300 360\n';
  const recent = ' 259       0 nvme0n1 1 0 8 0 2 0 16 0 0 0 0 0 0 0 0 0 0\n';
  expect(parseDiskstats(old + recent, 'diskstats')).toEqual([
    { device: '8:0', name: 'sda', readBytes: 4_096_000, writtenBytes: 2_048_000, reads: 1_000, writes: 500 },
    { device: '259:0', name: 'nvme0n1', readBytes: 4_096, writtenBytes: 8_192, reads: 1, writes: 2 },
  ]);
  const line = '   8       1 sda1 1000 11 8000';
  expect(parseDiskstats(`${old}${line}\n`, 'diskstats')).toEqual(
    malformed('diskstats', 2, line, 'major, minor, a name and at least 11 numbers'),
  );
});
