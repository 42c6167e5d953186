import { linesOf } from './parse.ts';
import { malformed, type Problem } from './problem.ts';

/** I/O on one block device since the cgroup, or the host, started. */
export interface DiskIo {
  /** Major and minor number, such as `8:0`. */
  readonly device: string;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly reads: number;
  readonly writes: number;
}

/** What one file of a v1 hierarchy says about one device. */
export interface ReadsAndWrites {
  readonly read: number;
  readonly write: number;
}

const DEVICE = /^\d+:\d+$/;
const NUMBER = /^\d{1,20}$/;
const BLKIO_LINE = /^(\S+) (\S+) (\d{1,20})$/;
const BLKIO_TOTAL = /^Total \d{1,20}$/;
// Of devices without a name of their own, such as the paths of a multipath NVMe disk and pools of ZFS; what
// goes to them is counted on the visible device.
const UNNAMED_DEVICE = '(unknown)';
// The unit of /proc/diskstats, whatever the disk's own sectors are.
const SECTOR_BYTES = 512;

/**
 * `io.stat` of cgroup v2. Devices without figures (yet) are left out.
 * Format: the kernel's Documentation/admin-guide/cgroup-v2.rst, «IO Interface Files». Kernels that print a
 * device's number and then nothing about it put several numbers on one line; the last one owns the figures.
 */
export function parseIoStat(text: string, file: string): readonly DiskIo[] | Problem {
  const devices: DiskIo[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const words = line.split(' ').filter((word) => word !== '');
    const first = words.findIndex((word) => word.includes('='));
    const names = first === -1 ? words : words.slice(0, first);
    const figures = first === -1 ? [] : words.slice(first).map((word) => word.split('='));
    const device = names.at(-1);
    const wellFormed =
      device !== undefined &&
      names.every((name) => name === UNNAMED_DEVICE || DEVICE.test(name)) &&
      figures.every(({ length }) => length === 2);
    const of = (name: string) => figures.find(([key]) => key === name)?.[1] ?? '0';
    const numbers = [of('rbytes'), of('wbytes'), of('rios'), of('wios')];
    if (!wellFormed || !numbers.every((number) => NUMBER.test(number))) {
      return malformed(file, index + 1, line, '«major:minor rbytes=… wbytes=… rios=… wios=…»');
    }
    if (figures.length === 0 || device === UNNAMED_DEVICE) continue;
    const [readBytes = 0, writtenBytes = 0, reads = 0, writes = 0] = numbers.map(Number);
    devices.push({ device, readBytes, writtenBytes, reads, writes });
  }
  return devices;
}

/**
 * `blkio.throttle.io_service_bytes` and `blkio.throttle.io_serviced` of cgroup v1, by device.
 * Format: the kernel's Documentation/admin-guide/cgroup-v1/blkio-controller.rst.
 */
export function parseBlkio(text: string, file: string): ReadonlyMap<string, ReadsAndWrites> | Problem {
  const devices = new Map<string, ReadsAndWrites>();
  for (const [index, line] of linesOf(text).entries()) {
    if (BLKIO_TOTAL.test(line)) continue;
    const [, device = '', operation, number] = BLKIO_LINE.exec(line) ?? [];
    if (device !== UNNAMED_DEVICE && !DEVICE.test(device)) {
      return malformed(file, index + 1, line, '«major:minor operation number»');
    }
    if (device === UNNAMED_DEVICE) continue;
    const known = devices.get(device) ?? { read: 0, write: 0 };
    if (operation === 'Read') devices.set(device, { ...known, read: Number(number) });
    else if (operation === 'Write') devices.set(device, { ...known, write: Number(number) });
  }
  return devices;
}

/**
 * `/proc/diskstats`, partitions and all.
 * Format: the kernel's Documentation/admin-guide/iostats.rst.
 */
export function parseDiskstats(text: string, file: string): readonly (DiskIo & { name: string })[] | Problem {
  const devices: (DiskIo & { name: string })[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const [major = '', minor = '', name = '', ...figures] = line.trim().split(/\s+/);
    const numbers = [major, minor, ...figures];
    if (figures.length < 11 || !numbers.every((number) => NUMBER.test(number))) {
      return malformed(file, index + 1, line, 'major, minor, a name and at least 11 numbers');
    }
    const [reads = 0, , sectorsRead = 0, , writes = 0, , sectorsWritten = 0] = figures.map(Number);
    devices.push({
      device: `${major}:${minor}`,
      name,
      readBytes: sectorsRead * SECTOR_BYTES,
      writtenBytes: sectorsWritten * SECTOR_BYTES,
      reads,
      writes,
    });
  }
  return devices;
}
