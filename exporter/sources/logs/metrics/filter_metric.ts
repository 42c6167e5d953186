import { LABEL, OTHER_ROUTE } from '../../../../conventions/labels.ts';
import type { MetricScope } from '../../../../metrics/scope.ts';
import { type Filter, type Match, parseFilter } from '../filter/filter.ts';
import type { LogEvent } from '../filter/log_event.ts';
import { numberOf } from '../request_line.ts';
import { declarationOf, type FilterMetricSettings, VALUE_UNITS } from './filter_metric_settings.ts';

const LONGEST_LABEL = 200;

/** Why a line that matches brings no value; the values of the label `reason`. */
export type ValueProblem = 'missing_value' | 'bad_value' | 'negative_value';

/** A metric that lines bring values to, where a filter matches them. */
export class FilterMetric {
  readonly name: string;
  readonly filter: Filter;
  readonly #settings: FilterMetricSettings;
  readonly #take: (value: number, labels: Record<string, string>) => void;
  readonly #service: string;
  readonly #labels: readonly (readonly [name: string, selector: string, known: Set<string>])[];

  /** `settings` have passed their schema. Throws an Error where the registry has another metric of the name. */
  constructor(settings: FilterMetricSettings, scope: MetricScope, service: string) {
    this.name = settings.name;
    this.filter = parseFilter(settings.pattern);
    this.#settings = settings;
    this.#service = service;
    this.#labels = Object.entries(settings.labels).map(([name, selector]) => [name, selector, new Set()]);
    this.#take = takerOf(settings, scope);
  }

  /** Counts a line, where it matches; answers why it could not. Never throws. */
  count(event: LogEvent): ValueProblem | null {
    const match = this.filter.match(event);
    if (match === null) return null;
    const value = this.#valueOf(match);
    if (typeof value === 'string') return value;
    const labels: Record<string, string> = { [LABEL.service]: this.#service };
    for (const [name, selector, known] of this.#labels)
      labels[name] = this.#bounded(match.field(selector), known);
    this.#take(value, labels);
    return null;
  }

  /** Values of its labels that are known, which stay what they are after a restart. */
  labelValues(): Record<string, string[]> {
    return Object.fromEntries(this.#labels.map(([name, , known]) => [name, [...known]]));
  }

  /** Takes up values of labels that were saved, as far as there is room. */
  restore(saved: Readonly<Record<string, readonly string[]>>): void {
    for (const [name, , known] of this.#labels) {
      for (const value of (saved[name] ?? []).slice(0, this.#settings.label_values_limit)) known.add(value);
    }
  }

  #valueOf(match: Match): number | ValueProblem {
    const { value: selector, unit, type } = this.#settings;
    if (selector === undefined) return 1;
    const found = match.field(selector);
    if (found === undefined || found === null) return 'missing_value';
    const value = numberOf(found) * (unit === undefined ? 1 : VALUE_UNITS[unit]);
    if (!Number.isFinite(value)) return 'bad_value';
    return type === 'counter' && value < 0 ? 'negative_value' : value;
  }

  #bounded(found: unknown, known: Set<string>): string {
    const text = found === undefined || found === null ? '' : String(found).slice(0, LONGEST_LABEL);
    if (text === '' || known.has(text)) return text;
    if (known.size >= this.#settings.label_values_limit) return OTHER_ROUTE;
    known.add(text);
    return text;
  }
}

function takerOf(settings: FilterMetricSettings, scope: MetricScope) {
  const declaration = declarationOf(settings);
  switch (declaration.type) {
    case 'counter': {
      const counter = scope.counter({ ...declaration, type: 'counter' });
      return (value: number, labels: Record<string, string>) => counter.labels(labels).inc(value);
    }
    case 'gauge': {
      const gauge = scope.gauge({ ...declaration, type: 'gauge' });
      return (value: number, labels: Record<string, string>) => gauge.labels(labels).set(value);
    }
    case 'histogram': {
      const histogram = scope.histogram({ ...declaration, type: 'histogram' });
      return (value: number, labels: Record<string, string>) => histogram.labels(labels).observe(value);
    }
  }
}
