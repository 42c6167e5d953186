import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { RouteTable } from '../../../metrics/route_table.ts';
import type { RunningSource, SeenErrors, SourceContext } from '../source.ts';
import { replaceStateFile } from '../state_file.ts';
import { type Checkpoint, loadCheckpoint } from './checkpoint.ts';
import { LOG_METRICS, type logsConfig } from './definition.ts';
import { Follower } from './follower.ts';
import { LineCounter } from './line_counter.ts';
import type { ValueProblem } from './metrics/filter_metric.ts';
import type { RejectReason } from './request_line.ts';

type Config = z.output<typeof logsConfig>;

const PASS_INTERVAL_MS = 250;
const SAVE_INTERVAL_MS = 1_000;

/**
 * Follows the log files and counts the requests in them.
 * Rejects where the saved state cannot be used.
 */
export async function start(config: Config, context: SourceContext): Promise<RunningSource> {
  const path = join(context.stateDirectory, 'checkpoint.json');
  const saved = await loadCheckpoint(path);
  return new LogSource(config, context, path, saved);
}

class LogSource implements RunningSource {
  readonly caughtUp: Promise<void>;
  readonly #context: SourceContext;
  readonly #path: string;
  readonly #routes: RouteTable;
  readonly #follower: Follower;
  readonly #line: LineCounter;
  readonly #rejectedOnce = new Set<string>();
  readonly #counters: ReturnType<typeof counters>;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #folded = 0;
  #others = 0;
  #hasPassed = false;
  #savedText = '';
  #savedAt = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> = Promise.resolve();

