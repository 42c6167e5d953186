import type { Receipt } from '../sources/receiver.ts';
import type { SourceContext } from '../sources/source.ts';
import { valuesOf } from './body.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { JournalRecord } from './journal.ts';
import { KnownIds } from './known_ids.ts';
import type { Mistake, Reading } from './reading.ts';
import { type Applied, Tally, type TallySettings } from './tally.ts';
import type { SavedUnique } from './unique_target.ts';

/** Longer than the path of any field that there may be; a key may be as long as a body. */
const LONGEST_FIELD = 100;

/** What a source that takes events counts, and how it reads an event. */
export interface ReceivingSettings extends TallySettings {
  readonly ids_limit: number;
  /** Reads an event, a value as JSON gave it, that was received at a time in milliseconds since 1970. */
  read(event: unknown, at: number): Reading | Mistake;
}

/** Why a request is refused. */
export interface Refusal {
  /** One of a few fixed words, for the metric. */
  readonly reason: string;
  readonly receipt: Receipt;
}

/** What was received, as numbers, ids and members. */
export class Counting {
  readonly #settings: ReceivingSettings;
  readonly #context: SourceContext;
  readonly #ids: KnownIds;
  readonly #tally: Tally;
  /** What time it is for the members of windows, in milliseconds since 1970. */
  #now = Date.now();

  /** Goes on from a checkpoint. Throws an Error where a metric is declared otherwise elsewhere. */
  constructor(settings: ReceivingSettings, context: SourceContext, saved: Checkpoint | null) {
    this.#settings = settings;
    this.#context = context;
    this.#ids = new KnownIds(settings.ids_limit);
    for (const id of saved?.ids ?? []) this.#ids.add(id);
    this.#tally = new Tally(settings, this.#ids, context, () => Math.floor(this.#now / 1_000));
    this.#tally.begin(this.#restore(saved));
  }

  /** What the events of a request do, or why it is refused; nothing is counted yet. */
  read(body: Uint8Array, mediaType: string, at: number): readonly Reading[] | Refusal {
    const values = valuesOf(body, mediaType);
    if (!Array.isArray(values)) {
      const { reason, problem } = values;
      return { reason, receipt: { status: reason === 'too_many' ? 413 : 400, body: { error: problem } } };
    }
    const readings: Reading[] = [];
    for (const [index, value] of values.entries()) {
      const reading = this.#settings.read(value, at);
      if ('problem' in reading) return mistaken(index, reading);
      readings.push(reading);
    }
    return readings;
  }

  /** Counts the events of a request. */
  count(readings: readonly Reading[], at: number): Applied {
    this.#now = at;
    return this.#tally.apply(readings);
  }

  /** Counts that a request was refused. */
  refused(reason: string): void {
    this.#tally.refused(reason);
  }

  /**
   * Counts again what was counted before a crash. Answers how many events can no longer be read, since they are declared
   * otherwise by now.
   */
  replay({ at, about, body }: JournalRecord): number {
    const { service, refused, mediaType = '' } = about;
    const isOwn = service === this.#context.service;
    if (refused !== undefined) {
      if (isOwn) this.#tally.refused(refused);
      return 0;
    }
    const values = valuesOf(body, mediaType);
    if (!Array.isArray(values)) return 1;
    const all = values.map((value) => this.#settings.read(value, at));
    const readings = all.filter((reading): reading is Reading => !('problem' in reading));
    if (isOwn) this.count(readings, at);
    else this.#tally.know(readings);
    return all.length - readings.length;
  }

  /** Members leave as time passes. `at` is in milliseconds since 1970. */
  refresh(at: number): void {
    this.#now = at;
    this.#tally.refresh();
  }

  /** What is new since the last call began at a time in milliseconds since 1970. */
  newBeganAt(at: number): void {
    this.#tally.newBeganAt(at);
  }

  /** What began since a time began at another one; both are in milliseconds since 1970. */
  beganAt(since: number, at: number): void {
    this.#tally.beganAt(since, at);
  }

  /** All of it as it is now. */
  saved() {
    const { service, metrics } = this.#context;
    return { service, metrics: metrics.snapshot(), ids: this.#ids.lines(), uniques: this.#tally.saved() };
  }

  /** Restores the scope; answers the members that go with it. */
  #restore(saved: Checkpoint | null): readonly SavedUnique[] {
    if (saved === null) return [];
    const { metrics, service, log } = this.#context;
    // Series of a service that was renamed would stand still for ever.
    if (saved.service !== service) {
      const message = 'The source counts for another service now; its counters start at zero.';
      log.warn({ from: saved.service, to: service }, message);
      return [];
    }
    const leftOut = metrics.restore(saved.metrics);
    if (leftOut.length > 0)
      log.warn({ metrics: leftOut }, 'Saved metrics are no longer declared as they were, and start at zero.');
    return saved.uniques;
  }
}

function mistaken(index: number, { field, problem }: Mistake): Refusal {
  const error = `Event ${index}: ${problem} No event of the request is counted.`;
  const named = field.length > LONGEST_FIELD ? `${field.slice(0, LONGEST_FIELD)}…` : field;
  return { reason: 'mistake', receipt: { status: 422, body: { error, index, field: named } } };
}
