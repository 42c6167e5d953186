/** The longest times, in milliseconds, that the event loop was held in one go. */
export interface Slices {
  /** By the clock: what else the machine did is in it. */
  readonly wall: number;
  /** Processor time of the thread, what it collected of garbage included. */
  readonly processor: number;
}

/** The longest of what this thread does between two immediates that follow at once. */
export async function longestSlices(work: () => Promise<void>): Promise<Slices> {
  const longest = { wall: 0, processor: 0 };
  let last = now();
  let isOver = false;
  const look = () => {
    const present = now();
    longest.wall = Math.max(longest.wall, present.wall - last.wall);
    longest.processor = Math.max(longest.processor, present.processor - last.processor);
    last = present;
  };
  const probe = () => {
    look();
    if (!isOver) setImmediate(probe);
  };
  await new Promise((resolve) => setImmediate(resolve));
  last = now();
  setImmediate(probe);
  await work();
  isOver = true;
  await new Promise((resolve) => setImmediate(resolve));
  look();
  return longest;
}

function now(): Slices {
  const { user, system } = process.threadCpuUsage();
  return { wall: performance.now(), processor: (user + system) / 1000 };
}
