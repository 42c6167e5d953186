import type { z } from 'zod';
import { RouteTable } from '../../../metrics/route_table.ts';
import type { SeenErrors, SourceContext } from '../source.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { DamageReason } from './damage.ts';
import { LOG_METRICS, type logsConfig } from './definition.ts';
import { EACH_LINE, type LineWeight } from './file_settings.ts';
import { parseSelector, type Selector } from './filter/selector.ts';
import { LineCounter } from './line_counter.ts';
import type { ValueProblem } from './metrics/filter_metric.ts';
import type { RejectReason } from './request_line.ts';
import { unwrapped } from './unwrapped.ts';

type Config = z.output<typeof logsConfig>;

/** What survives a restart of what was counted. */
export type SavedTally = Pick<Checkpoint, 'service' | 'routes' | 'metrics' | 'errors' | 'labels'>;

/** All that the lines of a source have come to, wherever they came from. */
export class LogTally {
  readonly #context: SourceContext;
  readonly #routes: RouteTable;
  readonly #line: LineCounter;
  readonly #wrapped: Selector | null;
  readonly #counters: ReturnType<typeof countersOf>;
  readonly #rejectedOnce = new Set<string>();
  /** Where the present line stands: the path of a file, or what it came by. */
  #place = '';
  #folded = 0;
  #others = 0;

  /** Throws an Error where the registry has another metric of a name. */
  constructor(config: Config, context: SourceContext) {
    this.#context = context;
    this.#routes = new RouteTable(config.routes_limit);
    this.#counters = countersOf(context);
    this.#wrapped = config.unwrap === undefined ? null : parseSelector(config.unwrap);
    this.#line = new LineCounter(config, context, this.#routes, {
      rejected: (reason) => this.#reject(reason),
      valueRejected: (metric, reason) => this.#rejectValue(metric, reason),
    });
  }

  /** Counts an event in UTF-8: the bytes from `from` on and before `to`. Never throws. */
  countBytes(bytes: Buffer, from: number, to: number, place: string, weight: LineWeight = EACH_LINE): void {
    this.#counters.lines.inc();
    this.#place = place;
    const isCounted =
      this.#wrapped === null
        ? this.#line.countBytes(bytes, from, to, weight)
        : this.#countWrapped(bytes.toString('utf8', from, to), this.#wrapped, weight);
    if (!isCounted) this.#counters.skipped.level.inc();
  }

  /** An event is left out, since others of its file stand for it. */
  notSampled(): void {
    this.#counters.lines.inc();
    this.#counters.skipped.sample.inc();
  }

  /** Counts an event. Never throws. */
  count(text: string, place: string): void {
    this.#counters.lines.inc();
    this.#place = place;
    if (this.#wrapped === null) this.#line.count(text);
    else this.#countWrapped(text, this.#wrapped);
  }

  /** Counts an event that is too long to be looked at. */
  tooLong(place: string): void {
    this.#counters.lines.inc();
    this.#place = place;
    this.#reject('too_long');
  }

  /** A request was not counted again, because its id was known. */
  duplicate(): void {
    this.#counters.duplicates.inc();
  }

  /** Nothing of a request was counted. */
  refused(reason: 'mistake' | 'too_large'): void {
    this.#counters.refused(reason);
  }

  /** A file vanished, perhaps with lines that nobody read. */
  lost(reason: string): void {
    this.#counters.lost(reason);
  }

  /** A compressed file cannot be read to its end. */
  damaged(reason: DamageReason): void {
    this.#counters.damaged(reason);
  }

  /** Counts what is known only now and then: what did not get a series of its own. */
  settle(): void {
    const folded = this.#routes.folded - this.#folded;
    this.#folded = this.#routes.folded;
    if (folded > 0) this.#counters.folded.inc(folded);
    const others = this.#line.errors?.groups.others ?? 0;
    if (others > this.#others) this.#counters.errorsOther.inc(others - this.#others);
    this.#others = others;
  }

  /** Groups of errors, the newest ones of a bounded number. */
  seenErrors(): readonly SeenErrors[] {
    return this.#line.errors?.groups.save() ?? [];
  }

  saved(): SavedTally {
    return {
      service: this.#context.service,
      routes: this.#routes.known(),
      metrics: this.#context.metrics.snapshot(),
      errors: [...(this.#line.errors?.groups.save() ?? [])],
      labels: Object.fromEntries(this.#line.metrics.map((metric) => [metric.name, metric.labelValues()])),
    };
  }

  /** Goes on from what was saved, unless that was counted for another service; to be called before counting. */
  restore(saved: SavedTally): void {
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

  #countWrapped(text: string, wrapped: Selector, weight?: LineWeight): boolean {
    const line = unwrapped(text, wrapped);
    // Empty lines are none, whoever wrote them down.
    return line === '' || this.#line.count(line, weight);
  }

  #rejectValue(metric: string, reason: ValueProblem): void {
    this.#counters.valueRejected(metric, reason);
    const message =
      'A metric filter matches a log line that brings it no value; it is counted by reason, and further ones silently.';
    this.#warnOnce(`${metric} ${reason}`, { metric, reason }, message);
  }

  #reject(reason: RejectReason): void {
    this.#counters.rejected(reason);
    const message =
      'A log line carries no golden signal; it is counted by reason, and further ones silently.';
    this.#warnOnce(reason, { reason }, message);
  }

  #warnOnce(key: string, what: Readonly<Record<string, string>>, message: string): void {
    if (this.#rejectedOnce.has(key)) return;
    this.#rejectedOnce.add(key);
    this.#context.log.warn({ ...what, file: this.#place }, message);
  }
}

function countersOf({ metrics, id }: SourceContext) {
  const source = { source: id };
  const rejected = metrics.counter(LOG_METRICS.rejected);
  const lost = metrics.counter(LOG_METRICS.lost);
  const damaged = metrics.counter(LOG_METRICS.damaged);
  const skipped = metrics.counter(LOG_METRICS.skipped);
  const values = metrics.counter(LOG_METRICS.valuesRejected);
  const refused = metrics.counter(LOG_METRICS.refused);
  return {
    lines: metrics.counter(LOG_METRICS.lines).labels(source),
    folded: metrics.counter(LOG_METRICS.folded).labels(source),
    rejected: (reason: RejectReason) => rejected.labels({ ...source, reason }).inc(),
    errorsOther: metrics.counter(LOG_METRICS.errorsOther).labels(source),
    valueRejected: (metric: string, reason: ValueProblem) =>
      values.labels({ ...source, metric, reason }).inc(),
    duplicates: metrics.counter(LOG_METRICS.duplicates).labels(source),
    refused: (reason: string) => refused.labels({ ...source, reason }).inc(),
    skipped: {
      level: skipped.labels({ ...source, reason: 'level' }),
      sample: skipped.labels({ ...source, reason: 'sample' }),
    },
    damaged: (reason: DamageReason) => damaged.labels({ ...source, reason }).inc(),
    lost: (reason: string) => lost.labels({ ...source, reason }).inc(),
  };
}