  constructor(config: Config, context: SourceContext, path: string, saved: Checkpoint | null) {
    this.#context = context;
    this.#path = path;
    this.#routes = new RouteTable(config.routes_limit);
    this.#counters = counters(context);
    let present = '';
    this.#line = new LineCounter(config, context, this.#routes, {
      rejected: (reason) => this.#reject(reason, present),
      valueRejected: (metric, reason) => this.#rejectValue(metric, reason, present),
    });
    this.#restore(saved);
    this.#follower = new Follower({
      globs: config.files,
      baseDirectory: context.baseDirectory,
      saved: saved?.files ?? null,
      onLine: (line, file) => {
        this.#counters.lines.inc();
        present = file;
        this.#line.count(line);
      },
      onTooLong: (file) => {
        this.#counters.lines.inc();
        this.#reject('too_long', file);
      },
      onChunk: async () => {
        // A long backlog must not be read again from its beginning after a crash.
        if (performance.now() - this.#savedAt >= SAVE_INTERVAL_MS) await this.#save();
      },
      onProblem: (reason, problem) => context.report.problem(reason, problem),
      onLost: (file) => {
        this.#counters.lost('vanished');
        const problem = `The log file ${file} vanished while the exporter was down; lines written to it since are not counted.`;
        context.report.problem('file_lost', problem);
      },
    });
    let caughtUp = () => {};
    this.caughtUp = new Promise((resolve) => {
      caughtUp = resolve;
    });
    this.#running = this.#run(caughtUp);
  }

  async save(): Promise<void> {
    // Before, not all files are known: the next start would take the others for new ones.
    if (this.#hasPassed) await this.#save();
  }

  seenErrors(): readonly SeenErrors[] {
    return this.#line.errors?.groups.save() ?? [];
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#follower.interrupt();
    await this.#running;
    await this.#follower.close();
    await this.#save();
  }

  async #run(caughtUp: () => void): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#pass();
      this.#hasPassed = true;
      // What was counted so far is saved before anybody may see it: after a crash the next start goes on from here.
      if (performance.now() - this.#savedAt >= SAVE_INTERVAL_MS) await this.#save();
      caughtUp();
      await pause(PASS_INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
    caughtUp();
  }

  async #pass(): Promise<void> {
    const { report } = this.#context;
    try {
      await this.#follower.pass();
      report.succeeded();
    } catch (error) {
      report.failed(
        'listing',
        `The log files cannot be listed: ${(error as Error).message}. Correct \`files\` or the rights of the directory.`,
      );
    }
    report.lag(this.#follower.lag);
    const folded = this.#routes.folded - this.#folded;
    this.#folded = this.#routes.folded;
    if (folded > 0) this.#counters.folded.inc(folded);
    const others = this.#line.errors?.groups.others ?? 0;
    if (others > this.#others) this.#counters.errorsOther.inc(others - this.#others);
    this.#others = others;
  }

  #restore(saved: Checkpoint | null): void {
    if (saved === null) return;
    const { metrics, service, log } = this.#context;
    // Series of a service that was renamed would stand still for ever.
    if (saved.service !== service) {
      log.warn(
        { from: saved.service, to: service },
        'The source watches another service now; its counters start at zero.',
      );
      return;
    }
    this.#routes.restore(saved.routes);
    this.#line.errors?.groups.restore(saved.errors);
    for (const metric of this.#line.metrics) metric.restore(saved.labels[metric.name] ?? {});
    const leftOut = metrics.restore(saved.metrics);
    if (leftOut.length > 0)
      log.warn({ metrics: leftOut }, 'Saved metrics are no longer emitted and were left out.');
  }

  #rejectValue(metric: string, reason: ValueProblem, file: string): void {
    this.#counters.valueRejected(metric, reason);
    const key = `${metric} ${reason}`;
    if (this.#rejectedOnce.has(key)) return;
    this.#rejectedOnce.add(key);
    const message =
      'A metric filter matches a log line that brings it no value; it is counted by reason, and further ones silently.';
    this.#context.log.warn({ metric, reason, file }, message);
  }

  #reject(reason: RejectReason, file: string): void {
    this.#counters.rejected(reason);
    if (this.#rejectedOnce.has(reason)) return;
    this.#rejectedOnce.add(reason);
    const message =
      'A log line carries no golden signal; it is counted by reason, and further ones silently.';
    this.#context.log.warn({ reason, file }, message);
  }

  // One at a time, since all write one file.
  #save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#saveNow());
    return this.#saving;
  }

  // Everything that belongs together is read in one go, before the first pause.
  async #saveNow(): Promise<void> {
    this.#savedAt = performance.now();
    const value: Checkpoint = {
      version: 1,
      service: this.#context.service,
      files: this.#follower.saved(),
      routes: this.#routes.known(),
      metrics: this.#context.metrics.snapshot(),
      errors: [...(this.#line.errors?.groups.save() ?? [])],
      labels: Object.fromEntries(this.#line.metrics.map((metric) => [metric.name, metric.labelValues()])),
    };
    const text = JSON.stringify(value);
    if (text === this.#savedText) return;
    try {
      await replaceStateFile(this.#path, text);
      this.#savedText = text;
    } catch (error) {
      const problem = `The state file ${this.#path} cannot be written: ${(error as Error).message}. After a crash, counting would start from an older state.`;
      this.#context.report.problem('checkpoint', problem);
    }
  }
}

function counters({ metrics, id }: SourceContext) {
  const source = { source: id };
  const rejected = metrics.counter(LOG_METRICS.rejected);
  const lost = metrics.counter(LOG_METRICS.lost);
  const values = metrics.counter(LOG_METRICS.valuesRejected);
  return {
    lines: metrics.counter(LOG_METRICS.lines).labels(source),
    folded: metrics.counter(LOG_METRICS.folded).labels(source),
    rejected: (reason: RejectReason) => rejected.labels({ ...source, reason }).inc(),
    errorsOther: metrics.counter(LOG_METRICS.errorsOther).labels(source),
    valueRejected: (metric: string, reason: ValueProblem) =>
      values.labels({ ...source, metric, reason }).inc(),
    lost: (reason: string) => lost.labels({ ...source, reason }).inc(),
  };
}
