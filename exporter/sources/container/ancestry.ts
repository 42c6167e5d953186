import { dirname } from 'node:path/posix';
import type { CgroupPlace } from './cgroup_location.ts';
import { Problem } from './problem.ts';

/** A cgroup's directory and those above it that can be seen, from the cgroup upwards. */
export function ancestry({ directory, top }: CgroupPlace): string[] {
  const directories = [directory];
  for (let at = directory; at !== top && at !== '/'; at = dirname(at)) directories.push(dirname(at));
  return directories;
}

/** The smallest of the limits on the way up, since each of them applies; null where there is none. */
export async function smallestLimit(
  place: CgroupPlace,
  limitIn: (directory: string) => Promise<number | null | Problem>,
): Promise<number | null | Problem> {
  let smallest: number | null = null;
  for (const directory of ancestry(place)) {
    const limit = await limitIn(directory);
    if (limit instanceof Problem) return limit;
    if (limit !== null && (smallest === null || limit < smallest)) smallest = limit;
  }
  return smallest;
}
