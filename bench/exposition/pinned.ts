import { availableParallelism } from 'node:os';
import { succeeds } from './processes.ts';

/** What stands before two commands so that each has a core of its own; nothing where that cannot be had. */
export async function pinned(): Promise<readonly [first: readonly string[], second: readonly string[]]> {
  const on = (core: number) => ['taskset', '--cpu-list', String(core)];
  if (availableParallelism() < 2 || !(await succeeds([...on(1), 'true']))) return [[], []];
  return [on(0), on(1)];
}
