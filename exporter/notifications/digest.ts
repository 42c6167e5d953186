import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import { digestId, digestMail } from './digest_mail.ts';
import { DigestMemory, type DigestMemoryOptions } from './digest_memory.ts';
import { digestReport } from './digest_report.ts';
import { dueDigest } from './digest_schedule.ts';
import { momentText } from './digest_words.ts';
import { type Mail, sendMail } from './mail.ts';
import { RetryPace } from './retry_pace.ts';
import type { NotificationSettings } from './settings.ts';
import { isReceived } from './watchdog_patience.ts';

export type DigestSettings = NonNullable<NotificationSettings['digest']>;

export interface DigestOptions extends DigestMemoryOptions {
  readonly scope: MetricScope;
  /** When the exporter started, by the clock that is never set. */
  readonly startedAt: number;
}

/** The daily mail of all that fired. */
export class Digest {
  readonly #options: DigestOptions;
  readonly #memory: DigestMemory;
  readonly #pace: RetryPace;
  readonly #stopping = new AbortController();
  #settings: DigestSettings;
  #baseDirectory: string;
  #looking: Promise<void> | null = null;

  /** Remembers what fires from now on; `restore` has it go on from before. */
  constructor(options: DigestOptions, settings: DigestSettings, baseDirectory: string) {
    this.#options = options;
    this.#settings = settings;
    this.#baseDirectory = baseDirectory;
    this.#memory = new DigestMemory(options);
    this.#pace = new RetryPace(options.clock);
    options.scope.counter(SELF_METRICS.digestSent).labels({});
    options.scope.counter(SELF_METRICS.digestFailures).labels({});
  }

  /** Other settings from now on; what failed with the former ones is tried at once. */
  apply(settings: DigestSettings, baseDirectory: string): void {
    this.#settings = settings;
    this.#baseDirectory = baseDirectory;
    this.#pace.reset();
  }

  /** Goes on from what is on disk; what cannot be used is told. Never rejects. */
  async restore(): Promise<void> {
    const unknown = await this.#memory.restore();
    if (unknown === null) return;
    this.#options.log.warn(
      `The exporter ended while the digest of ${this.#moment(unknown)} was sent. Whether it went out is not known; it is not sent again, and the next one tells of its time too.`,
    );
  }

  /** Sends the digest if one is due. Calls meanwhile do nothing. Never rejects. */
  async look(): Promise<void> {
    if (this.#looking !== null || this.#stopping.signal.aborted) return;
    this.#looking = this.#look().catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'The digest cannot be made.');
    });
    await this.#looking;
    this.#looking = null;
  }

  /** Ends, and writes what there is. A mail that is being sent is given up. Never rejects. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#looking;
    await this.#memory.close();
    this.#options.scope.close();
  }

  async #look(): Promise<void> {
    const { book, clock, startedAt } = this.#options;
    const now = clock.now();
    const watchdog = isReceived(book.watchdog, clock.uptime(), startedAt);
    await this.#memory.look(now, watchdog === 'heard');
    const moment = dueDigest(now, this.#settings, this.#memory.tally.since, this.#memory.last);
    // After a start, what fires is heard of only when Alertmanager repeats it.
    if (moment === null || watchdog === 'awaited' || !this.#pace.isDue) return;
    const { to, time_zone: timeZone } = this.#settings;
    const facts = { tally: this.#memory.tally.saved, firing: book.known.firing, now, timeZone };
    const mail = digestMail(digestReport({ ...facts, isWatchdogHeard: watchdog === 'heard' }));
    await this.#memory.begin(moment, now);
    await this.#send(moment, { ...mail, to, id: digestId(moment, to) });
  }

  async #send(moment: number, mail: Mail): Promise<void> {
    const { signal } = this.#stopping;
    const options = { baseDirectory: this.#baseDirectory, stop: signal };
    try {
      this.#sent(moment, mail, await sendMail(this.#settings.server, mail, options));
      await this.#memory.end(true);
    } catch (error) {
      // Whether the server has it by now is not known, and is remembered like that.
      if (signal.aborted) return;
      this.#failed(moment, error as Error);
      await this.#memory.end(false);
    }
  }

  #sent(moment: number, { subject }: Mail, refused: readonly string[]): void {
    const { scope, log, clock } = this.#options;
    this.#pace.reset();
    scope.counter(SELF_METRICS.digestSent).labels({}).inc();
    scope
      .gauge(SELF_METRICS.digestTimestamp)
      .labels({})
      .set(clock.now() / 1000);
    log.info(`The digest of ${this.#moment(moment)} went out: ${subject}.`);
    if (refused.length > 0) log.warn(`The mail server refused the digest for ${refused.join(', ')}.`);
  }

  #failed(moment: number, { message }: Error): void {
    const { scope, log } = this.#options;
    scope.counter(SELF_METRICS.digestFailures).labels({}).inc();
    log.error(
      `The digest of ${this.#moment(moment)} did not go out: ${message} It is tried again in ${this.#pace.failed()} min, until the next one is due.`,
    );
  }

  #moment(moment: number): string {
    return momentText(moment, this.#settings.time_zone);
  }
}
