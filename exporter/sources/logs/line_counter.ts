import type { z } from 'zod';
import { GoldenSignals, type ObservedRequest } from '../../../metrics/golden_signals.ts';
import type { RouteTable } from '../../../metrics/route_table.ts';
import type { SourceContext } from '../source.ts';
import type { logsConfig } from './definition.ts';
import { ErrorTracker } from './errors/error_tracker.ts';
import { EACH_LINE, hasLeastLevel, type LineWeight } from './file_settings.ts';
import { JsonScan } from './filter/json_scan.ts';
import { LogEvent } from './filter/log_event.ts';
import { parseSelector } from './filter/selector.ts';
import { type LogLine, lineReader } from './formats/index.ts';
import { levelReader } from './levels.ts';
import { FilterMetric, type ValueProblem } from './metrics/filter_metric.ts';
import { SharedRawLabels } from './metrics/raw_labels.ts';
import { metricsWithPresets } from './presets/index.ts';
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
  readonly #scan: JsonScan | null;
  readonly #read: (event: LogEvent) => LogLine;
  readonly #request: ((line: LogLine) => ObservedRequest | RejectReason) | null;
  readonly #signals: GoldenSignals | null;
  readonly #problems: LineProblems;
  readonly #level: (line: LogLine) => number | null;

  constructor(config: Config, context: SourceContext, routes: RouteTable, problems: LineProblems) {
    const { metrics: scope, service } = context;
    const { golden_signals: mapping, format } = config;
    this.#problems = problems;
    this.errors = config.errors === undefined ? null : new ErrorTracker(config.errors, scope, service);
    const metrics = metricsWithPresets(config);
    const raw = new SharedRawLabels();
    this.metrics = metrics.map((settings) => new FilterMetric(settings, scope, service, raw));
    this.#signals = mapping === undefined ? null : new GoldenSignals(scope, service);
    this.#request = mapping === undefined ? null : requestReader(mapping, routes, format);
    const level = parseSelector(config.level);
    this.#level = levelReader(format, level);
    const filters = [
      ...this.metrics.map(({ filter }) => filter),
      ...(this.errors ? [this.errors.filter] : []),
    ];
    const selectors = [
      ...filters.flatMap(({ selectors: its }) => its),
      ...(mapping === undefined ? [] : Object.values(requestSelectors(mapping))),
      ...(this.errors?.selectors ?? []),
      ...(hasLeastLevel(config.files ?? []) ? [level] : []),
      ...metrics.flatMap(({ value, labels }) =>
        [value ?? '', ...Object.values(labels)].filter((text) => text.startsWith('$.')).map(parseSelector),
      ),
    ];
    this.#scan = format === 'json' ? new JsonScan(selectors) : null;
    this.#read = lineReader(format);
  }

  /** As `count`, of a line in UTF-8: the bytes from `from` on and before `to`, which are not needed any longer when it returns. */
  countBytes(bytes: Buffer, from: number, to: number, weight: LineWeight = EACH_LINE): boolean {
    return this.#count(new LogEvent(bytes, this.#scan, from, to), weight);
  }

  /** Counts a line, as often as its weight says; answers false where its level is too low for that. Never throws. */
  count(text: string, weight: LineWeight = EACH_LINE): boolean {
    return this.#count(new LogEvent(text, this.#scan), weight);
  }

  #count(event: LogEvent, { leastLevel, times }: LineWeight): boolean {
    const line = this.#read(event);
    if (leastLevel > 0 && (this.#level(line) ?? leastLevel) < leastLevel) return false;
    if (this.#request !== null) {
      const request = this.#request(line);
      if (typeof request === 'string') this.#problems.rejected(request);
      else this.#signals?.request(request, times);
    }
    for (const metric of this.metrics) {
      const problem = metric.count(event, times);
      if (problem !== null) this.#problems.valueRejected(metric.name, problem);
    }
    this.errors?.count(line, times);
    return true;
  }
}
