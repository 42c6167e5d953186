import { dirname } from 'node:path/posix';
import { ancestry, smallestLimit } from './ancestry.ts';
import { onlyDisks } from './block_devices.ts';
import type { CgroupPlace } from './cgroup_location.ts';
import { type DiskIo, parseIoStat } from './disk_io.ts';
import type { Files, Parser } from './files.ts';
import { type Meter, type Tasks, workingSetOf } from './meter.ts';
import { onlyLine, parseCount, parseCpuList, parseFlatKeyed, parseLimit } from './parse.ts';
import { malformed, Problem } from './problem.ts';
import { processesIn } from './processes.ts';

const CPU_MAX = /^(max|\d{1,20}) (\d{1,20})$/;
const MICROSECONDS = 1e6;

/**
 * `cpu.max`, «quota period» in microseconds: cores, or null for `max`.
 * Format: the kernel's Documentation/admin-guide/cgroup-v2.rst, «CPU Interface Files».
 */
export function parseCpuMax(text: string, file: string): number | null | Problem {
  const line = onlyLine(text);
  const [, quota, period] = CPU_MAX.exec(line) ?? [];
  const cores = Number(quota) / Number(period);
  if (quota === 'max') return null;
  return cores > 0 && Number.isFinite(cores) ? cores : malformed(file, 1, line, '«quota period»');
}

/** A cgroup of the unified hierarchy; see the kernel's Documentation/admin-guide/cgroup-v2.rst. */
export class CgroupV2 implements Meter {
  readonly #files: Files;
  readonly #place: CgroupPlace;

  constructor(files: Files, place: CgroupPlace) {
    this.#files = files;
    this.#place = place;
  }

  async cpuSeconds(): Promise<number | Problem> {
    const file = this.#path('cpu.stat');
    const stat = await this.#files.required(file, parseFlatKeyed);
    if (stat instanceof Problem) return stat;
    const microseconds = stat.get('usage_usec');
    return microseconds === undefined
      ? new Problem(`${file} has no usage_usec`)
      : microseconds / MICROSECONDS;
  }

  cpuQuota(): Promise<number | null | Problem> {
    return this.#smallest('cpu.max', parseCpuMax);
  }

  async cpuset(): Promise<number | null | Problem> {
    // Only cgroups with the cpuset controller have the file; the others may use what the nearest one may.
    for (const directory of ancestry(this.#place)) {
      const cpus = await this.#files.optional(`${directory}/cpuset.cpus.effective`, parseCpuList);
      if (cpus !== null) return cpus;
    }
    return null;
  }

  async throttledSeconds(): Promise<number | null | Problem> {
    const stat = await this.#files.required(this.#path('cpu.stat'), parseFlatKeyed);
    if (stat instanceof Problem) return stat;
    // Kept only where the cpu controller is enabled: without it there is no quota here.
    const microseconds = stat.get('throttled_usec');
    return microseconds === undefined ? null : microseconds / MICROSECONDS;
  }

  async workingSet(): Promise<number | Problem> {
    const usage = await this.#required('memory.current', 'memory', parseCount);
    if (usage instanceof Problem) return usage;
    const stat = await this.#required('memory.stat', 'memory', parseFlatKeyed);
    if (stat instanceof Problem) return stat;
    const inactiveFile = stat.get('inactive_file');
    return inactiveFile === undefined
      ? new Problem(`${this.#path('memory.stat')} has no inactive_file`)
      : workingSetOf(usage, inactiveFile);
  }

  memoryLimit(): Promise<number | null | Problem> {
    return this.#smallest('memory.max', parseLimit);
  }

  async outOfMemoryKills(): Promise<number | Problem> {
    const events = await this.#required('memory.events', 'memory', parseFlatKeyed);
    if (events instanceof Problem) return events;
    return events.get('oom_kill') ?? new Problem(`${this.#path('memory.events')} has no oom_kill`);
  }

  async processes(): Promise<number | Problem> {
    const processes = await processesIn(this.#files, this.#place.directory);
    return processes instanceof Problem ? processes : processes.length;
  }

  async tasks(): Promise<Tasks | null | Problem> {
    const limit = await this.#smallest('pids.max', parseLimit);
    if (limit === null || limit instanceof Problem) return limit;
    const current = await this.#required('pids.current', 'pids', parseCount);
    return current instanceof Problem ? current : { current, limit };
  }

  async diskIo(): Promise<readonly DiskIo[] | Problem> {
    const devices = await this.#required('io.stat', 'io', parseIoStat);
    return devices instanceof Problem ? devices : onlyDisks(this.#files, devices);
  }

  #smallest(file: string, parse: Parser<number | null>): Promise<number | null | Problem> {
    return smallestLimit(this.#place, (directory) => this.#files.optional(`${directory}/${file}`, parse));
  }

  #required<T>(file: string, controller: string, parse: Parser<T>): Promise<T | Problem> {
    const parent = dirname(this.#place.directory);
    const remedy =
      this.#place.directory === this.#place.top
        ? `enable the ${controller} controller for this container`
        : `enable the ${controller} controller in ${parent}/cgroup.subtree_control`;
    return this.#files.required(this.#path(file), parse, remedy);
  }

  #path(file: string): string {
    return `${this.#place.directory}/${file}`;
  }
}
