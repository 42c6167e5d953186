import { z } from 'zod';
import { burnRate, timeToExhaustion } from '../../slo/burn_rate.ts';
import { windowOf } from '../../slo/windows.ts';
import type { WatchedObjective } from './status_settings.ts';
import type { ObjectiveView } from './view.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Minutes over which the burn rate is taken. */
const BURN_MINUTES = 60;

const count = z.number().min(0);
const minute = z.tuple([z.int(), count, count]);
const hour = z.tuple([z.int(), count, count, count]);

/** What survives a restart of one account: when counting began, and minutes and hours since 1970 with what was counted in them. */
export const savedAccount = z.strictObject({
  objective: z.string(),
  service: z.string(),
  since: z.number().min(0),
  /** Minute, events, bad ones. */
  minutes: z.array(minute).max(3 * BURN_MINUTES),
  /** Hour, events, bad ones, seconds in which events were counted. */
  hours: z.array(hour).max(5_000),
});
export type SavedAccount = z.infer<typeof savedAccount>;

interface Minute {
  total: number;
  bad: number;
}

interface Hour extends Minute {
  seconds: number;
}

/** The events of one objective of one service, by the hour over its window and by the minute over the last hour. */
export class ObjectiveAccount {
  readonly #minutes = new Map<number, Minute>();
  readonly #hours = new Map<number, Hour>();
  #since: number;
  /** The minute that is being counted, as the counters have it: neither below zero nor above all events only once it is over. */
  #open: (Minute & { readonly at: number }) | null = null;

  /** `since` is when counting begins, in milliseconds since 1970; what was saved says it, too. */
  constructor(since: number, saved?: SavedAccount) {
    this.#since = saved?.since ?? since;
    for (const [at, total, bad] of saved?.minutes ?? []) this.#minutes.set(at, { total, bad });
    for (const [at, total, bad, seconds] of saved?.hours ?? []) this.#hours.set(at, { total, bad, seconds });
  }

  /** Adds events of the last so many seconds, at `now` in milliseconds since 1970. */
  add(now: number, { total, bad, seconds }: { total: number; bad: number; seconds: number }): void {
    // The clock was ahead when counting began.
    if (now < this.#since) this.#since = now - 1000 * seconds;
    const at = Math.floor(now / MINUTE_MS);
    if (this.#open !== null && this.#open.at !== at) this.#close(this.#open);
    this.#open ??= { at, total: 0, bad: 0 };
    this.#open.total += total;
    this.#open.bad += bad;
    this.#hour(at).seconds += seconds;
  }

  /** How the objective stands. */
  view({ objective, service, target, budget, window }: WatchedObjective, now: number): ObjectiveView {
    const length = windowOf(window).milliseconds;
    const whole = this.#over(length, now);
    const lastHour = this.#lastHour(now);
    const remaining = Number((1 - shareOf(whole) / budget).toFixed(8));
    const rate = burnRate(shareOf(lastHour), budget);
    const left = timeToExhaustion(remaining, rate, window);
    const known = Math.max(0, Math.min(length, now - this.#since));
    return {
      objective,
      service,
      target,
      window,
      remaining,
      burnRate: rate,
      exhaustedAt: left === null ? null : now + left,
      knownBy: 'exporter',
      since: known < length ? this.#since : null,
      uncounted: Math.max(0, known - 1000 * whole.seconds),
      why: null,
    };
  }

  /** Whether it has any event of its window. */
  hasEvents({ window }: WatchedObjective, now: number): boolean {
    return this.#over(windowOf(window).milliseconds, now).total > 0;
  }

  /** What must survive a restart; what is older than the window is forgotten. */
  save({ objective, service, window }: WatchedObjective, now: number): SavedAccount {
    const first = firstHour(windowOf(window).milliseconds, now);
    const last = Math.floor(now / HOUR_MS);
    for (const at of this.#hours.keys()) if (at < first || at > last) this.#hours.delete(at);
    const hours = new Map(this.#hours);
    const minutes = new Map(this.#minutes);
    if (this.#open !== null) {
      const { at } = this.#open;
      const events = clamped(this.#open);
      minutes.set(at, sum(minutes.get(at), events));
      const its = hours.get(hourOf(at));
      hours.set(hourOf(at), { ...sum(its, events), seconds: its?.seconds ?? 0 });
    }
    return {
      objective,
      service,
      since: this.#since,
      minutes: [...minutes].map(([at, { total, bad }]) => [at, total, bad]),
      hours: [...hours].map(([at, { total, bad, seconds }]) => [at, total, bad, seconds]),
    };
  }

  #close(open: Minute & { readonly at: number }): void {
    const events = clamped(open);
    this.#minutes.set(open.at, sum(this.#minutes.get(open.at), events));
    const its = this.#hour(open.at);
    its.total += events.total;
    its.bad += events.bad;
    this.#open = null;
    for (const at of this.#minutes.keys())
      if (Math.abs(open.at - at) > BURN_MINUTES) this.#minutes.delete(at);
  }

  #hour(minute: number): Hour {
    const at = hourOf(minute);
    const known = this.#hours.get(at);
    if (known !== undefined) return known;
    const fresh = { total: 0, bad: 0, seconds: 0 };
    this.#hours.set(at, fresh);
    return fresh;
  }

  /** All events of a window that rolls by the hour: the hour that it begins in counts whole. */
  #over(length: number, now: number): Hour {
    const first = firstHour(length, now);
    const last = Math.floor(now / HOUR_MS);
    const all = { seconds: 0, ...this.#openFrom(60 * first, 60 * last + 59) };
    for (const [at, { total, bad, seconds }] of this.#hours) {
      if (at < first || at > last) continue;
      all.total += total;
      all.bad += bad;
      all.seconds += seconds;
    }
    return all;
  }

  #lastHour(now: number): Minute {
    const last = Math.floor(now / MINUTE_MS);
    const first = last - BURN_MINUTES + 1;
    let all = this.#openFrom(first, last);
    for (const [at, events] of this.#minutes) if (at >= first && at <= last) all = sum(all, events);
    return all;
  }

  /** What is being counted, where its minute is one of these. */
  #openFrom(first: number, last: number): Minute {
    const isMeant = this.#open !== null && this.#open.at >= first && this.#open.at <= last;
    return this.#open !== null && isMeant ? clamped(this.#open) : { total: 0, bad: 0 };
  }
}

function firstHour(length: number, now: number): number {
  return Math.floor((now - length) / HOUR_MS);
}

function hourOf(minute: number): number {
  return Math.floor(minute / (HOUR_MS / MINUTE_MS));
}

// Two counters are two: no more events are bad than there are, and none is less than not bad.
function clamped({ total, bad }: Minute): Minute {
  return { total, bad: Math.min(Math.max(bad, 0), total) };
}

function sum(one: Minute | undefined, { total, bad }: Minute): Minute {
  return { total: (one?.total ?? 0) + total, bad: (one?.bad ?? 0) + bad };
}

/** The share of events that were bad; none of none. */
function shareOf({ total, bad }: Minute): number {
  return total > 0 ? bad / total : 0;
}
