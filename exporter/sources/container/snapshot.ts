import { type Controller, locateGivenCgroup, locateOwnCgroup, type Place } from './cgroup_location.ts';
import { CgroupV1 } from './cgroup_v1.ts';
import { CgroupV2 } from './cgroup_v2.ts';
import type { DiskIo } from './disk_io.ts';
import type { Files } from './files.ts';
import { Host, onlineCpus, totalMemory } from './host.ts';
import type { Meter, Tasks } from './meter.ts';
import { Problem } from './problem.ts';
import { connectionsOf, ownConnections } from './proc_net.ts';
import { processesIn } from './processes.ts';

/** A machine to look at. */
export interface Machine {
  readonly files: Files;
  /** Seconds of a clock that never goes back. */
  now(): number;
}

/** One reading. Problems and null mean what they mean in a `Meter`. */
export interface Snapshot {
  /** When the CPU time was read, in seconds of the machine's clock. */
  readonly at: number;
  readonly cpuSeconds: number | Problem;
  readonly cpuCores: number | Problem;
  readonly throttledSeconds: number | null | Problem;
  readonly workingSetBytes: number | Problem;
  readonly memoryLimitBytes: number | Problem;
  readonly outOfMemoryKills: number | Problem;
  readonly processes: number | Problem;
  readonly tasks: Tasks | null | Problem;
  readonly connections: number | Problem;
  readonly diskIo: readonly DiskIo[] | null | Problem;
  readonly notice: Problem | null;
}

/** Reads the given cgroup v2 directory, or what the exporter runs in. A problem where it cannot be found. */
export async function takeSnapshot(machine: Machine, cgroup?: string): Promise<Snapshot | Problem> {
  const { files } = machine;
  const location = await (cgroup === undefined ? locateOwnCgroup(files) : locateGivenCgroup(files, cgroup));
  if (location instanceof Problem) return location;
  const { places, networkOf, notice } = location;

  const use = async <T>(controller: Controller, read: (meter: Meter) => Promise<T | Problem>) => {
    const place = places[controller];
    if (place === null) return new Problem(`no cgroup hierarchy has the ${controller} controller`);
    return place instanceof Problem ? place : read(meterAt(files, place));
  };
  // Without its controller nothing can be limited.
  const limit = async (controller: Controller, read: (meter: Meter) => Promise<number | null | Problem>) =>
    places[controller] === null ? null : use(controller, read);

  const cpuSeconds = await use('cpuacct', (meter) => meter.cpuSeconds());
  const at = machine.now();
  return {
    at,
    cpuSeconds,
    cpuCores: smallest(
      await limit('cpu', (meter) => meter.cpuQuota()),
      await limit('cpuset', (meter) => meter.cpuset()),
      await onlineCpus(files),
    ),
    throttledSeconds: await use('cpu', (meter) => meter.throttledSeconds()),
    workingSetBytes: await use('memory', (meter) => meter.workingSet()),
    memoryLimitBytes: smallest(
      await limit('memory', (meter) => meter.memoryLimit()),
      await totalMemory(files),
    ),
    outOfMemoryKills: await use('memory', (meter) => meter.outOfMemoryKills()),
    processes: await use(places.pids === null ? 'cpuacct' : 'pids', (meter) => meter.processes()),
    tasks: places.pids === null ? null : await use('pids', (meter) => meter.tasks()),
    connections: await (networkOf === null ? ownConnections(files) : connectionsIn(files, networkOf)),
    diskIo: await use('blkio', (meter) => meter.diskIo()),
    notice,
  };
}

function meterAt(files: Files, place: Place): Meter {
  switch (place.kind) {
    case 'host':
      return new Host(files);
    case 'v1':
      return new CgroupV1(files, place);
    case 'v2':
      return new CgroupV2(files, place);
  }
}

async function connectionsIn(files: Files, cgroup: string): Promise<number | Problem> {
  const processes = await processesIn(files, cgroup);
  return processes instanceof Problem ? processes : connectionsOf(files, processes, cgroup);
}

/** A limit that cannot be read may be the smallest, so nothing is known then. */
function smallest(...limits: readonly (number | null | Problem)[]): number | Problem {
  let least = Number.POSITIVE_INFINITY;
  for (const limit of limits) {
    if (limit instanceof Problem) return limit;
    if (limit !== null) least = Math.min(least, limit);
  }
  return least;
}
