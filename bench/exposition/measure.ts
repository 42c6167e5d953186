import { PerformanceObserver } from 'node:perf_hooks';
import { longestTurns } from './longest_turns.ts';
import type { PageSource } from './page.ts';

/** Milliseconds. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The longest time, in ms, in which nothing else could run: the gap between two immediates that follow at once. */
export async function longestBlock(work: () => Promise<void>): Promise<number> {
  return (await longestTurns(() => ({ wall: performance.now() }), work)).wall;
}

/**
 * Bytes that the work took from the heap and from outside of it. The process needs a young generation so large
 * that nothing is collected meanwhile. Throws an Error where something was.
 */
export async function allocated(work: () => Promise<void>): Promise<number> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  global.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 5));
  observer.observe({ entryTypes: ['gc'] });
  const before = process.memoryUsage();
  await work();
  const after = process.memoryUsage();
  await new Promise((resolve) => setTimeout(resolve, 5));
  observer.disconnect();
  if (collections > 0) throw new Error(`${collections} garbage collections came between.`);
  return after.heapUsed + after.external - before.heapUsed - before.external;
}

/**
 * Bytes that a filled source holds, in the heap and outside of it. One was filled and forgotten before, so that
 * compiled code and the like do not count.
 */
export async function retained(
  make: () => PageSource,
  fill: (observe: PageSource['observe']) => void,
): Promise<number> {
  const filled = () => {
    const source = make();
    fill((set, value) => source.observe(set, value));
    return source;
  };
  filled();
  const before = await settledBytes();
  const source = filled();
  const after = await settledBytes();
  // Still in use here, or it would be gone by now.
  if (typeof source.observe !== 'function') throw new TypeError('A source must observe.');
  return after - before;
}

// What the stack still names lives on until the next turn of the event loop.
async function settledBytes(): Promise<number> {
  for (let time = 0; time < 4; time += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    global.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
