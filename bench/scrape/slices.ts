import { longestTurns } from '../exposition/longest_turns.ts';

/** The longest times, in milliseconds, that the event loop was held in one go. */
export interface Slices {
  /** By the clock: what else the machine did is in it. */
  readonly wall: number;
  /** Processor time of the thread, what it collected of garbage included. */
  readonly processor: number;
}

/** The longest of what this thread does between two immediates that follow at once. */
export async function longestSlices(work: () => Promise<void>): Promise<Slices> {
  return await longestTurns(now, work);
}

function now(): Slices {
  const { user, system } = process.threadCpuUsage();
  return { wall: performance.now(), processor: (user + system) / 1000 };
}
