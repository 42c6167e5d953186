import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { OnFailure } from '../../../metrics/exposition/collect.ts';
import type { MetricRegistry } from '../../../metrics/registry.ts';
import { Budget } from './budget.ts';
import type { Datum } from './datum.ts';
import { intervals } from './interval_timer.ts';
import { MirrorLog } from './mirror_log.ts';
import { MirrorMetrics } from './mirror_metrics.ts';
import { type FoundState, type MirrorState, MirrorStateFiles, markAfter } from './mirror_state.ts';
import type { Clock } from './reading_times.ts';
import { type IntervalDatums, RegistryDatums } from './registry_datums.ts';
import type { CloudwatchMirrorSettings } from './settings.ts';
import { type LinkStatus, WorkerLink } from './worker_link.ts';
import type { WorkerSettings } from './worker_protocol.ts';

/** How long a stop waits for the last reading to be handed over, … */
const HAND_OVER_MS = 3_000;
/** … and then for it to be on disk and for the answer to a request. */
const STOP_MS = 4_000;

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
  readonly takenOver?: MirrorState | null;
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
  readonly #files: MirrorStateFiles;
  readonly #budget: Budget;
  readonly #datums: RegistryDatums;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #mark: string | null = null;
  /** What could not be handed over yet. */
  #pending: { readonly datums: readonly Datum[]; readonly mark: string; readonly isSaved: boolean } | null =
    null;
  #reading: Promise<void> = Promise.resolve();
  readonly #started = Promise.withResolvers<void>();
  #isRestored = false;
  #lastReading: IntervalDatums | null = null;
  #isStateRefused = false;

  /** Starts the worker; the first reading is as soon as everything has caught up, or `readNow` is called. */
  constructor(options: MirrorOptions) {
    const { settings, registry, log, clock } = options;
    const { metrics, monthly_usd: monthlyUsd } = settings.budget;
    this.#options = options;
    this.#metrics = new MirrorMetrics(registry.scope({ limited: false }));
    this.#log = new MirrorLog(log);
    this.#files = new MirrorStateFiles(options.directory);
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
      ...(isExcluded !== undefined && { isExcluded }),
    });
    this.#link = new WorkerLink({
      settings: options.worker,
      log: (level, message) => log[level](message),
      restart: options.worker.backoff,
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

  /** Resolves after the first reading, or where everything has yet to catch up; rejects with an Error where it has ended before. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** What the last reading came to; null before the first. */
  get lastReading(): IntervalDatums | null {
    return this.#lastReading;
  }

  /** Brings its series up to date; called before each exposition. */
  refresh(): void {
    this.#metrics.delivery(this.status, this.settings.spool_size, this.#options.clock.now());
  }

  /** Reads what has come since the last reading, as before series are removed. Never rejects. */
  async readNow(): Promise<void> {
    const { clock, settings } = this.#options;
    if (this.#isRestored)
      await this.#interval(Math.floor(clock.now() / settings.interval) * settings.interval);
  }

  /**
   * Reads what has come since the last reading unless told, ends, and removes its series. Resolves to what the next mirror of this process
   * goes on from; null where it has read nothing. Never rejects.
   */
  async stop({ reads = true } = {}): Promise<MirrorState | null> {
    this.#stopping.abort();
    const { log, takenOver = null } = this.#options;
    const ended = this.#running.then(() => (reads ? this.readNow() : this.#reading));
    const late = new AbortController();
    await Promise.race([ended, sleep(HAND_OVER_MS, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    // What still waits for the worker is told that it stops.
    await this.#link.stop(STOP_MS);
    await ended;
    const { datums, datumsInMemory } = this.status.spool;
    if (datums > 0) log.info({ datums, datumsInMemory }, 'Datums for CloudWatch wait for the next start.');
    this.#metrics.close();
    if (!this.#isRestored) return takenOver;
    // What was read and not handed over is not in this state, but in that on disk.
    return this.#pending === null ? this.#state([...this.#datums.save()]) : null;
  }

  async #run(): Promise<void> {
    const { settings, clock, log } = this.#options;
    try {
      await this.#restore(await this.#link.ready);
      // What begins to count now begins with what it has come to now.
      await this.readNow();
      this.#started.resolve();
    } catch (error) {
      this.#started.reject(error);
      if (!this.#stopping.signal.aborted) log.error({ err: error }, 'The CloudWatch mirror cannot start.');
      return;
    }
    const { signal } = this.#stopping;
    const ends = this.#options.intervals?.(signal) ?? intervals(settings.interval, clock.now, signal);
    for await (const begin of ends) await this.#interval(begin);
  }

  /** One interval after another, whatever goes wrong in one: the next one has what it lacks. */
  #interval(begin: number): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readInterval(begin));
    return this.#reading;
  }

  async #readInterval(begin: number): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#handOver();
      if (!this.#options.isComplete()) return;
      await this.#read(begin);
      await this.#handOver();
    } catch (error) {
      this.#metrics.readingFailed();
      log.error({ err: error }, 'An interval could not be mirrored; the next one goes on from there.');
    }
  }

  async #read(begin: number): Promise<void> {
    const { refresh, saveSources, clock } = this.#options;
    refresh();
    this.refresh();
    const read = await this.#datums.read(begin);
    const mark = markAfter(this.#mark);
    this.#mark = mark;
    // From here on these datums must not be lost, whatever fails.
    this.#pending = { datums: read.datums, mark, isSaved: false };
    this.#lastReading = read;
    this.#metrics.read(read, this.#budget, clock.now());
    this.#log.read(read, this.#budget.most);
    await saveSources();
    const isSaved = await this.#save(mark);
    this.#pending = { datums: read.datums, mark, isSaved };
  }

  async #handOver(): Promise<void> {
    if (this.#pending === null) return;
    const { datums, mark, isSaved } = this.#pending;
    const kept = await this.#link.append(datums, mark);
    this.#pending = null;
    this.refresh();
    // Until the spool has them on disk, the state before them is the one that fits it.
    if (kept === 'disk' && isSaved) await this.#files.keepOnly(mark);
  }

  async #save(mark: string): Promise<boolean> {
    const { directory, log } = this.#options;
    try {
      await this.#files.save(mark, this.#state(this.#datums.save()));
      if (this.#isStateRefused) log.info(`The state in ${directory} can be written again.`);
      this.#isStateRefused = false;
      return true;
    } catch (error) {
      this.#metrics.readingFailed();
      if (!this.#isStateRefused) {
        log.error(
          `What the mirror has read cannot be noted in ${directory}: ${(error as Error).message}. It goes on; after a crash, ` +
            'what came since would be sent twice. Free space on the disk, or let the user that runs the exporter write there.',
        );
      }
      this.#isStateRefused = true;
      return false;
    }
  }

  #state(deltas: Iterable<unknown>): MirrorState {
    return { budget: this.#budget.save(), deltas };
  }

  async #restore(lastMark: string | null): Promise<void> {
    const { takenOver = null } = this.#options;
    const found = takenOver === null ? await this.#load(lastMark) : { state: takenOver, isExact: true };
    if (found !== null) this.#goOnFrom(found);
    const newest = await this.#files.newestMark().catch(() => null);
    this.#mark = [lastMark, newest].reduce((one, other) => ((one ?? '') > (other ?? '') ? one : other));
    this.#metrics.budget(this.#budget, 0);
    this.#isRestored = true;
  }

  async #load(lastMark: string | null): Promise<FoundState | null> {
    try {
      return await this.#files.load(lastMark);
    } catch (error) {
      this.#metrics.readingFailed();
      this.#options.log.error((error as Error).message);
      return null;
    }
  }

  #goOnFrom({ state, isExact }: FoundState): void {
    const { log } = this.#options;
    this.#budget.restore(state.budget);
    const leftOut = this.#datums.restore(state.deltas);
    if (leftOut !== 0) {
      log.error(
        { lines: leftOut },
        'Some of what the mirror had noted cannot be understood; those counters are mirrored from what they have come to.',
      );
    }
    if (!isExact) {
      log.warn(
        'The last intervals that went to CloudWatch could not be noted before the restart; what came in them is sent twice.',
      );
    }
  }
}
