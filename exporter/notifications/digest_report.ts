import { SEVERITIES } from '../../conventions/labels.ts';
import type { AlertNames, AlertRecord } from '../alerts/alert_record.ts';
import { counts, keyOf, type SavedTally, type TallyEntry, within } from './digest_tally.ts';

/** An alert that somebody is to act on is noisy if it fired at least so often in the time of a digest, those at once counted once. */
const NOISY = 5;
/** Most noisy alerts that are named on top. */
const MOST_NOISY = 5;
/** Most alerts in one digest. */
const MOST_ROWS = 200;
/** For so long it may have been impossible to receive alerts without a word: a restart takes a moment. */
const DEAF_MS = 15 * 60_000;

/** One alert, by name, severity and service. Times are milliseconds since 1970, durations milliseconds. */
export interface DigestRow {
  readonly names: AlertNames;
  /** How often it began in the time of the digest. */
  readonly fired: number;
  /** The same, those that began at once counted once. */
  readonly bouts: number;
  /** How many of them fire at its end. */
  readonly firing: number;
  /** How long it fired, all times together; those at the same time add up. */
  readonly totalMs: number;
  /** When it first began; where it fired from before, that is before the digest. */
  readonly first: number;
  readonly last: number;
  readonly summary: string;
  /** The last times that it began, oldest first, with what they said. */
  readonly times: TallyEntry['times'];
}

/** What a digest says. */
export interface DigestReport {
  readonly since: number;
  readonly until: number;
  readonly timeZone: string;
  /** How often alerts fired, and how many fire. */
  readonly fired: number;
  readonly firing: number;
  /** The most urgent severity first; within one, the alert that fired most often. */
  readonly severities: readonly { readonly severity: string; readonly rows: readonly DigestRow[] }[];
  readonly noisy: readonly DigestRow[];
  /** How many alerts are in no row, since there are too many. */
  readonly leftOut: number;
  /** For how long no alert could be received, where that was long; else 0. */
  readonly deafMs: number;
  /** Whether the alert that always fires is received at the end. */
  readonly isWatchdogHeard: boolean;
}

/** What a report is made of. */
export interface DigestFacts {
  readonly tally: SavedTally;
  readonly firing: readonly AlertRecord[];
  readonly now: number;
  readonly timeZone: string;
  readonly isWatchdogHeard: boolean;
}

/** The report of all that fired since the tally began, and of what fires now. */
export function digestReport({ tally, firing, now, timeZone, isWatchdogHeard }: DigestFacts): DigestReport {
  const rows = rowsOf(tally, firing, now);
  const shown = rows.slice(0, MOST_ROWS);
  const severities = Map.groupBy(shown, ({ names }) => names.severity);
  return {
    since: tally.since,
    until: now,
    timeZone,
    fired: rows.reduce((sum, row) => sum + row.fired, tally.beyond),
    firing: rows.reduce((sum, row) => sum + row.firing, 0),
    severities: [...severities].map(([severity, its]) => ({ severity, rows: its })),
    noisy: rows
      .filter(({ names, bouts }) => bouts >= NOISY && names.severity !== 'info')
      .sort(byCount)
      .slice(0, MOST_NOISY),
    leftOut: rows.length - shown.length + tally.beyond,
    deafMs: tally.deafMs >= DEAF_MS ? tally.deafMs : 0,
    isWatchdogHeard,
  };
}

function rowsOf(tally: SavedTally, firing: readonly AlertRecord[], now: number): DigestRow[] {
  const rows = new Map<string, DigestRow>();
  for (const { names, endedMs, first, last, ...rest } of tally.entries) {
    const since = { first: first ?? tally.since, last: last ?? tally.since };
    rows.set(keyOf(names), { ...rest, names, ...since, totalMs: endedMs, firing: 0 });
  }
  for (const record of firing.filter(counts)) {
    const row = rows.get(keyOf(record.names)) ?? rowOf(record);
    const totalMs = row.totalMs + within(tally.since, record.startsAt, now);
    const first = Math.min(row.first, record.startsAt);
    rows.set(keyOf(record.names), { ...row, totalMs, first, firing: row.firing + 1 });
  }
  return [...rows.values()].sort((a, b) => rankOf(a) - rankOf(b) || byCount(a, b));
}

function rowOf({ names, startsAt, annotations }: AlertRecord): DigestRow {
  const { summary = '' } = annotations;
  return {
    names,
    fired: 0,
    bouts: 0,
    firing: 0,
    totalMs: 0,
    first: startsAt,
    last: startsAt,
    summary,
    times: [],
  };
}

function rankOf({ names }: DigestRow): number {
  const rank = (SEVERITIES as readonly string[]).indexOf(names.severity);
  return rank < 0 ? SEVERITIES.length : rank;
}

function byCount(a: DigestRow, b: DigestRow): number {
  return b.fired - a.fired || b.totalMs - a.totalMs || (keyOf(a.names) < keyOf(b.names) ? -1 : 1);
}
