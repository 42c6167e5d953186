import type { Logger } from 'pino';
import type { AlertBook } from '../alerts/alert_book.ts';
import type { Clock } from '../clock.ts';
import type { KeptJson } from '../kept_json.ts';
import { oneAtATime } from '../one_at_a_time.ts';
import { type DigestState, digestFile } from './digest_state.ts';
import { DigestTally } from './digest_tally.ts';
import { PATIENCE_MS } from './watchdog_patience.ts';

/** How often it is written when it was last known that alerts can be received. */
const SAVE_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;

export interface DigestMemoryOptions {
  readonly book: AlertBook;
  readonly log: Logger;
  readonly clock: Clock;
  /** The exporter's state directory. */
  readonly stateDirectory: string;
}

/** What the digest has to remember: what fired since the last one, and which that was. It survives a restart. */
export class DigestMemory {
  readonly #options: DigestMemoryOptions;
  readonly #file: KeptJson<DigestState>;
  readonly #write: () => Promise<void>;
  readonly #unlisten: () => void;
  #tally: DigestTally;
  #last: number | null = null;
  /** The digest that is being sent, and what begins with it. */
  #open: { readonly moment: number; readonly tally: DigestTally } | null = null;
  #lookedAt: number;
  #savedAt = Number.NEGATIVE_INFINITY;
  #cannotSave = false;

  /** Remembers what fires from now on. */
  constructor(options: DigestMemoryOptions) {
    this.#options = options;
    this.#file = digestFile(options.stateDirectory);
    this.#write = oneAtATime(() => this.#save());
    this.#lookedAt = options.clock.now();
    this.#tally = new DigestTally(this.#lookedAt);
    this.#unlisten = options.book.listen({
      fired: (record) => this.#note((tally) => tally.fired(record)),
      ended: (record) => this.#note((tally) => tally.ended(record)),
    });
  }

  /** What fired since the last digest that went out. */
  get tally(): DigestTally {
    return this.#tally;
  }

  /** The moment of the last digest that went out, or may have; null for none. */
  get last(): number | null {
    return this.#last;
  }

  /**
   * Goes on from what is on disk; what cannot be used is told. Resolves to the moment of a digest of which it is not known whether it
   * went out; null for none. Never rejects.
   */
  async restore(): Promise<number | null> {
    const { value, trouble } = await this.#file.load();
    if (trouble !== null)
      this.#options.log.error(`${trouble} The next digest tells of what comes from now on.`);
    if (value === null) return null;
    this.#tally = DigestTally.from(value.tally);
    this.#lookedAt = value.lookedAt;
    this.#last = value.sending ?? value.last;
    return value.sending;
  }

  /** Takes note of the time, and of whether alerts can be received. Never rejects. */
  async look(now: number, isHeard: boolean): Promise<void> {
    const gap = now - this.#lookedAt;
    // Longer than looks are apart: the exporter did not run, or the machine slept.
    if (gap > 0 && (!isHeard || gap > PATIENCE_MS)) this.#tally.deaf(gap);
    this.#lookedAt = now;
    if (this.#tally.since - now > DAY_MS) this.#beginAnew(now);
    if (this.#options.clock.uptime() - this.#savedAt >= SAVE_MS) await this.#write();
  }

  /** A digest is about to be sent. Whatever happens from here on, it never goes out after a restart. Never rejects. */
  async begin(moment: number, now: number): Promise<void> {
    this.#open = { moment, tally: new DigestTally(now) };
    await this.#write();
  }

  /** What has become of it: it went out, or it did not. Never rejects. */
  async end(isSent: boolean): Promise<void> {
    if (isSent && this.#open !== null) {
      this.#last = this.#open.moment;
      this.#tally = this.#open.tally;
    }
    this.#open = null;
    await this.#write();
  }

  /** Remembers nothing more, and writes what there is. Never rejects. */
  async close(): Promise<void> {
    this.#unlisten();
    await this.#write();
  }

  #note(change: (tally: DigestTally) => void): void {
    change(this.#tally);
    if (this.#open !== null) change(this.#open.tally);
    this.#savedAt = Number.NEGATIVE_INFINITY;
  }

  // Else there would be no digest until the clock shows again what it showed by mistake.
  #beginAnew(now: number): void {
    this.#options.log.warn(
      'The clock was set back by more than a day; the next digest tells of what comes from now on.',
    );
    this.#tally = new DigestTally(now);
    this.#last = null;
  }

  async #save(): Promise<void> {
    const { log, clock } = this.#options;
    this.#savedAt = clock.uptime();
    const [lookedAt, last, sending] = [this.#lookedAt, this.#last, this.#open?.moment ?? null];
    try {
      await this.#file.save({ version: 1, tally: this.#tally.saved, lookedAt, last, sending });
      this.#cannotSave = false;
    } catch (error) {
      if (!this.#cannotSave)
        log.error({ err: error }, `What the next digest tells of cannot be written to ${this.#file.path}.`);
      this.#cannotSave = true;
    }
  }
}
