import { type DiskIo, parseDiskstats } from './disk_io.ts';
import type { Files } from './files.ts';
import { Problem } from './problem.ts';

const DISKSTATS = '/proc/diskstats';
const BLOCK_DEVICES = '/sys/block';
// Memory, or a file on a device that is counted already.
const WITHOUT_DISK = /^(?:loop|ram|zram)\d+$/;

/** I/O of the whole disks of the host: no partitions, and no devices made of other devices. */
export async function hostDiskIo(files: Files): Promise<readonly DiskIo[] | Problem> {
  const devices = await files.required(DISKSTATS, parseDiskstats);
  if (devices instanceof Problem) return devices;
  const known = await files.names(BLOCK_DEVICES);
  if (known instanceof Problem) return known;
  if (known === null) {
    return new Problem(`${BLOCK_DEVICES} does not exist, without which disks cannot be told from partitions`);
  }
  const disks: DiskIo[] = [];
  for (const { name, ...io } of devices) {
    if (await isDisk(files, name)) disks.push(io);
  }
  return disks;
}

/**
 * Leaves out devices made of other devices (encryption, RAID, logical volumes): the kernel accounts for an
 * operation on each of them and again on the disk below. Where the machine does not show its devices, all stay.
 */
export async function onlyDisks(
  files: Files,
  devices: readonly DiskIo[],
): Promise<readonly DiskIo[] | Problem> {
  const known = await files.optional(DISKSTATS, parseDiskstats);
  if (known instanceof Problem) return known;
  if (known === null || !(await files.exists(BLOCK_DEVICES))) return devices;
  const nameOf = new Map(known.map(({ device, name }) => [device, name]));
  const disks: DiskIo[] = [];
  for (const io of devices) {
    const name = nameOf.get(io.device);
    if (name === undefined || (await isDisk(files, name))) disks.push(io);
  }
  return disks;
}

async function isDisk(files: Files, name: string): Promise<boolean> {
  if (WITHOUT_DISK.test(name)) return false;
  // sysfs cannot have a slash in a name, as in cciss/c0d0.
  const directory = `${BLOCK_DEVICES}/${name.replaceAll('/', '!')}`;
  // Partitions lie inside their disk's directory, not beside it.
  if (!(await files.exists(directory))) return false;
  const below = await files.names(`${directory}/slaves`);
  return !Array.isArray(below) || below.length === 0;
}
