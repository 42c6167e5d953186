import type { Logger } from 'pino';
import type { OnFailure } from '../../../metrics/exposition/collect.ts';
import type { MetricRegistry } from '../../../metrics/registry.ts';
import type { Clock } from '../../clock.ts';
import { Budget } from './budget.ts';
import { intervals } from './interval_timer.ts';
import { isWithin } from './is_within.ts';
import { MirrorLog } from './mirror_log.ts';
import { MirrorMetrics } from './mirror_metrics.ts';
import type { TakenOver } from './mirror_state.ts';
import { NotedState } from './noted_state.ts';
import { ReadingProgress } from './reading_progress.ts';
import { type IntervalReading, type ReadingOptions, RegistryDatums } from './registry_datums.ts';
import type { CloudwatchMirrorSettings } from './settings.ts';
import { type Part, PartWriter } from './spool_parts.ts';
import { type LinkStatus, WorkerLink } from './worker_link.ts';
import type { WorkerSettings } from './worker_protocol.ts';

/** How long a stop waits for the last reading to be handed over, … */
const HAND_OVER_MS = 3_000;
/** … then for it to be on disk and for the answer to a request, … */
const STOP_MS = 3_000;
/** … and then for what the reading still does. */
const END_MS = 1_000;

export interface MirrorOptions {
  readonly settings: CloudwatchMirrorSettings;
  /** What its worker runs on; see worker_settings.ts. */
  readonly worker: WorkerSettings;
  readonly registry: MetricRegistry;
  readonly log: Logger;
  /** A directory of its own: what must survive a restart. */
  readonly directory: string;
  readonly clock: Clock;
  /** When the process began, in milliseconds since 1970; the same for as long as it runs. */
  readonly startedAt: number;
  /** Whether counters are what they should be; while sources catch up, nothing is read. */
  readonly isComplete: () => boolean;
  /** Brings up to date what is only looked up when somebody asks. */
  readonly refresh: () => void;
  /** Makes durable what sources have counted so far. Never rejects. */
  readonly saveSources: () => Promise<void>;
  readonly onFailure: OnFailure;
  /** Metrics that came from CloudWatch. */
  readonly isExcluded?: (metric: string) => boolean;
  /** What another mirror of this process has left, to be gone on from; what is on disk unless given. */
  readonly takenOver?: TakenOver | null;
  /** The program of the worker, for tests of its crashes. */
  readonly program?: URL;
  /** Whether it reads only once, at its start. */
  readonly isOnce?: boolean;
  /** When intervals end, for tests in simulated time; see interval_timer.ts. */
  readonly intervals?: (signal: AbortSignal) => AsyncIterable<number>;
}

/**
 * The CloudWatch mirror at work: reads the registry at the end of every interval, and has a worker spool and send what came.
 *
 * Nothing counts twice after a crash, since the order is always the same: reading, what sources have counted, what the mirror
 * knows, datums. Whichever was the last of these to become durable, the next process goes on from one that fits.
 */
export class CloudwatchMirror {
  readonly #options: MirrorOptions;
  readonly #link: WorkerLink;
  readonly #metrics: MirrorMetrics;
  readonly #log: MirrorLog;
  readonly #noted: NotedState;
  readonly #budget: Budget;
  readonly #datums: RegistryDatums;
  readonly #progress: ReadingProgress;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #takenOver: TakenOver | null;
  /** Why it cannot work; null where it can. */
  #failure: string | null = null;
  /** What could not be handed over yet. */
  #pending: { readonly parts: readonly Part[]; readonly mark: string; readonly isSaved: boolean } | null =
    null;
  #reading: Promise<void> = Promise.resolve();
  readonly #started = Promise.withResolvers<void>();
  #isRestored = false;
  #lastReading: IntervalReading | null = null;

