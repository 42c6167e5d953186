import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Delivery, Receipt } from '../sources/receiver.ts';
import type { RunningSource, SourceContext } from '../sources/source.ts';
import { valuesOf } from './body.ts';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { KnownIds } from './known_ids.ts';
import type { Mistake, Reading } from './reading.ts';
import { Tally, type TallySettings } from './tally.ts';
import type { SavedUnique } from './unique_target.ts';

const SAVE_INTERVAL_MS = 1_000;

/** What a source that takes events counts, and how it reads an event. */
export interface ReceivingSettings extends TallySettings {
  readonly ids_limit: number;
  /** Reads an event, a value as JSON gave it. */
  read(event: unknown): Reading | Mistake;
}

/**
 * A source that counts what is sent to it.
 * Rejects where the saved state cannot be used, or a metric is declared otherwise elsewhere.
 */
export async function startReceiving(
  settings: ReceivingSettings,
  context: SourceContext,
): Promise<RunningSource> {
  const path = join(context.stateDirectory, 'checkpoint.jsonl');
  const saved = await loadCheckpoint(path);
  return new ReceivingSource(settings, context, path, saved);
}

class ReceivingSource implements RunningSource {
  readonly caughtUp = Promise.resolve();
  readonly #context: SourceContext;
  readonly #path: string;
  readonly #read: ReceivingSettings['read'];
  readonly #ids: KnownIds;
  readonly #tally: Tally;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #hasChanged = true;
  #saving: Promise<void> = Promise.resolve();

  constructor(settings: ReceivingSettings, context: SourceContext, path: string, saved: Checkpoint | null) {
    this.#context = context;
    this.#path = path;
    this.#read = (event) => settings.read(event);
    this.#ids = new KnownIds(settings.ids_limit);
    for (const id of saved?.ids ?? []) this.#ids.add(id);
    this.#tally = new Tally(settings, this.#ids, context, () => Math.floor(Date.now() / 1_000));
    this.#tally.begin(this.#restore(saved));
    context.report.succeeded();
    this.#running = this.#run();
  }

  receive({ body, mediaType }: Delivery): Receipt {
    const values = valuesOf(body, mediaType);
    if (!Array.isArray(values))
      return this.#refused(values.reason === 'too_many' ? 413 : 400, values.reason, {
        error: values.problem,
      });
    const readings: Reading[] = [];
    for (const [index, value] of values.entries()) {
      const reading = this.#read(value);
      if ('problem' in reading) {
        const { field, problem } = reading;
        return this.#refused(422, 'mistake', {
          error: `Event ${index}: ${problem} No event of the request is counted.`,
          index,
          field,
        });
      }
      readings.push(reading);
    }
    this.#hasChanged = true;
    const applied = this.#tally.apply(readings);
    if (applied.dropped > 0) this.#reportDropped();
    this.#context.report.succeeded();
    return { status: 202, body: { ...applied } };
  }

  async save(): Promise<void> {
    await this.#save();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#save();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#tally.refresh();
      await this.#save();
      await pause(SAVE_INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
  }

  #refused(status: number, reason: string, body: Receipt['body']): Receipt {
    this.#tally.refused(reason);
    this.#hasChanged = true;
    return { status, body };
  }

  #reportDropped(): void {
    this.#context.report.problem(
      'dropped',
      'Events were lost, because there was no room for their label sets: goldwatch_events_dropped_total says of which metric. ' +
        'Give labels fewer values, or raise label_sets_limit or exporter.series_limit.',
    );
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

  // One at a time, since all write one file.
  #save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#saveNow());
    return this.#saving;
  }

  // Everything that belongs together is read in one go, before the first pause.
  async #saveNow(): Promise<void> {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    const { service, metrics } = this.#context;
    try {
      await saveCheckpoint(this.#path, {
        service,
        metrics: metrics.snapshot(),
        ids: this.#ids.lines(),
        uniques: this.#tally.saved(),
      });
    } catch (error) {
      this.#hasChanged = true;
      const problem = `The state file ${this.#path} cannot be written: ${(error as Error).message}. After a crash, counting would start from an older state.`;
      this.#context.report.problem('checkpoint', problem);
    }
  }
}
