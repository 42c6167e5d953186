import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import { KeptJson } from '../kept_json.ts';
import { oneAtATime } from '../one_at_a_time.ts';
import type { AlertBook } from './alert_book.ts';
import type { AlertRecord } from './alert_record.ts';

/** What changes within this time is written together. */
const CHANGES_MS = 1_000;
/** How often it is written when the alerts were last heard of. */
const HEARD_MS = 60_000;

/** Milliseconds since 1970, as far as a Date goes. */
const time = z.number().min(0).max(8.64e15);
const texts = z.record(z.string(), z.string());
const record = z.strictObject({
  fingerprint: z.string(),
  names: z.strictObject({ alertname: z.string(), severity: z.string(), service: z.string() }),
  drill: z.string().nullable(),
  labels: texts,
  annotations: texts,
  generatorURL: z.string().nullable(),
  hasDetails: z.boolean(),
  isCut: z.boolean(),
  startsAt: time,
  firstHeardAt: time,
  lastHeardAt: time,
  endsAt: time.nullable(),
  ending: z.enum(['resolved', 'unheard']).nullable(),
}) satisfies z.ZodType<AlertRecord>;

const state = z.strictObject({ version: z.literal(1), firing: z.array(record), recent: z.array(record) });

export interface AlertStateOptions {
  readonly book: AlertBook;
  readonly scope: MetricScope;
  readonly log: Logger;
  /** The exporter's state directory. */
  readonly stateDirectory: string;
}

/** Keeps an alert book in `alerts/book.json`, so that a restart forgets nothing. */
export class AlertState {
  readonly #options: AlertStateOptions;
  readonly #file: KeptJson<z.infer<typeof state>>;
  readonly #save: () => Promise<void>;
  readonly #unlisten: () => void;
  #changes: NodeJS.Timeout | null = null;
  #heard: NodeJS.Timeout | null = null;
  #saved = 0;
  #isFailing = false;

  constructor(options: AlertStateOptions) {
    this.#options = options;
    this.#file = new KeptJson(join(options.stateDirectory, 'alerts', 'book.json'), state);
    options.scope.counter(SELF_METRICS.alertsSaveFailures).labels({});
    this.#save = oneAtATime(() => this.#write());
    const soon = () => {
      this.#changes ??= setTimeout(() => this.#changed(), CHANGES_MS).unref();
    };
    this.#unlisten = options.book.listen({ fired: soon, ended: soon });
  }

  /** Has the book go on from what is on disk; what cannot be used is told. Never rejects. */
  async start(): Promise<void> {
    const { book, log } = this.#options;
    const { value, trouble } = await this.#file.load();
    if (trouble !== null)
      log.error(
        `${trouble} The alerts of the time before this start are not known; those that fire come again.`,
      );
    if (value !== null) book.restore(value);
    this.#saved = book.revision;
    this.#heard = setInterval(() => void this.#save(), HEARD_MS).unref();
  }

  /** Writes what is there, and ends. Never rejects. */
  async stop(): Promise<void> {
    this.#unlisten();
    if (this.#heard !== null) clearInterval(this.#heard);
    if (this.#changes !== null) clearTimeout(this.#changes);
    await this.#save();
  }

  #changed(): void {
    this.#changes = null;
    void this.#save();
  }

  async #write(): Promise<void> {
    const { book, scope, log } = this.#options;
    const { revision } = book;
    if (revision === this.#saved) return;
    const { firing, recent } = book.known;
    try {
      await this.#file.save({ version: 1, firing: [...firing], recent: [...recent] });
      this.#saved = revision;
      this.#isFailing = false;
    } catch (error) {
      scope.counter(SELF_METRICS.alertsSaveFailures).labels({}).inc();
      if (!this.#isFailing)
        log.error(
          { err: error },
          `The alerts cannot be written to ${this.#file.path}; a restart forgets what came since.`,
        );
      this.#isFailing = true;
    }
  }
}
