import { hostDiskIo } from './block_devices.ts';
import type { DiskIo } from './disk_io.ts';
import type { Files } from './files.ts';
import { type Meter, workingSetOf } from './meter.ts';
import { linesOf, parseCpuList, parseFlatKeyed, parseMeminfo } from './parse.ts';
import { malformed, Problem } from './problem.ts';

/** What `/proc/stat` says about CPUs. */
export interface CpuTimes {
  /** Time that the CPUs of the host worked since it started, in seconds. */
  readonly busySeconds: number;
  /** How many CPUs are online. */
  readonly cpus: number;
}

// USER_HZ, which is 100 on every architecture that Node.js runs on.
const TICKS_PER_SECOND = 100;
const CPU_LINE = /^cpu(\d*) +(\d{1,20}(?: \d{1,20}){6,}) *$/;
const MEMINFO = '/proc/meminfo';
const ONLINE_CPUS = '/sys/devices/system/cpu/online';

/**
 * The CPU lines of `/proc/stat`. Idle time, time waiting for I/O and time that a hypervisor gave to others is
 * not work; time of guests is part of user time.
 * Format: the kernel's Documentation/filesystems/proc.rst, «Miscellaneous kernel statistics in /proc/stat».
 */
export function parseCpuTimes(text: string, file: string): CpuTimes | Problem {
  let busySeconds: number | null = null;
  let cpus = 0;
  for (const [index, line] of linesOf(text).entries()) {
    if (!line.startsWith('cpu')) continue;
    const match = CPU_LINE.exec(line);
    if (match === null) return malformed(file, index + 1, line, '«cpu» and at least 7 whole numbers');
    if (match[1] !== '') {
      cpus += 1;
      continue;
    }
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (match[2] ?? '')
      .split(' ')
      .map(Number);
    busySeconds = (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
  }
  return busySeconds === null ? new Problem(`${file} has no line «cpu»`) : { busySeconds, cpus };
}

/** How many CPUs of the host are online. */
export async function onlineCpus(files: Files): Promise<number | Problem> {
  const online = await files.optional(ONLINE_CPUS, parseCpuList);
  if (online !== null) return online;
  const times = await files.required('/proc/stat', parseCpuTimes);
  if (times instanceof Problem) return times;
  return times.cpus > 0 ? times.cpus : new Problem(`neither ${ONLINE_CPUS} nor /proc/stat lists CPUs`);
}

/** The host's memory, in bytes. */
export async function totalMemory(files: Files): Promise<number | Problem> {
  return figure(await files.required(MEMINFO, parseMeminfo), 'MemTotal', MEMINFO);
}

/** A machine without cgroups, or its root cgroup, which is all of it; see the kernel's proc.rst. */
export class Host implements Meter {
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  async cpuSeconds(): Promise<number | Problem> {
    const times = await this.#files.required('/proc/stat', parseCpuTimes);
    return times instanceof Problem ? times : times.busySeconds;
  }

  async cpuQuota(): Promise<null> {
    return null;
  }

  async cpuset(): Promise<null> {
    return null;
  }

  async throttledSeconds(): Promise<null> {
    return null;
  }

  async workingSet(): Promise<number | Problem> {
    const memory = await this.#files.required(MEMINFO, parseMeminfo);
    const total = figure(memory, 'MemTotal', MEMINFO);
    if (total instanceof Problem) return total;
    const free = figure(memory, 'MemFree', MEMINFO);
    if (free instanceof Problem) return free;
    const inactiveFile = figure(memory, 'Inactive(file)', MEMINFO);
    return inactiveFile instanceof Problem ? inactiveFile : workingSetOf(total - free, inactiveFile);
  }

  async memoryLimit(): Promise<null> {
    return null;
  }

  async outOfMemoryKills(): Promise<number | Problem> {
    const file = '/proc/vmstat';
    const figures = await this.#files.required(file, parseFlatKeyed);
    if (figures instanceof Problem) return figures;
    return figures.get('oom_kill') ?? new Problem(`${file} has no oom_kill, which came with Linux 4.13`);
  }

  async processes(): Promise<number | Problem> {
    const names = await this.#files.names('/proc');
    if (names === null) return new Problem('/proc does not exist');
    return names instanceof Problem ? names : names.filter((name) => /^\d+$/.test(name)).length;
  }

  async tasks(): Promise<null> {
    return null;
  }

  diskIo(): Promise<readonly DiskIo[] | Problem> {
    return hostDiskIo(this.#files);
  }
}

function figure(
  figures: ReadonlyMap<string, number> | Problem,
  name: string,
  file: string,
): number | Problem {
  return figures instanceof Problem ? figures : (figures.get(name) ?? new Problem(`${file} has no ${name}`));
}
