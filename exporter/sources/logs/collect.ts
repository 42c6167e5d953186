import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import type { Delivery, Receipt } from '../receiver.ts';
import type { RunningSource, SeenErrors, SourceContext } from '../source.ts';
import { replaceStateFile } from '../state_file.ts';
import { type Checkpoint, loadCheckpoint } from './checkpoint.ts';
import type { logsConfig } from './definition.ts';
import type { Framing } from './framing.ts';
import { FileInput } from './inputs/file_input.ts';
import { HttpInput } from './inputs/http_input.ts';
import { StandardInput } from './inputs/standard_input.ts';
import { LogTally } from './log_tally.ts';
import { framingOf } from './multiline_settings.ts';
import { Turns } from './turns.ts';

type Config = z.output<typeof logsConfig>;

const PASS_INTERVAL_MS = 250;
const SAVE_INTERVAL_MS = 1_000;
const RETRY_SECONDS = 1;
const STARTING: Receipt = {
  status: 503,
  body: { error: 'The source looks at its files for the first time. Send the request again.' },
  retryAfter: RETRY_SECONDS,
};

/**
 * Counts what is in the lines of log files, of standard input, and of what collectors send.
 * Rejects where the saved state cannot be used, or there is no standard input.
 */
export async function start(config: Config, context: SourceContext): Promise<RunningSource> {
  const path = join(context.stateDirectory, 'checkpoint.json');
  const saved = await loadCheckpoint(path);
  const source = new LogSource(config, context, path, saved);
  await source.begin();
  return source;
}

class LogSource implements RunningSource {
  readonly caughtUp: Promise<void>;
  readonly receive?: (delivery: Delivery) => Promise<Receipt>;
  readonly #caughtUp = Promise.withResolvers<void>();
  readonly #context: SourceContext;
  readonly #path: string;
  readonly #tally: LogTally;
  readonly #files: FileInput | null;
  readonly #http: HttpInput;
  readonly #framing: Framing;
  readonly #readsStandardInput: boolean;
  readonly #turns = new Turns();
  readonly #stop = new AbortController();
  #standardInput: StandardInput | null = null;
  #running: Promise<void> = Promise.resolve();
  #savedText = '';
  #savedAt = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | null = null;

  constructor(config: Config, context: SourceContext, path: string, saved: Checkpoint | null) {
    this.caughtUp = this.#caughtUp.promise;
    this.#context = { ...context, report: this.#reportOf(context) };
    this.#path = path;
    this.#tally = new LogTally(config, context);
    if (saved !== null) this.#tally.restore(saved);
    this.#framing = framingOf(config.multiline);
    const parts = { framing: this.#framing, tally: this.#tally, context: this.#context };
    // A long backlog must not be read again from its beginning after a crash.
    const onChunk = () => this.#saveSometimes();
    const { files } = config;
    this.#files =
      files === undefined ? null : new FileInput({ ...parts, files, saved: saved?.files ?? null, onChunk });
    this.#readsStandardInput = config.stdin;
    // What it received before a crash is counted also where it receives nothing any more.
    this.#http = new HttpInput({
      ...parts,
      turns: this.#turns,
      saved: { ids: saved?.requests ?? [], journal: saved?.journal ?? 0 },
      onDue: () => void this.save(),
    });
    if (config.http) this.receive = (delivery) => this.#receive(delivery);
  }

  /** Rejects where the journal cannot be used, or there is no standard input. */
  async begin(): Promise<void> {
    await this.#http.replay();
    if (this.#readsStandardInput) this.#standardInput = this.#beginStandardInput();
    this.#running = this.#run();
  }

  async save(): Promise<void> {
    if (this.#files?.isKnown !== false) await this.#save();
  }

  seenErrors(): readonly SeenErrors[] {
    return this.#tally.seenErrors();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#files?.interrupt();
    await this.#running;
    await this.#files?.close();
    this.#standardInput?.stop();
    await this.#http.finished();
    await this.#save();
    this.#http.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (this.#files === null) this.#context.report.succeeded();
      const isBehind = (await this.#files?.pass()) ?? false;
      this.#tally.settle();
      // What was counted so far is saved before anybody may see it: after a crash the next start goes on from here.
      await this.#saveSometimes();
      if (isBehind) continue;
      this.#caughtUp.resolve();
      await pause(PASS_INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
    this.#caughtUp.resolve();
  }

  /** Files that are read say nothing of requests that are refused meanwhile. */
  #reportOf({ report }: SourceContext): SourceContext['report'] {
    return {
      succeeded: () => {
        if (!this.#http.isRefusing) report.succeeded();
      },
      failed: (reason, problem) => report.failed(reason, problem),
      problem: (reason, problem) => report.problem(reason, problem),
      lag: (bytes) => report.lag(bytes),
    };
  }

  #beginStandardInput(): StandardInput {
    const { standardInput, log, report } = this.#context;
    if (standardInput === undefined)
      throw new Error('There is no standard input to read log lines from. Use `goldwatch serve`.');
    const place = 'standard input';
    return new StandardInput({
      stream: standardInput(),
      framing: this.#framing,
      onEvent: (bytes, from, to) => this.#tally.countBytes(bytes, from, to, place),
      onTooLong: () => this.#tally.tooLong(place),
      onEnd: () => log.info('Standard input has ended; all of its lines are counted, and served on.'),
      onError: (error) =>
        report.problem(
          'standard_input',
          `Standard input cannot be read any more: ${error.message}. Start the exporter again.`,
        ),
    });
  }

  async #receive(delivery: Delivery): Promise<Receipt> {
    return this.#files?.isKnown === false ? STARTING : await this.#http.receive(delivery);
  }

  async #saveSometimes(): Promise<void> {
    if (performance.now() - this.#savedAt >= SAVE_INTERVAL_MS) await this.#save();
  }

  // One at a time, since all write one file; whoever asks before it has begun shares the next one.
  #save(): Promise<void> {
    this.#nextSave ??= this.#saving.then(() => {
      this.#nextSave = null;
      return this.#saveNow();
    });
    this.#saving = this.#nextSave;
    return this.#saving;
  }

  async #saveNow(): Promise<void> {
    this.#savedAt = performance.now();
    const value = await this.#turns.take(() => this.#checkpoint());
    const text = JSON.stringify(value);
    if (text === this.#savedText && !this.#http.isRefusing) return;
    try {
      await replaceStateFile(this.#path, text);
      this.#savedText = text;
      await this.#http.settled(value.journal);
    } catch (error) {
      const problem = `The state file ${this.#path} cannot be written: ${(error as Error).message}. After a crash, counting would start from an older state.`;
      this.#context.report.problem('checkpoint', problem);
    }
  }

  // Everything that belongs together is read in one go.
  #checkpoint(): Checkpoint {
    const { ids, journal } = this.#http.saved();
    return {
      version: 1,
      files: this.#files?.saved() ?? null,
      ...this.#tally.saved(),
      requests: ids,
      journal,
    };
  }
}
