import { smallestLimit } from './ancestry.ts';
import { onlyDisks } from './block_devices.ts';
import type { CgroupPlace } from './cgroup_location.ts';
import { type DiskIo, parseBlkio, type ReadsAndWrites } from './disk_io.ts';
import type { Files } from './files.ts';
import { type Meter, type Tasks, workingSetOf } from './meter.ts';
import { onlyLine, parseCount, parseCpuList, parseFlatKeyed, parseLimit } from './parse.ts';
import { malformed, Problem } from './problem.ts';
import { processesIn } from './processes.ts';

const NANOSECONDS = 1e9;
const QUOTA = /^(?:-1|[1-9]\d{0,19})$/;

/**
 * `cpu.cfs_quota_us`, microseconds of CPU time per period: null for -1, which is none.
 * Format: the kernel's Documentation/scheduler/sched-bwc.rst.
 */
export function parseQuota(text: string, file: string): number | null | Problem {
  const line = onlyLine(text);
  if (!QUOTA.test(line)) return malformed(file, 1, line, 'a positive whole number or -1');
  return line === '-1' ? null : Number(line);
}

/**
 * A cgroup of a v1 hierarchy; see the kernel's Documentation/admin-guide/cgroup-v1/. Each hierarchy has a
 * directory of its own, so ask only what the controller of this one knows.
 */
export class CgroupV1 implements Meter {
  readonly #files: Files;
  readonly #place: CgroupPlace;

  constructor(files: Files, place: CgroupPlace) {
    this.#files = files;
    this.#place = place;
  }

  async cpuSeconds(): Promise<number | Problem> {
    const nanoseconds = await this.#files.required(this.#path('cpuacct.usage'), parseCount);
    return nanoseconds instanceof Problem ? nanoseconds : nanoseconds / NANOSECONDS;
  }

  cpuQuota(): Promise<number | null | Problem> {
    return smallestLimit(this.#place, async (directory) => {
      const quota = await this.#files.optional(`${directory}/cpu.cfs_quota_us`, parseQuota);
      if (quota === null || quota instanceof Problem) return quota;
      const file = `${directory}/cpu.cfs_period_us`;
      const period = await this.#files.required(file, parseCount);
      if (period instanceof Problem) return period;
      return period > 0 ? quota / period : malformed(file, 1, String(period), 'a positive whole number');
    });
  }

  async cpuset(): Promise<number | null | Problem> {
    // Kernels before 3.17 have only the configured CPUs, which are the effective ones there.
    const effective = await this.#files.optional(this.#path('cpuset.effective_cpus'), parseCpuList);
    return effective ?? (await this.#files.optional(this.#path('cpuset.cpus'), parseCpuList));
  }

  async throttledSeconds(): Promise<number | Problem> {
    const file = this.#path('cpu.stat');
    const stat = await this.#files.required(file, parseFlatKeyed);
    if (stat instanceof Problem) return stat;
    const nanoseconds = stat.get('throttled_time');
    return nanoseconds === undefined
      ? new Problem(`${file} has no throttled_time`)
      : nanoseconds / NANOSECONDS;
  }

  async workingSet(): Promise<number | Problem> {
    const usage = await this.#files.required(this.#path('memory.usage_in_bytes'), parseCount);
    if (usage instanceof Problem) return usage;
    const file = this.#path('memory.stat');
    const stat = await this.#files.required(file, parseFlatKeyed);
    if (stat instanceof Problem) return stat;
    // Usage includes the cgroups below, as only the figures that start with total_ do.
    const inactiveFile = stat.get('total_inactive_file');
    return inactiveFile === undefined
      ? new Problem(`${file} has no total_inactive_file`)
      : workingSetOf(usage, inactiveFile);
  }

  async memoryLimit(): Promise<number | null | Problem> {
    const stat = await this.#files.optional(this.#path('memory.stat'), parseFlatKeyed);
    if (stat instanceof Problem) return stat;
    // The kernel's own minimum knows ancestors that a container cannot see, and whether their limits apply.
    const hierarchical = stat?.get('hierarchical_memory_limit');
    if (hierarchical !== undefined) return hierarchical;
    return smallestLimit(this.#place, (directory) =>
      this.#files.optional(`${directory}/memory.limit_in_bytes`, parseCount),
    );
  }

  async outOfMemoryKills(): Promise<number | Problem> {
    const file = this.#path('memory.oom_control');
    const control = await this.#files.required(file, parseFlatKeyed);
    if (control instanceof Problem) return control;
    return control.get('oom_kill') ?? new Problem(`${file} has no oom_kill, which came with Linux 4.13`);
  }

  async processes(): Promise<number | Problem> {
    const processes = await processesIn(this.#files, this.#place.directory);
    return processes instanceof Problem ? processes : processes.length;
  }

  async tasks(): Promise<Tasks | null | Problem> {
    const limit = await smallestLimit(this.#place, (directory) =>
      this.#files.optional(`${directory}/pids.max`, parseLimit),
    );
    if (limit === null || limit instanceof Problem) return limit;
    const current = await this.#files.required(this.#path('pids.current'), parseCount);
    return current instanceof Problem ? current : { current, limit };
  }

  async diskIo(): Promise<readonly DiskIo[] | null | Problem> {
    const bytes = await this.#blkio('blkio.throttle.io_service_bytes');
    if (bytes instanceof Problem) return bytes;
    const operations = await this.#blkio('blkio.throttle.io_serviced');
    if (operations instanceof Problem) return operations;
    // Linux 6.10 and later account for nothing here unless a throttle is set, so an empty file is no zero.
    if (bytes.size === 0) return null;
    const devices = [...bytes].map(([device, { read, write }]) => ({
      device,
      readBytes: read,
      writtenBytes: write,
      reads: operations.get(device)?.read ?? 0,
      writes: operations.get(device)?.write ?? 0,
    }));
    return onlyDisks(this.#files, devices);
  }

  async #blkio(file: string): Promise<ReadonlyMap<string, ReadsAndWrites> | Problem> {
    // Only this one includes the cgroups below; old kernels do not have it.
    const recursive = await this.#files.optional(this.#path(`${file}_recursive`), parseBlkio);
    return recursive ?? (await this.#files.required(this.#path(file), parseBlkio));
  }

  #path(file: string): string {
    return `${this.#place.directory}/${file}`;
  }
}