  /** Starts the worker; the first reading is as soon as everything has caught up, or `readNow` is called. */
  constructor(options: MirrorOptions) {
    const { settings, registry, log, clock } = options;
    const { metrics, monthly_usd: monthlyUsd } = settings.budget;
    this.#options = options;
    this.#takenOver = options.takenOver ?? null;
    this.#progress = new ReadingProgress(clock, settings.interval);
    this.#metrics = new MirrorMetrics(registry.scope({ limited: false }));
    this.#log = new MirrorLog(log);
    this.#budget = new Budget({ metrics, monthlyUsd, interval: settings.interval });
    const { startedAt, onFailure, isExcluded } = options;
    this.#datums = new RegistryDatums({
      registry: registry.registry,
      settings,
      budget: this.#budget,
      clock,
      startedAt,
      onFailure,
      takeExtremes: (series) => series.takeExtremes(),
      beganAt: (metric) => (registry.guests.has(metric) ? null : startedAt),
      ...(isExcluded !== undefined && { isExcluded }),
    });
    this.#noted = new NotedState({
      directory: options.directory,
      budget: this.#budget,
      datums: this.#datums,
      log,
      onTrouble: () => this.#metrics.readingFailed(),
    });
    this.#link = new WorkerLink({
      settings: options.worker,
      log: (level, message) => log[level](message),
      restart: options.worker.backoff,
      ...(options.program !== undefined && { program: options.program }),
    });
    this.#started.promise.catch(() => {});
    this.refresh();
    this.#metrics.budget(this.#budget, 0);
    this.#running = this.#run();
  }

  get settings(): CloudwatchMirrorSettings {
    return this.#options.settings;
  }

  get directory(): string {
    return this.#options.directory;
  }

  get status(): LinkStatus {
    return this.#link.status;
  }

  /** Why nothing comes through at present, as a clause; null where nothing is known against it. */
  get trouble(): string | null {
    const { trouble, crash } = this.status;
    const known = this.#failure ?? crash ?? trouble?.why ?? null;
    return known ?? (this.#progress.isOverdue ? `nothing is read, since ${this.#waitsFor}` : null);
  }

  /** What CloudWatch may cost: metrics in use, the most there may be, and what those in use cost a month in US dollars. */
  get cost(): { readonly metrics: number; readonly most: number; readonly monthlyUsd: number } {
    const { totalUsd } = this.#budget.price(this.#lastReading?.count ?? 0);
    return { metrics: this.#budget.size, most: this.#budget.most, monthlyUsd: totalUsd };
  }

  /** Milliseconds since the last reading had begun, by a clock that is never set: what was written before was read. */
  get sinceReading(): number {
    return this.#progress.sinceReading;
  }

  /** Resolves after the first reading, or where everything has yet to catch up; rejects with an Error where it has ended before. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** What the last reading came to; null before the first. */
  get lastReading(): IntervalReading | null {
    return this.#lastReading;
  }

  /** Brings its series up to date; called before each exposition. */
  refresh(): void {
    const { settings, clock } = this.#options;
    const isUp = this.trouble === null;
    this.#metrics.delivery(this.status, { isUp, spoolLimit: settings.spool_size, now: clock.now() });
  }

  /**
   * Reads what has come since the last reading, as before series are removed. Gauges are not unless told: they have one value for each
   * interval, at its end. Never rejects.
   */
  async readNow(what: ReadingOptions = { gauges: false }): Promise<void> {
    const { clock, settings } = this.#options;
    if (!this.#isRestored) return;
    await this.#interval(Math.floor(clock.now() / settings.interval) * settings.interval, what);
  }

  /**
   * Reads what has come since the last reading unless told, ends, and removes its series, within about eight seconds. Resolves to what the
   * next mirror of this process goes on from; null where that is on disk. Never rejects.
   */
  async stop({ reads = true } = {}): Promise<TakenOver | null> {
    this.#stopping.abort();
    const { log } = this.#options;
    const ended = this.#running.then(() => (reads ? this.readNow() : this.#reading));
    await isWithin(HAND_OVER_MS, ended);
    // What still waits for the worker is told that it stops.
    await this.#link.stop(STOP_MS);
    const hasEnded = await isWithin(END_MS, ended);
    const { datums, datumsInMemory } = this.status.spool;
    if (datums > 0) log.info({ datums, datumsInMemory }, 'Datums for CloudWatch wait for the next start.');
    if (!hasEnded)
      log.error('The last reading for CloudWatch does not end; the next start goes on from the one before.');
    // What was read and not handed over is not in the present state, but in that on disk.
    const isWhole = hasEnded && this.#isRestored && this.#pending === null;
    const state = isWhole ? await this.#noted.leave() : null;
    // What went out past the disk must not go out again.
    if (isWhole && datumsInMemory === 0) await isWithin(END_MS, this.#noted.catchUp());
    this.#metrics.close();
    return hasEnded && !this.#isRestored ? this.#takenOver : state;
  }

  /** What keeps a reading that is overdue. */
  get #waitsFor(): string {
    if (!this.#isRestored) return 'the worker that sends has not started';
    if (this.#pending !== null) return 'the worker that sends has not taken the last interval';
    return this.#options.isComplete() ? 'readings fail, as the log says' : 'sources have not caught up';
  }

  async #run(): Promise<void> {
    const { settings, clock, log } = this.#options;
    try {
      await this.#restore(await this.#link.ready);
      // What begins to count now begins with what it has come to now.
      const isOnce = this.#options.isOnce === true;
      await this.readNow({ gauges: isOnce });
      this.#started.resolve();
      if (isOnce) return;
    } catch (error) {
      this.#started.reject(error);
      if (this.#stopping.signal.aborted) return;
      this.#failure = `the mirror cannot start: ${(error as Error).message}`;
      log.error(
        { err: error },
        'The CloudWatch mirror cannot start; nothing is mirrored until the exporter is restarted.',
      );
      return;
    }
    const { signal } = this.#stopping;
    const ends = this.#options.intervals?.(signal) ?? intervals(settings.interval, clock.now, signal);
    for await (const begin of ends) await this.#interval(begin, { gauges: true });
  }

  /** One interval after another, whatever goes wrong in one: the next one has what it lacks. */
  #interval(begin: number, what: ReadingOptions): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readInterval(begin, what));
    return this.#reading;
  }

  async #readInterval(begin: number, what: ReadingOptions): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#handOver();
      if (!this.#options.isComplete()) return;
      await this.#read(begin, what);
      await this.#handOver();
      this.#progress.handedOver();
    } catch (error) {
      this.#metrics.readingFailed();
      log.error({ err: error }, 'An interval could not be mirrored; the next one goes on from there.');
    }
  }

  async #read(begin: number, what: ReadingOptions): Promise<void> {
    const { refresh, saveSources, clock } = this.#options;
    refresh();
    this.refresh();
    const begun = clock.uptime();
    const writer = new PartWriter();
    const read = await this.#datums.readInto((datum) => writer.add(datum), begin, what);
    const parts = writer.finish();
    this.#progress.read(begun);
    const mark = this.#noted.nextMark();
    // From here on these datums must not be lost, whatever fails.
    this.#pending = { parts, mark, isSaved: false };
    this.#lastReading = read;
    this.#metrics.read(read, this.#budget, clock.now());
    this.#log.read(read, this.#budget.most);
    await saveSources();
    const isSaved = await this.#noted.save(mark);
    this.#pending = { parts, mark, isSaved };
  }

  async #handOver(): Promise<void> {
    if (this.#pending === null) return;
    const { parts, mark, isSaved } = this.#pending;
    const kept = await this.#link.append(parts, mark);
    this.#pending = null;
    this.refresh();
    await this.#noted.handedOver(mark, kept, isSaved);
  }

  async #restore(lastMark: string | null): Promise<void> {
    await this.#noted.restore(lastMark, this.#takenOver);
    this.#takenOver = null;
    this.#metrics.budget(this.#budget, 0);
    this.#isRestored = true;
  }
}
