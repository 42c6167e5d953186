import { LABEL, OTHER_VALUE } from '../../../../conventions/labels.ts';
import type { MetricScope } from '../../../../metrics/scope.ts';
import { type FieldReader, type Filter, parseFilter } from '../filter/filter.ts';
import type { LogEvent } from '../filter/log_event.ts';
import { numberOf } from '../request_line.ts';
import { declarationOf, type FilterMetricSettings, VALUE_UNITS } from './filter_metric_settings.ts';
import { detached, type Raw, type RawLabels, SharedRawLabels } from './raw_labels.ts';

const LONGEST_LABEL = 200;

/** Why a line that matches brings no value; the values of the label `reason`. */
export type ValueProblem = 'missing_value' | 'bad_value' | 'negative_value';

/** Takes a value, for one label set. */
type Taker = (value: number, times: number) => void;

interface Label {
  readonly name: string;
  /** Values that it has. */
  readonly known: Set<string>;
}

/** A metric that lines bring values to, where a filter matches them. */
export class FilterMetric {
  readonly name: string;
  readonly filter: Filter;
  readonly #settings: FilterMetricSettings;
  readonly #takerOf: (labels: Record<string, string>) => Taker;
  readonly #service: string;
  readonly #value: FieldReader | null;
  readonly #unit: number;
  readonly #labels: readonly Label[];
  readonly #raw: RawLabels;
  /** By the numbers of raw labels, of one generation. */
  #takers: Taker[] = [];
  #generation = 0;

  /**
   * `settings` have passed their schema; metrics of the same lines share `raw`. Throws an Error where the registry has another
   * metric of the name.
   */
  constructor(
    settings: FilterMetricSettings,
    scope: MetricScope,
    service: string,
    raw: SharedRawLabels = new SharedRawLabels(),
  ) {
    const { name, pattern, value, unit, labels } = settings;
    const filter = parseFilter(pattern);
    this.name = name;
    this.filter = filter;
    this.#settings = settings;
    this.#service = service;
    this.#value = value === undefined ? null : filter.fieldReader(value);
    this.#unit = unit === undefined ? 1 : VALUE_UNITS[unit];
    this.#labels = Object.keys(labels).map((name) => ({ name, known: new Set<string>() }));
    this.#raw = raw.of(filter, Object.values(labels));
    this.#takerOf = takersOf(settings, scope);
  }

  /** Counts a line so many times, where it matches; answers why it could not. Never throws. */
  count(event: LogEvent, times = 1): ValueProblem | null {
    if (!this.filter.matches(event)) return null;
    const value = this.#valueOf(event, times);
    if (typeof value === 'string') return value;
    this.#taker(event)(value, times);
    return null;
  }

  /** Values of its labels that are known, which stay what they are after a restart. */
  labelValues(): Record<string, string[]> {
    return Object.fromEntries(this.#labels.map(({ name, known }) => [name, [...known]]));
  }

  /** Takes up values of labels that were saved, as far as there is room. */
  restore(saved: Readonly<Record<string, readonly string[]>>): void {
    for (const { name, known } of this.#labels) {
      for (const value of (saved[name] ?? []).slice(0, this.#settings.label_values_limit)) known.add(value);
    }
    this.#takers = [];
  }

  #valueOf(event: LogEvent, times: number): number | ValueProblem {
    if (this.#value === null) return 1;
    const found = this.#value(event);
    if (found === undefined || found === null) return 'missing_value';
    const value = numberOf(found) * this.#unit;
    const { type } = this.#settings;
    if (!Number.isFinite(type === 'gauge' ? value : value * times)) return 'bad_value';
    return type === 'counter' && value < 0 ? 'negative_value' : value;
  }

  #taker(event: LogEvent): Taker {
    const raw = this.#raw;
    const number = raw.numberOf(event);
    if (raw.generation !== this.#generation) {
      this.#takers = [];
      this.#generation = raw.generation;
    }
    return (number === null ? undefined : this.#takers[number]) ?? this.#newTaker();
  }

  #newTaker(): Taker {
    const labels: Record<string, string> = { [LABEL.service]: this.#service };
    let isBounded = true;
    for (const [index, { name, known }] of this.#labels.entries()) {
      const text = this.#bounded(this.#raw.values[index], known);
      // Others may be without end.
      isBounded &&= text === '' || known.has(text);
      labels[name] = text;
    }
    const taker = this.#takerOf(labels);
    const number = isBounded ? this.#raw.add() : null;
    if (number === null) return taker;
    if (this.#raw.generation !== this.#generation) {
      this.#takers = [];
      this.#generation = this.#raw.generation;
    }
    this.#takers[number] = taker;
    return taker;
  }

  #bounded(found: Raw, known: Set<string>): string {
    const text = found === undefined || found === null ? '' : String(found).slice(0, LONGEST_LABEL);
    if (text === '' || known.has(text)) return text;
    if (known.size >= this.#settings.label_values_limit) return OTHER_VALUE;
    const kept = detached(text);
    known.add(kept);
    return kept;
  }
}

function takersOf(
  settings: FilterMetricSettings,
  scope: MetricScope,
): (labels: Record<string, string>) => Taker {
  const declaration = declarationOf(settings);
  switch (declaration.type) {
    case 'counter': {
      const counter = scope.counter({ ...declaration, type: 'counter' });
      return (labels) => {
        const series = counter.labels(labels);
        return (value, times) => series.inc(value * times);
      };
    }
    case 'gauge': {
      const gauge = scope.gauge({ ...declaration, type: 'gauge' });
      return (labels) => {
        const series = gauge.labels(labels);
        return (value) => series.set(value);
      };
    }
    case 'histogram': {
      const histogram = scope.histogram({ ...declaration, type: 'histogram' });
      return (labels) => {
        const series = histogram.labels(labels);
        return (value, times) => series.observe(value, undefined, times);
      };
    }
  }
}
