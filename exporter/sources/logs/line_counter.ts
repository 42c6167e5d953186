import type { z } from 'zod';
import { GoldenSignals, type ObservedRequest } from '../../../metrics/golden_signals.ts';
import type { RouteTable } from '../../../metrics/route_table.ts';
import type { SourceContext } from '../source.ts';
import type { logsConfig } from './definition.ts';
import { ErrorTracker } from './errors/error_tracker.ts';
import { JsonScan } from './filter/json_scan.ts';
import { parseSelector } from './filter/selector.ts';
import { type LogLine, lineReader } from './formats/index.ts';
import { FilterMetric, type ValueProblem } from './metrics/filter_metric.ts';
import { type RejectReason, requestReader, requestSelectors } from './request_line.ts';

type Config = z.output<typeof logsConfig>;

/** Is told of what lines do not bring. */
export interface LineProblems {
  /** A line carries no golden signal. */
  rejected(reason: RejectReason): void;
  /** A metric filter matched, and there was no value. */
  valueRejected(metric: string, reason: ValueProblem): void;
}

/** Counts everything that a line of a log tells: a request, values of metrics, an error. */
export class LineCounter {
  readonly errors: ErrorTracker | null;
  readonly metrics: readonly FilterMetric[];
  readonly #read: (line: string) => LogLine;
  readonly #request: ((line: LogLine) => ObservedRequest | RejectReason) | null;
  readonly #signals: GoldenSignals | null;
  readonly #problems: LineProblems;

  constructor(config: Config, context: SourceContext, routes: RouteTable, problems: LineProblems) {
    const { metrics: scope, service } = context;
    const { golden_signals: mapping, format } = config;
    this.#problems = problems;
    this.errors = config.errors === undefined ? null : new ErrorTracker(config.errors, scope, service);
    this.metrics = config.metrics.map((settings) => new FilterMetric(settings, scope, service));
    this.#signals = mapping === undefined ? null : new GoldenSignals(scope, service);
    this.#request = mapping === undefined ? null : requestReader(mapping, routes);
    const filters = [
      ...this.metrics.map(({ filter }) => filter),
      ...(this.errors ? [this.errors.filter] : []),
    ];
    const selectors = [
      ...filters.flatMap(({ selectors: its }) => its),
      ...(mapping === undefined ? [] : Object.values(requestSelectors(mapping))),
      ...(this.errors?.selectors ?? []),
      ...config.metrics.flatMap(({ value, labels }) =>
        [value ?? '', ...Object.values(labels)].filter((text) => text.startsWith('$.')).map(parseSelector),
      ),
    ];
    this.#read = lineReader(format, format === 'json' ? new JsonScan(selectors) : null);
  }

  /** Counts a line. Never throws. */
  count(text: string): void {
    const line = this.#read(text);
    if (this.#request !== null) {
      const request = this.#request(line);
      if (typeof request === 'string') this.#problems.rejected(request);
      else this.#signals?.request(request);
    }
    for (const metric of this.metrics) {
      const problem = metric.count(line.event);
      if (problem !== null) this.#problems.valueRejected(metric.name, problem);
    }
    this.errors?.count(line, Date.now());
  }
}
