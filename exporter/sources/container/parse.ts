import { malformed, type Problem } from './problem.ts';

// The kernel's numbers are unsigned and of 64 bits at most, hence twenty digits. Beyond 2^53 the last digits
// are rounded, which is nanoseconds of months and bytes of petabytes.
const COUNT = /^\d{1,20}$/;
const FLAT_KEYED = /^(\S+) (\d{1,20})$/;
const MEMINFO = /^([^:\s]+):\s+(\d{1,20})( kB)?$/;
const CPU_RANGE = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** The lines of a text, without the empty one after the last newline. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A file of one unsigned number, such as `memory.current`. */
export function parseCount(text: string, file: string): number | Problem {
  const line = onlyLine(text);
  return COUNT.test(line) ? Number(line) : malformed(file, 1, line, 'a whole number');
}

/**
 * A file of one unsigned number, or `max` for none: the answer is null then.
 * Format: the kernel's Documentation/admin-guide/cgroup-v2.rst, «Conventions».
 */
export function parseLimit(text: string, file: string): number | null | Problem {
  const line = onlyLine(text);
  if (line === 'max') return null;
  return COUNT.test(line) ? Number(line) : malformed(file, 1, line, 'a whole number or "max"');
}

/**
 * Lines of a name and an unsigned number: `memory.stat`, `cpu.stat`, `memory.events`, `/proc/vmstat`.
 * Format: «flat keyed» in the kernel's Documentation/admin-guide/cgroup-v2.rst.
 */
export function parseFlatKeyed(text: string, file: string): ReadonlyMap<string, number> | Problem {
  const values = new Map<string, number>();
  for (const [index, line] of linesOf(text).entries()) {
    const match = FLAT_KEYED.exec(line);
    if (match === null) return malformed(file, index + 1, line, 'a name and a whole number');
    values.set(match[1] ?? '', Number(match[2]));
  }
  return values;
}

/**
 * `/proc/meminfo`: bytes by name; plain counts such as `HugePages_Total` stay counts.
 * Format: the kernel's Documentation/filesystems/proc.rst, «meminfo».
 */
export function parseMeminfo(text: string, file: string): ReadonlyMap<string, number> | Problem {
  const values = new Map<string, number>();
  for (const [index, line] of linesOf(text).entries()) {
    const match = MEMINFO.exec(line);
    if (match === null) {
      return malformed(file, index + 1, line, 'a name, a colon and a whole number of kB');
    }
    values.set(match[1] ?? '', Number(match[2]) * (match[3] === undefined ? 1 : 1_024));
  }
  return values;
}

/**
 * How many CPUs a list such as `0-3,8` names; null where it is empty.
 * Format: «List Format» of cpuset(7).
 */
export function parseCpuList(text: string, file: string): number | null | Problem {
  const line = onlyLine(text);
  if (line === '') return null;
  let cpus = 0;
  for (const range of line.split(',')) {
    const match = CPU_RANGE.exec(range);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!(last >= first)) return malformed(file, 1, line, 'a list of CPUs such as "0-3,8"');
    cpus += last - first + 1;
  }
  return cpus;
}

/** A text without its final newline; a second line stays in it and so fails to match. */
export function onlyLine(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
