import { setImmediate as turn } from 'node:timers/promises';

/** Milliseconds that work may hold the event loop before it lets others have a turn. */
const LONGEST_SLICE_MS = 2;

/** Breaks long work into slices: asked often, it lets the event loop turn when a slice has been long enough. */
export class Pacer {
  #start = performance.now();

  /** Whether it is time for `turn`. */
  get isDue(): boolean {
    return performance.now() - this.#start >= LONGEST_SLICE_MS;
  }

  /** Lets everything else that waits have its turn. */
  async turn(): Promise<void> {
    await turn();
    this.#start = performance.now();
  }
}
