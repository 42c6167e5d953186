import { join } from 'node:path';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Delivery, Receipt } from '../sources/receiver.ts';
import type { RunningSource, SourceContext } from '../sources/source.ts';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { Counting, type ReceivingSettings } from './counting.ts';
import { Journal } from './journal.ts';
import { LOCAL_DISK, type StateDisk } from './state_disk.ts';

const LOOK_INTERVAL_MS = 1_000;
/** For how long what was received is counted again without a pause. */
const TURN_MS = 10;
const NOTHING = new Uint8Array();
const RETRY_SECONDS = 5;
const CANNOT_WRITE: Receipt = {
  status: 503,
  body: {
    error:
      'What is received cannot be written to disk at present, as the log of the exporter says. Nothing of the request is counted; send it again later.',
  },
  retryAfter: RETRY_SECONDS,
};

/**
 * A source that counts what is sent to it.
 * Rejects where the saved state cannot be used, or a metric is declared otherwise elsewhere.
 */
export async function startReceiving(
  settings: ReceivingSettings,
  context: SourceContext,
  disk: StateDisk = LOCAL_DISK,
): Promise<RunningSource> {
  const path = join(context.stateDirectory, 'checkpoint.jsonl');
  const saved = await loadCheckpoint(path);
  const journal = new Journal(context.stateDirectory, saved?.journal ?? 0, disk);
  const counting = new Counting(settings, context, saved);
  await replay(journal, counting, context);
  return new ReceivingSource({ context, path, journal, counting, disk, saved });
}

/** Counts what was received after the checkpoint. */
async function replay(journal: Journal, counting: Counting, { log }: SourceContext): Promise<void> {
  const began = Date.now();
  let first: number | null = null;
  let lost = 0;
  let turnedAt = began;
  // What is there already began whenever it did.
  counting.newBeganAt(began);
  for (const record of journal.replay()) {
    first ??= record.at;
    lost += counting.replay(record);
    counting.newBeganAt(record.at);
    if (Date.now() - turnedAt < TURN_MS) continue;
    await turn();
    turnedAt = Date.now();
  }
  if (first !== null) counting.beganAt(began, Math.min(first, began));
  if (lost > 0)
    log.warn(
      { events: lost },
      'Events from before a crash are left out, since what they count is no longer declared as it was.',
    );
}

interface Parts {
  readonly context: SourceContext;
  /** Of the checkpoint. */
  readonly path: string;
  readonly journal: Journal;
  readonly counting: Counting;
  readonly disk: StateDisk;
  readonly saved: Checkpoint | null;
}

class ReceivingSource implements RunningSource {
  readonly caughtUp = Promise.resolve();
  readonly #parts: Parts;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #hasChanged = true;
  /** Requests are refused, since they would not survive a crash. */
  #isRefusing = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.context.report.succeeded();
    this.#running = this.#run();
  }

  receive({ body, mediaType }: Delivery): Receipt {
    const { counting } = this.#parts;
    const at = Date.now();
    const readings = counting.read(body, mediaType, at);
    if ('reason' in readings) {
      // Where it cannot be written, the client is still told what is wrong.
      this.#append(at, { refused: readings.reason }, NOTHING);
      counting.refused(readings.reason);
      return readings.receipt;
    }
    if (!this.#append(at, { mediaType }, body)) return CANNOT_WRITE;
    const applied = counting.count(readings, at);
    if (applied.dropped > 0) this.#reportDropped();
    this.#works();
    return { status: 202, body: { ...applied } };
  }

  async save(): Promise<void> {
    await this.#save();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#save();
    this.#parts.journal.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { counting, journal, saved } = this.#parts;
    // When counters began must not change by a crash.
    if (saved === null) await this.#save();
    while (!signal.aborted) {
      counting.refresh(Date.now());
      if (this.#isRefusing || journal.isDue(Date.now())) await this.#save();
      await pause(LOOK_INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Whether what was received survives a crash from now on. */
  #append(at: number, about: Readonly<Record<string, string>>, body: Uint8Array): boolean {
    const { context, journal } = this.#parts;
    this.#hasChanged = true;
    try {
      journal.append({ at, about: { ...about, service: context.service }, body });
      return true;
    } catch (error) {
      this.#isRefusing = true;
      context.report.failed('journal', (error as Error).message);
      return false;
    }
  }

  #works(): void {
    this.#isRefusing = false;
    this.#parts.context.report.succeeded();
  }

  #reportDropped(): void {
    this.#parts.context.report.problem(
      'dropped',
      'Events were lost, because there was no room for their label sets: goldwatch_events_dropped_total says of which metric. ' +
        'Give labels fewer values, or raise label_sets_limit or exporter.series_limit.',
    );
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
    const { context, counting, disk, journal, path } = this.#parts;
    try {
      const position = journal.cut(Date.now());
      await saveCheckpoint(path, { ...counting.saved(), journal: position }, disk);
      await journal.settled(position);
      if (this.#isRefusing) this.#works();
    } catch (error) {
      this.#hasChanged = true;
      const problem = `The state file ${path} cannot be written: ${(error as Error).message}. What is received is kept in a journal meanwhile, which has an end.`;
      context.report.problem('checkpoint', problem);
    }
  }
}
