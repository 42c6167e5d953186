import { setTimeout as sleep } from 'node:timers/promises';

/** The clock is looked at as often, since it may be set. */
const LONGEST_SLEEP_MS = 1_000;

/**
 * Says when intervals end: yields the beginning of the one that has just ended, in milliseconds since 1970, until the signal
 * aborts. Intervals begin at multiples of their length. While whoever iterates is busy, intervals that end are skipped;
 * where the clock is set, it goes on from there.
 */
export async function* intervals(
  lengthMs: number,
  now: () => number,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  let last = Math.floor(now() / lengthMs);
  while (!signal.aborted) {
    const at = now();
    const interval = Math.floor(at / lengthMs);
    // Where it was set back, no interval has ended.
    const hasEnded = interval > last;
    last = interval;
    if (hasEnded) {
      yield (interval - 1) * lengthMs;
      continue;
    }
    const left = (interval + 1) * lengthMs - at;
    await sleep(Math.min(Math.ceil(left), LONGEST_SLEEP_MS), undefined, { signal }).catch(() => {});
  }
}
