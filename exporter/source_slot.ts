import type { Logger } from 'pino';
import type { MetricScope } from '../metrics/scope.ts';
import type { SourceSettings } from './settings.ts';
import type { LastReports, SourceLedger } from './source_ledger.ts';
import type { Receive } from './sources/receiver.ts';
import type { RunningSource, SeenErrors, SourceContext, SourceModule } from './sources/source.ts';

/** Waiting times of a source that cannot start: the first one, doubled each time up to the longest. */
export interface RetryTimes {
  readonly firstMs: number;
  readonly longestMs: number;
}

export interface SlotOptions {
  readonly settings: SourceSettings;
  readonly context: Omit<SourceContext, 'metrics' | 'report'>;
  readonly ledger: SourceLedger;
  readonly newScope: () => MetricScope;
  readonly load: () => Promise<SourceModule<SourceSettings>>;
  readonly retry: RetryTimes;
  readonly log: Logger;
}

/** One source with its settings: started, tried again for as long as it cannot start, stopped. */
export class SourceSlot {
  readonly #options: SlotOptions;
  readonly #ended = Promise.withResolvers<void>();
  #running: RunningSource | null = null;
  #scope: MetricScope | null = null;
  #attempt: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #waitMs: number;
  #hasFailed = false;
  #isLate = false;
  #isBehind = false;
  #stopped = false;

  constructor(options: SlotOptions) {
    this.#options = options;
    this.#waitMs = options.retry.firstMs;
  }

  get settings(): SourceSettings {
    return this.#options.settings;
  }

  get service(): string {
    return this.#options.context.service;
  }

  /** Why it does not work; null where nothing is known against it. */
  get trouble(): string | null {
    return this.#options.ledger.trouble;
  }

  /** What it reported last. */
  get last(): LastReports {
    return this.#options.ledger.last;
  }

  /** Resolves when it has caught up with what was there when it started, could not start, or has ended. */
  get caughtUp(): Promise<void> {
    return Promise.race([this.#attempt.then(() => this.#running?.caughtUp), this.#ended.promise]);
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Whether it started later than it should have, and has not yet caught up. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** Whether it runs, and has not yet caught up with what was there when it started. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Takes what others send to it; null while it does not run, or is being stopped. */
  get receive(): Receive | null {
    return this.#stopped ? null : (this.#running?.receive?.bind(this.#running) ?? null);
  }

  /** Starts it unless it runs. Resolves after one attempt; one that fails is reported and tried again later. */
  start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#attempt = this.#attempt.then(() => this.#tryToStart());
    return this.#attempt;
  }

  /** Groups of errors that it has seen. */
  get seenErrors(): readonly SeenErrors[] {
    return this.#running?.seenErrors?.() ?? [];
  }

  /** Makes durable what it has counted so far. Never rejects. */
  async save(): Promise<void> {
    try {
      await this.#running?.save?.();
    } catch (error) {
      this.#options.log.error(
        { err: error },
        'The source did not save as it should; what it saved may be old.',
      );
    }
  }

  /** Ends it, and removes its series. Never rejects. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#attempt;
    try {
      await this.#running?.stop();
    } catch (error) {
      this.#options.log.error(
        { err: error },
        'The source did not stop as it should; what it saved may be old.',
      );
    }
    this.#scope?.close();
    this.#options.ledger.close();
    this.#isLate = false;
    this.#isBehind = false;
    this.#ended.resolve();
  }

  async #tryToStart(): Promise<void> {
    if (this.#running !== null || this.#stopped) return;
    const { settings, context, ledger, newScope, load } = this.#options;
    const scope = newScope();
    try {
      const { start } = await load();
      this.#running = await start(settings, { ...context, metrics: scope, report: ledger });
      this.#scope = scope;
      this.#isLate = this.#hasFailed;
      this.#isBehind = true;
      const caughtUp = () => {
        this.#isLate = false;
        this.#isBehind = false;
      };
      this.#running.caughtUp.then(caughtUp, caughtUp);
    } catch (error) {
      scope.close();
      this.#hasFailed = true;
      ledger.failed('start', error instanceof Error ? error.message : String(error));
      this.#tryLater();
    }
  }

  #tryLater(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.start(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, this.#options.retry.longestMs);
  }
}
