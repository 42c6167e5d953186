import type { Files } from './files.ts';
import { linesOf } from './parse.ts';
import { malformed, Problem } from './problem.ts';

const PID = /^\d{1,10}$/;

/**
 * `cgroup.procs`: a process per line, 0 for one that the reader's PID namespace does not show.
 * Format: the kernel's Documentation/admin-guide/cgroup-v2.rst, «Core Interface Files».
 */
export function parseProcesses(text: string, file: string): readonly number[] | Problem {
  const processes: number[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    if (!PID.test(line)) return malformed(file, index + 1, line, 'a process ID');
    processes.push(Number(line));
  }
  return processes;
}

/** The processes of a cgroup and of all cgroups below it; 0 for each that this PID namespace does not show. */
export async function processesIn(files: Files, directory: string): Promise<readonly number[] | Problem> {
  const own = await files.required(`${directory}/cgroup.procs`, parseProcesses);
  if (own instanceof Problem) return own;
  const children = await files.directories(directory);
  if (children instanceof Problem) return children;
  const processes = [...own];
  for (const child of children ?? []) {
    const below = await processesBelow(files, `${directory}/${child}`);
    if (below instanceof Problem) return below;
    processes.push(...below);
  }
  // A process that is moved while the file is read may be listed twice.
  return [...new Set(processes.filter((pid) => pid !== 0)), ...processes.filter((pid) => pid === 0)];
}

async function processesBelow(files: Files, directory: string): Promise<readonly number[] | Problem> {
  // Processes of a threaded cgroup are listed in the domain above it, and its own list cannot be read.
  const type = await files.text(`${directory}/cgroup.type`);
  if (type === 'threaded\n') return [];
  // It may have ended since its parent was listed.
  if (!(await files.exists(`${directory}/cgroup.procs`))) return [];
  return processesIn(files, directory);
}
