import { clock } from './format.ts';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15_000;

/** Why there is no answer: nothing came, or what the server said instead. */
export type Refusal = 'no answer' | 'unauthorized' | 'busy' | 'failed';

/** What is known of the way to the exporter. Times are milliseconds since 1970. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live'; readonly gap: Gap | null }
  | {
      readonly state: 'lost';
      /** When it last answered. */
      readonly since: number;
      /** Attempts that have failed since. */
      readonly attempts: number;
      readonly refusal: Refusal;
    };

/** A time without answers, which is over. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

/** What happened on the way. */
export type ConnectionEvent =
  | { readonly kind: 'answered'; readonly at: number }
  | { readonly kind: 'failed'; readonly at: number; readonly refusal: Refusal };

/** For how long it is said that there was a gap. */
const GAP_SHOWN_MS = 60_000;

export const CONNECTING: Connection = { state: 'connecting' };

/** What is known after an event. `lastAnswer` is when the exporter last answered before; null where it never has. */
export function after(connection: Connection, event: ConnectionEvent, lastAnswer: number | null): Connection {
  if (event.kind === 'failed') {
    const lost = connection.state === 'lost' ? connection : null;
    return {
      state: 'lost',
      since: lost?.since ?? lastAnswer ?? event.at,
      attempts: (lost?.attempts ?? 0) + 1,
      refusal: event.refusal,
    };
  }
  if (connection.state === 'lost') return { state: 'live', gap: { from: connection.since, to: event.at } };
  if (connection.state === 'connecting') return { state: 'live', gap: null };
  const isOld = connection.gap !== null && event.at - connection.gap.to > GAP_SHOWN_MS;
  return isOld ? { state: 'live', gap: null } : connection;
}

/**
 * How long to wait after so many failed attempts, in milliseconds: twice as long each time, up to 15 s, and by chance up to half
 * of that less, so that a hundred pages do not come back at the same moment. `chance` is from 0 to 1.
 */
export function delayAfter(attempts: number, chance: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 10));
  return Math.round(longest * (1 - chance / 2));
}

/** What an HTTP status that is no success means here. */
export function refusalOf(status: number): Refusal {
  if (status === 401 || status === 403) return 'unauthorized';
  return status === 503 || status === 429 ? 'busy' : 'failed';
}

/** The state in words, for somebody who looks at `now`. */
export function inWords(connection: Connection, now: number): string {
  switch (connection.state) {
    case 'connecting':
      return 'Connecting to the exporter';
    case 'live':
      return connection.gap === null
        ? 'Live'
        : `Live again: there was no answer from ${clock(connection.gap.from, now)} to ${clock(connection.gap.to, now)}`;
    case 'lost':
      return `${REFUSALS[connection.refusal]} since ${clock(connection.since, now)}${REMEDIES[connection.refusal]}`;
  }
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  'no answer': 'No answer from the exporter',
  unauthorized: 'The exporter does not let this page in',
  busy: 'The exporter has too much to do for this page',
  failed: 'The exporter fails to answer',
};

const REMEDIES: Readonly<Record<Refusal, string>> = {
  'no answer': '; trying again',
  unauthorized: '; reload the page to log in',
  busy: '; trying again',
  failed: ', its log says why; trying again',
};
