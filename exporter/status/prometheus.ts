import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { readSecret } from '../notifications/secret_file.ts';
import { oneAtATime } from '../one_at_a_time.ts';
import type { ExporterSettings } from '../settings.ts';
import { unknownObjective } from './objectives.ts';
import { UnknownHistoryError } from './parts.ts';
import { PrometheusClient } from './prometheus_client.ts';
import { isLongRange, LONG_RANGES, type LongRange, readHistory, stepOf } from './prometheus_history.ts';
import { type RecordedNow, readRecorded, recordedObjective, recordedService } from './prometheus_now.ts';
import type { WatchedObjective } from './status_settings.ts';
import type { HistoryView, ObjectiveView, ServiceView } from './view.ts';

/** Between two looks at what rules have recorded. */
const LOOK_MS = 30_000;
/** What is older than this is not told any more. */
const OLDEST_MS = 90_000;
/** How long a history is good, unless its columns are shorter, and how long a failure is. */
const GOOD_MS = 60_000;
const FAILED_MS = 5_000;

type Settings = Pick<
  ExporterSettings,
  'prometheus' | 'prometheus_token_file' | 'baseDirectory' | 'scrape_interval'
>;

/** What Prometheus was last heard to say, and when by a clock that is never set; or why it says nothing. */
type Heard = { readonly recorded: RecordedNow; readonly uptime: number } | { readonly why: string };

/** The Prometheus of the current settings, or none: longer ranges, objectives, and services that only it reads. */
export class StatusPrometheus {
  readonly #clock: Clock;
  readonly #log: Logger;
  #settings: Settings | null = null;
  #client: PrometheusClient | null = null;
  #heard: Heard = { why: '' };
  #said: string | null = null;
  readonly #histories = new Map<LongRange, { history: Promise<HistoryView>; until: number }>();
  readonly #timer: NodeJS.Timeout;
  /** Looks at what rules have recorded; looks do not overlap. Never rejects. */
  readonly look: () => Promise<void>;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
    this.look = oneAtATime(() => this.#look());
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  /** Whether one is known. */
  get isKnown(): boolean {
    return this.#settings?.prometheus !== undefined;
  }

  /** Goes on with other settings, and reads the token anew; what is wrong with it is told in place of what Prometheus says. Never rejects. */
  async apply({
    prometheus,
    prometheus_token_file,
    baseDirectory,
    scrape_interval,
  }: Settings): Promise<void> {
    const settings = { prometheus, prometheus_token_file, baseDirectory, scrape_interval };
    const isOther = !isDeepStrictEqual(settings, this.#settings);
    this.#settings = settings;
    if (isOther) {
      this.#client = null;
      this.#histories.clear();
      this.#heard = { why: `Prometheus at ${prometheus} has not been asked yet.` };
    }
    if (prometheus === undefined) return;
    try {
      const token =
        prometheus_token_file === undefined
          ? null
          : await readSecret(prometheus_token_file, baseDirectory, 'exporter.prometheus_token_file');
      this.#client = new PrometheusClient({ url: prometheus, token });
    } catch (error) {
      this.#client = null;
      this.#failed((error as Error).message);
      return;
    }
    void this.look();
  }

  /** How each objective stands by what Prometheus says, or why it says nothing. */
  objectives(watched: readonly WatchedObjective[]): ObjectiveView[] {
    const heard = this.#present;
    const url = this.#settings?.prometheus ?? '';
    return watched.map((one) =>
      'why' in heard
        ? unknownObjective(one, 'prometheus', heard.why)
        : recordedObjective(one, heard.recorded.objectives, url),
    );
  }

  /** Services as Prometheus sees them; all signals are null where it says nothing. */
  services(names: readonly string[]): ServiceView[] {
    const heard = this.#present;
    return names.map((name) => recordedService(name, 'why' in heard ? [] : heard.recorded.signals));
  }

  /** Ranges that `history` answers, the shortest first. */
  get ranges(): readonly string[] {
    return this.isKnown ? LONG_RANGES : [];
  }

  /**
   * The history over a range, asked once for all who want it, and kept for a minute at most. Rejects with an UnknownHistoryError that says
   * why there is none.
   */
  history(range: string): Promise<HistoryView> {
    if (!isLongRange(range) || !this.isKnown) {
      const known = ['1h', ...this.ranges].join(', ');
      return Promise.reject(
        new UnknownHistoryError(`The range "${range}" is not known; known are ${known}.`),
      );
    }
    const kept = this.#histories.get(range);
    const now = this.#clock.uptime();
    if (kept !== undefined && now < kept.until) return kept.history;
    const history = this.#readHistory(range);
    const entry = { history, until: Number.POSITIVE_INFINITY };
    this.#histories.set(range, entry);
    const keepFor = (milliseconds: number) => {
      entry.until = this.#clock.uptime() + milliseconds;
    };
    history.then(
      () => keepFor(Math.min(GOOD_MS, stepOf(range))),
      () => keepFor(FAILED_MS),
    );
    return history;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#client = null;
  }

  get #present(): Heard {
    if ('why' in this.#heard) return this.#heard;
    const age = this.#clock.uptime() - this.#heard.uptime;
    if (age <= OLDEST_MS) return this.#heard;
    return {
      why: `Prometheus at ${this.#settings?.prometheus} has last answered ${Math.round(age / 1000)} s ago.`,
    };
  }

  async #readHistory(range: LongRange): Promise<HistoryView> {
    const client = this.#client;
    if (client === null)
      throw new UnknownHistoryError('why' in this.#heard ? this.#heard.why : 'It has stopped.');
    try {
      const scrapeInterval = this.#settings?.scrape_interval ?? 0;
      return await readHistory(client, { range, scrapeInterval, now: this.#clock.now() });
    } catch (error) {
      throw new UnknownHistoryError((error as Error).message);
    }
  }

  async #look(): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    try {
      const recorded = await readRecorded(client);
      if (client !== this.#client) return;
      this.#heard = { recorded, uptime: this.#clock.uptime() };
      if (this.#said !== null) this.#log.info('Prometheus answers the status page again.');
      this.#said = null;
    } catch (error) {
      if (client !== this.#client) return;
      const why = (error as Error).message;
      const isAgain = 'why' in this.#heard && this.#heard.why === why;
      this.#heard = { why };
      // The two may have been started together: once is no trouble yet.
      if (isAgain) this.#failed(why);
    }
  }

  /** Says it once, until it is over or another. */
  #failed(why: string): void {
    this.#heard = { why };
    if (this.#said !== why) this.#log.warn(why);
    this.#said = why;
  }
}
