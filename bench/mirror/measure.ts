import { openSync, readSync } from 'node:fs';
import { longestTurns } from '../exposition/longest_turns.ts';

/** Processor time of all threads of this process, in milliseconds, user and system. */
export async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The longest times, in milliseconds, in which nothing else could run on this thread. */
export interface Blocks {
  /** By the clock. */
  readonly wall: number;
  /** Without what the thread waited for a core, since others had them all; of Linux alone, NaN elsewhere. */
  readonly running: number;
}

/** The longest gaps between two immediates that follow at once. */
export async function longestBlocks(work: () => Promise<void>): Promise<Blocks> {
  return await longestTurns(timesNow, work);
}

const MOST_TRIES = 100;

// Of the thread that loads this.
const statistics = openStatistics();
const read = Buffer.alloc(100);

/** The clock, and the clock without the thread's waiting for a core. */
function timesNow(): Blocks {
  let wall = Number.NaN;
  for (let tried = 0; tried < MOST_TRIES; tried += 1) {
    const before = waitedFor();
    wall = performance.now();
    const waited = waitedFor();
    // Had it waited between two of these, it would seem to have run meanwhile.
    if (waited === before) return { wall, running: wall - waited };
  }
  return { wall, running: Number.NaN };
}

/** How long the thread has waited for a core, in milliseconds; NaN where that is not known. */
function waitedFor(): number {
  if (statistics === null) return Number.NaN;
  const length = readSync(statistics, read, 0, read.length, 0);
  // Nanoseconds that it ran, and that it waited; how often it ran (proc(5), «/proc/pid/schedstat»).
  const [, waited] = read.toString('latin1', 0, length).split(' ');
  return Number(waited) / 1e6;
}

function openStatistics(): number | null {
  try {
    return openSync('/proc/thread-self/schedstat', 'r');
  } catch {
    return null;
  }
}
