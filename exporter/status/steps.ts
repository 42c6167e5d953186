import type { Clock } from '../clock.ts';

/** Milliseconds from one point of the history to the next. */
export const STEP_MS = 5_000;
/** A step of the clock that is more than drift. */
const JUMP_MS = 2_000;
/** A process that was not asked for longer did not run. */
const LONGEST_MS = 3 * STEP_MS;
/** So many steps after a gap, what was kept waiting by it is still being counted. */
const SETTLING = 1;

/** What has passed since the step before. */
export interface Step {
  /** Milliseconds since 1970, a multiple of the step. */
  readonly at: number;
  /** How many points further that is, at least 1. */
  readonly points: number;
  /** By the clock that is never set. */
  readonly seconds: number;
  /** Whether what came since cannot be told: at the start, while the machine slept, where the clock was set. */
  readonly isGap: boolean;
}

/** Steps of the history by a clock that may be set, on a machine that may sleep. */
export class Steps {
  #last: { readonly at: number; readonly now: number; readonly uptime: number } | null = null;
  #settling = 0;

  /** The step that has ended now; null where none has. */
  next(clock: Clock): Step | null {
    const now = clock.now();
    const uptime = clock.uptime();
    const at = Math.floor(now / STEP_MS) * STEP_MS;
    const last = this.#last;
    if (last === null) {
      this.#last = { at, now, uptime };
      return { at, points: 1, seconds: 0, isGap: true };
    }
    const passed = uptime - last.uptime;
    const jump = now - last.now - passed;
    const isBroken = Math.abs(jump) > JUMP_MS || passed > LONGEST_MS;
    if (at <= last.at && !isBroken) return null;
    this.#last = { at, now, uptime };
    const isGap = isBroken || this.#settling > 0;
    this.#settling = isBroken ? SETTLING : Math.max(0, this.#settling - 1);
    // Where the clock was set back, what is known is of as long ago as before.
    return { at, points: Math.max(1, (at - last.at) / STEP_MS), seconds: passed / 1000, isGap };
  }
}
