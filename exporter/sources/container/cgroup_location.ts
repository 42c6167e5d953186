import { dirname, resolve } from 'node:path/posix';
import type { Files } from './files.ts';
import { Problem } from './problem.ts';
import { type CgroupMount, type Membership, parseCgroupMounts, parseMemberships } from './proc_self.ts';

/** Controllers by their v1 names; v2 accounts for all of them in one directory. */
export const CONTROLLERS = ['cpu', 'cpuacct', 'cpuset', 'memory', 'pids', 'blkio'] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** A cgroup's directory, and the highest directory above it that can be seen. */
export interface CgroupPlace {
  readonly kind: 'v1' | 'v2';
  readonly directory: string;
  readonly top: string;
}

/** Where figures come from. The root cgroup is the whole host and has no limits of its own. */
export type Place = { readonly kind: 'host' } | CgroupPlace;

/** What is watched. */
export interface CgroupLocation {
  /** By controller; null where no hierarchy has it, a problem where its directory cannot be seen. */
  readonly places: Readonly<Record<Controller, Place | null | Problem>>;
  /** The cgroup whose processes' network namespace is meant; null for the exporter's own. */
  readonly networkOf: string | null;
  /** Something that the reader of the figures should know. */
  readonly notice: Problem | null;
}

const HOST: Place = { kind: 'host' };
const MEMBERSHIP_FILE = '/proc/self/cgroup';
const MOUNTS_FILE = '/proc/self/mountinfo';

/**
 * The cgroups that the exporter runs in, from /proc/self/cgroup and /proc/self/mountinfo; see cgroups(7) and
 * cgroup_namespaces(7). The host where the kernel has no cgroups or none are mounted.
 */
export async function locateOwnCgroup(files: Files): Promise<CgroupLocation | Problem> {
  const memberships = await files.optional(MEMBERSHIP_FILE, parseMemberships);
  if (memberships instanceof Problem) return memberships;
  if (memberships === null || memberships.length === 0) return everywhere(HOST, null, null);
  const mounts = await files.required(MOUNTS_FILE, parseCgroupMounts);
  if (mounts instanceof Problem) return mounts;
  if (mounts.length === 0) return everywhere(HOST, null, notMounted());

  const found = await Promise.all(
    CONTROLLERS.map(
      async (controller) => [controller, await placeOf(files, controller, memberships, mounts)] as const,
    ),
  );
  const visible = found.some(([, place]) => place !== null && !(place instanceof Problem));
  const hidden = found.map(([, place]) => place).find((place) => place instanceof Problem);
  if (!visible && hidden !== undefined) return hidden;
  const places = Object.fromEntries(found) as Record<Controller, Place | null | Problem>;
  return { places, networkOf: null, notice: null };
}

/** The cgroup v2 directory that `cgroup` of the definition names. */
export async function locateGivenCgroup(files: Files, given: string): Promise<CgroupLocation | Problem> {
  const directory = resolve(given);
  const names = await files.names(directory);
  if (names instanceof Problem) return names;
  if (names === null) {
    return new Problem(
      `the cgroup ${directory} does not exist; start the service it belongs to, or correct "cgroup" of this ` +
        `source ("ls ${dirname(directory)}" shows what is there)`,
    );
  }
  if (!names.includes('cgroup.controllers')) {
    return new Problem(
      `${directory} is not a cgroup v2 directory, for it has no cgroup.controllers; correct "cgroup" of this ` +
        'source ("findmnt -t cgroup2" shows where cgroups are mounted)',
    );
  }
  let top = directory;
  while (top !== '/' && (await files.exists(`${dirname(top)}/cgroup.controllers`))) top = dirname(top);
  return everywhere(await placeAt(files, 'v2', directory, top), directory, null);
}

async function placeOf(
  files: Files,
  controller: Controller,
  memberships: readonly Membership[],
  mounts: readonly CgroupMount[],
): Promise<Place | null | Problem> {
  const v1 = memberships.find(({ controllers }) => controllers.includes(controller));
  if (v1 !== undefined) {
    const hierarchy = mounts.filter(({ version, options }) => version === 1 && options.includes(controller));
    return placeUnder(files, 'v1', v1.path, hierarchy, `the ${controller} hierarchy of cgroup v1`);
  }
  const v2 = memberships.find(({ controllers }) => controllers.length === 0);
  const unified = mounts.filter(({ version }) => version === 2);
  if (v2 === undefined || unified.length === 0) return null;
  return placeUnder(files, 'v2', v2.path, unified, 'cgroup v2');
}

async function placeUnder(
  files: Files,
  kind: CgroupPlace['kind'],
  path: string,
  mounts: readonly CgroupMount[],
  hierarchy: string,
): Promise<Place | Problem> {
  // The mount with the shortest root shows the most of the cgroups above, whose limits apply too.
  for (const mount of mounts.toSorted((a, b) => a.root.length - b.root.length)) {
    const below = pathBelow(mount.root, path);
    if (below === null) continue;
    const directory = resolve(`${mount.mountPoint}/${below}`);
    // A mount may be hidden by another one on top of it.
    if (!(await files.exists(`${directory}/cgroup.procs`))) continue;
    return placeAt(files, kind, directory, mount.mountPoint);
  }
  const where = mounts.map(({ root, mountPoint }) => `${mountPoint} shows ${root}`).join(', ');
  return new Problem(
    `${hierarchy} has the exporter in ${path}, which cannot be seen (${where === '' ? 'it is not mounted' : where}); ` +
      'mount /sys/fs/cgroup of this container read-only, or name a directory with "cgroup"',
  );
}

/** The rest of a path below a root; null where it does not lie below, or leads out of the namespace. */
function pathBelow(root: string, path: string): string | null {
  const prefix = root === '/' ? '' : root;
  if (path !== root && !path.startsWith(`${prefix}/`)) return null;
  const below = path.slice(prefix.length);
  return below.split('/').includes('..') ? null : below;
}

async function placeAt(
  files: Files,
  kind: CgroupPlace['kind'],
  directory: string,
  top: string,
): Promise<Place> {
  // Documented to exist on every cgroup but the root (v2), and on the root alone (v1).
  const isRoot =
    kind === 'v2'
      ? !(await files.exists(`${directory}/cgroup.events`))
      : await files.exists(`${directory}/release_agent`);
  return isRoot ? HOST : { kind, directory, top };
}

function everywhere(place: Place, networkOf: string | null, notice: Problem | null): CgroupLocation {
  const places: Record<Controller, Place> = {
    cpu: place,
    cpuacct: place,
    cpuset: place,
    memory: place,
    pids: place,
    blkio: place,
  };
  return { places, networkOf, notice };
}

function notMounted(): Problem {
  return new Problem(
    'no cgroup file system is mounted, so the figures are those of the host and limits of a container, if there ' +
      'are any, are not known; mount /sys/fs/cgroup read-only',
  );
}
