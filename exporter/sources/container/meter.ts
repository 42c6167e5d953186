import type { DiskIo } from './disk_io.ts';
import type { Problem } from './problem.ts';

/** How many tasks (processes and threads) there are, and how many there may be. */
export interface Tasks {
  readonly current: number;
  readonly limit: number;
}

/**
 * Reads resources of one place. A problem says why a quantity cannot be known; null that there is no such
 * quantity here: no limit, nothing that could be held back, no disk accounted for.
 */
export interface Meter {
  /** CPU time used since the place exists, in seconds. */
  cpuSeconds(): Promise<number | Problem>;
  /** The smallest CPU quota that applies, in cores. */
  cpuQuota(): Promise<number | null | Problem>;
  /** How many CPUs it may run on. */
  cpuset(): Promise<number | null | Problem>;
  /** Time held back by the quota, in seconds. */
  throttledSeconds(): Promise<number | null | Problem>;
  /** Memory in use less inactive file pages, in bytes. */
  workingSet(): Promise<number | Problem>;
  /** The smallest memory limit that applies, in bytes. */
  memoryLimit(): Promise<number | null | Problem>;
  outOfMemoryKills(): Promise<number | Problem>;
  processes(): Promise<number | Problem>;
  tasks(): Promise<Tasks | null | Problem>;
  diskIo(): Promise<readonly DiskIo[] | null | Problem>;
}

/** What is left of memory in use once inactive file pages go; the two are not read at the same instant. */
export function workingSetOf(usage: number, inactiveFile: number): number {
  return Math.max(0, usage - inactiveFile);
}
