import { z } from 'zod';
import { ALERT } from '../../conventions/alerts.ts';
import type { AlertRecord } from '../alerts/alert_record.ts';
import { boundedText } from '../alerts/text_budget.ts';

/** Most alerts, told apart by name, severity and service, of which is known how often they fired. */
const MOST_ENTRIES = 1_000;
/** Of each, so many of the last times are kept with what they said. */
const MOST_TIMES = 10;
const LONGEST_TEXT = 300;
/** What begins within this time of another has the same cause. */
const AT_ONCE_MS = 5 * 60_000;

const entry = z.strictObject({
  names: z.strictObject({ alertname: z.string(), severity: z.string(), service: z.string() }),
  /** How often it began to fire. */
  fired: z.int().nonnegative(),
  /** The same, those counted once that began within five minutes of each other: many targets of one alert go down together. */
  bouts: z.int().nonnegative(),
  /** How long it fired until it ended, all times together, in milliseconds. */
  endedMs: z.number().nonnegative(),
  /** When it began for the first and the last time; null where it fired from before. */
  first: z.number().nullable(),
  last: z.number().nullable(),
  summary: z.string(),
  /** The last times, oldest first. */
  times: z.array(z.strictObject({ at: z.number(), text: z.string() })),
});
export type TallyEntry = Readonly<z.infer<typeof entry>>;

/** Schema of a tally on disk. */
export const savedTally = z.strictObject({
  since: z.number(),
  entries: z.array(entry),
  beyond: z.int().nonnegative(),
  deafMs: z.number().nonnegative(),
});
export type SavedTally = z.infer<typeof savedTally>;

/** What fired since a moment. The watchdog, which always fires, and drills are left out. */
export class DigestTally {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly #entries = new Map<string, z.infer<typeof entry>>();
  #beyond = 0;
  #deafMs = 0;

  constructor(since: number) {
    this.since = since;
  }

  /** Goes on from what was saved. */
  static from({ since, entries, beyond, deafMs }: SavedTally): DigestTally {
    const tally = new DigestTally(since);
    for (const one of entries) tally.#entries.set(keyOf(one.names), one);
    tally.#beyond = beyond;
    tally.#deafMs = deafMs;
    return tally;
  }

  get saved(): SavedTally {
    const entries = structuredClone([...this.#entries.values()]);
    return { since: this.since, entries, beyond: this.#beyond, deafMs: this.#deafMs };
  }

  /** An alert began. */
  fired(record: AlertRecord): void {
    if (!counts(record)) return;
    const one = this.#entryOf(record);
    if (one === null) {
      this.#beyond += 1;
      return;
    }
    const { startsAt, annotations } = record;
    one.fired += 1;
    if (one.last === null || startsAt - one.last > AT_ONCE_MS) one.bouts += 1;
    one.first = Math.min(one.first ?? startsAt, startsAt);
    one.last = Math.max(one.last ?? startsAt, startsAt);
    const { summary = '', description = summary } = annotations;
    one.summary = boundedText(summary, LONGEST_TEXT);
    one.times.push({ at: startsAt, text: boundedText(description, LONGEST_TEXT) });
    if (one.times.length > MOST_TIMES) one.times.shift();
  }

  /** An alert is over. */
  ended(record: AlertRecord): void {
    if (!counts(record)) return;
    const one = this.#entryOf(record);
    if (one !== null) one.endedMs += within(this.since, record.startsAt, record.endsAt ?? record.startsAt);
  }

  /** For so many milliseconds no alert could be received. */
  deaf(milliseconds: number): void {
    this.#deafMs += milliseconds;
  }

  #entryOf({ names, annotations }: AlertRecord): z.infer<typeof entry> | null {
    const key = keyOf(names);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    if (this.#entries.size >= MOST_ENTRIES) return null;
    const summary = boundedText(annotations.summary ?? '', LONGEST_TEXT);
    const one = { names, fired: 0, bouts: 0, endedMs: 0, first: null, last: null, summary, times: [] };
    this.#entries.set(key, one);
    return one;
  }
}

/** Whether an alert is one that a digest tells of. */
export function counts({ names, drill }: AlertRecord): boolean {
  return drill === null && names.alertname !== ALERT.watchdog;
}

/** What tells alerts apart in a digest. */
export function keyOf({ alertname, severity, service }: TallyEntry['names']): string {
  return JSON.stringify([alertname, severity, service]);
}

/** How much of the time between two moments is after `since`, in milliseconds. */
export function within(since: number, from: number, to: number): number {
  return Math.max(0, to - Math.max(from, since));
}
