import type { Logger } from 'pino';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { Clock } from '../clock.ts';
import { oneAtATime } from '../one_at_a_time.ts';
import { ObjectiveAccount, type SavedAccount } from './objectives_account.ts';
import type { Events, NoCounts } from './objectives_counts.ts';
import { EventsReader } from './objectives_events.ts';
import { MOST_ACCOUNTS, ObjectivesState } from './objectives_state.ts';
import type { WatchedObjective } from './status_settings.ts';
import type { ObjectiveView } from './view.ts';

/** Between two readings of the registry. */
const TICK_MS = 5_000;
const SAVE_MS = 60_000;

export interface ObjectivesOptions {
  readonly registry: MetricRegistry;
  readonly log: Logger;
  readonly clock: Clock;
  /** The exporter's state directory. */
  readonly stateDirectory: string;
  /** Whether counters are what they should be: while sources catch up, nothing is counted, as nothing is scraped. */
  readonly isReady: () => boolean;
}

interface Watched {
  readonly objective: WatchedObjective;
  readonly account: ObjectiveAccount;
  /** Why nothing is counted at present; null where something is. */
  trouble: NoCounts | null;
}

const NOT_YET: NoCounts = {
  why: 'Nothing has been counted yet, since the exporter has just started.',
  isPassing: true,
};

/**
 * The exporter's own account of objectives: what came to the registry's counters every five seconds, good and bad, over the window of
 * each. It begins when it is first started, and what happens while the exporter is down or catches up is on neither side.
 */
export class Objectives {
  readonly #options: ObjectivesOptions;
  readonly #state: ObjectivesState;
  /** One reading; they do not overlap. Never rejects. */
  readonly tick: () => Promise<void>;
  #saved: readonly SavedAccount[] = [];
  #watched: readonly Watched[] = [];
  #leftOut: readonly WatchedObjective[] = [];
  #reader: EventsReader | null = null;
  #before: { readonly now: number; readonly uptime: number } | null = null;
  #isFailing = false;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(options: ObjectivesOptions) {
    this.#options = options;
    this.#state = new ObjectivesState(options.stateDirectory, options.log, () => this.#accounts());
    this.tick = oneAtATime(() => this.#tick());
  }

  /** Goes on from what an earlier process has counted. Never rejects. */
  async start(objectives: readonly WatchedObjective[]): Promise<void> {
    this.#saved = await this.#state.load();
    this.apply(objectives);
    this.#timers.push(
      setInterval(() => void this.tick(), TICK_MS).unref(),
      setInterval(() => this.#watched.length > 0 && void this.#state.save(), SAVE_MS).unref(),
    );
  }

  /** Goes on with other objectives; one of the same name and service keeps what was counted. */
  apply(objectives: readonly WatchedObjective[]): void {
    const now = this.#options.clock.now();
    const kept = objectives.slice(0, MOST_ACCOUNTS);
    this.#leftOut = objectives.slice(MOST_ACCOUNTS);
    if (this.#reader === null || textOf(kept) !== textOf(this.#watched.map(({ objective }) => objective))) {
      this.#reader = new EventsReader(this.#options.registry, kept);
      this.#before = null;
    }
    this.#watched = kept.map((objective) => {
      const known = this.#watched.find((one) => isSame(one.objective, objective));
      const saved = this.#saved.find((one) => isSame(one, objective));
      const account = known?.account ?? new ObjectiveAccount(now, saved);
      return { objective, account, trouble: known === undefined ? NOT_YET : known.trouble };
    });
    this.#saved = [];
  }

  /** How each objective of each service stands, as far as the exporter knows. */
  views(): ObjectiveView[] {
    const now = this.#options.clock.now();
    const own = this.#watched.map(({ objective, account, trouble }) => {
      const { events } = objective;
      if (events.kind === 'unknown') return unknownObjective(objective, 'exporter', events.why);
      const holds = trouble === null || (trouble.isPassing && account.hasEvents(objective, now));
      return holds ? account.view(objective, now) : unknownObjective(objective, 'exporter', trouble.why);
    });
    const why = `The exporter keeps accounts of ${MOST_ACCOUNTS} objectives at most. Set exporter.prometheus, which knows all.`;
    return [...own, ...this.#leftOut.map((one) => unknownObjective(one, 'exporter', why))];
  }

  /** Counts what has come, saves it, and ends; to be called before sources end. Never rejects. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.tick();
    if (this.#watched.length > 0) await this.#state.save();
  }

  async #tick(): Promise<void> {
    const { clock, isReady, log } = this.#options;
    const reader = this.#reader;
    if (reader === null || this.#watched.length === 0) return;
    if (!isReady()) {
      this.#before = null;
      return;
    }
    const watched = this.#watched;
    const time = { now: clock.now(), uptime: clock.uptime() };
    try {
      const events = await reader.take({ uptime: time.uptime, before: this.#before?.now ?? null });
      // Others may have come meanwhile.
      if (reader !== this.#reader) return;
      const seconds = this.#before === null ? null : (time.uptime - this.#before.uptime) / 1000;
      watched.forEach((one, index) => {
        count(one, events[index] ?? NOT_YET, { now: time.now, seconds });
      });
      this.#before = time;
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing)
        log.error({ err: error }, 'Objectives could not be counted; they lack what came since.');
      this.#isFailing = true;
      this.#before = null;
    }
  }

  #accounts(): SavedAccount[] {
    const now = this.#options.clock.now();
    return this.#watched.map(({ objective, account }) => account.save(objective, now));
  }
}

/** An objective of which nothing is known, and why. */
export function unknownObjective(
  { objective, service, target, window }: WatchedObjective,
  knownBy: ObjectiveView['knownBy'],
  why: string,
): ObjectiveView {
  return {
    objective,
    service,
    target,
    window,
    remaining: null,
    burnRate: null,
    exhaustedAt: null,
    knownBy,
    since: null,
    why,
  };
}

function count(
  one: Watched,
  events: Events,
  { now, seconds }: { now: number; seconds: number | null },
): void {
  one.trouble = 'why' in events ? events : null;
  // What came while nobody looked is on neither side.
  if ('why' in events || seconds === null) return;
  one.account.add(now, { total: events.total, bad: events.bad, seconds });
}

function isSame(one: Pick<SavedAccount, 'objective' | 'service'>, other: WatchedObjective): boolean {
  return one.objective === other.objective && one.service === other.service;
}

// Without the functions of matchers, whose values stand beside them.
function textOf(objectives: readonly WatchedObjective[]): string {
  return JSON.stringify(objectives);
}
