import { linesOf } from './parse.ts';
import { malformed, type Problem } from './problem.ts';

/** One line of /proc/self/cgroup. */
export interface Membership {
  /** Controllers of a v1 hierarchy, or its `name=…`; empty for v2. */
  readonly controllers: readonly string[];
  /** Relative to the root of the process's cgroup namespace. */
  readonly path: string;
}

/** A mounted cgroup hierarchy. */
export interface CgroupMount {
  readonly version: 1 | 2;
  /** Which cgroup is mounted, relative to the root of the process's cgroup namespace. */
  readonly root: string;
  readonly mountPoint: string;
  /** Mount options of the file system, among them a v1 hierarchy's controllers. */
  readonly options: readonly string[];
}

const MEMBERSHIP = /^\d+:([^:]*):(\/.*)$/;
// Single spaces, since the source of a mount may be empty.
const MOUNT = /^\d+ \d+ \d+:\d+ (\S+) (\S+) \S+(?: \S+)* - (\S+) (\S*) (\S+)$/;

/**
 * `/proc/self/cgroup`: a line per v1 hierarchy, and one with empty controllers for v2.
 * Format: cgroups(7), «/proc files».
 */
export function parseMemberships(text: string, file: string): readonly Membership[] | Problem {
  const memberships: Membership[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const match = MEMBERSHIP.exec(line);
    if (match === null) return malformed(file, index + 1, line, '«hierarchy:controllers:/path»');
    const controllers = match[1] ?? '';
    memberships.push({
      controllers: controllers === '' ? [] : controllers.split(','),
      path: match[2] ?? '/',
    });
  }
  return memberships;
}

/**
 * The cgroup file systems in `/proc/self/mountinfo`.
 * Format: the kernel's Documentation/filesystems/proc.rst, «/proc/<pid>/mountinfo».
 */
export function parseCgroupMounts(text: string, file: string): readonly CgroupMount[] | Problem {
  const mounts: CgroupMount[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const match = MOUNT.exec(line);
    if (match === null) return malformed(file, index + 1, line, 'a mount as in proc(5)');
    const [, root = '', mountPoint = '', type, , options = ''] = match;
    if (type !== 'cgroup' && type !== 'cgroup2') continue;
    mounts.push({
      version: type === 'cgroup' ? 1 : 2,
      root: unescapePath(root),
      mountPoint: unescapePath(mountPoint),
      options: options.split(','),
    });
  }
  return mounts;
}

// The kernel writes space, tab, newline and backslash in paths as octal escapes.
function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
