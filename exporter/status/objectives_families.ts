import { Family, type FamilySamples, type Sample } from '../../metrics/family.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import { type Counted, Increases, type ReadingTime } from './objectives_increases.ts';
import type { CounterSelection } from './status_settings.ts';

/** How many series of a metric that somebody else counts are followed. */
const MOST_SAMPLES = 10_000;

/** What came since the reading before, by group, its columns behind one another; and whether a group has any series. */
export interface Taken {
  readonly sums: Float64Array;
  isThere(group: number): boolean;
}

type CountedRows = Pick<Counted, 'groupOf' | 'read'>;

/** Follows a metric of the registry by name, with all its sets of buckets, whether it is there yet or not. */
export class FollowedMetric {
  readonly #registry: MetricRegistry;
  readonly #name: string;
  readonly #size: Pick<Counted, 'groups' | 'columns'>;
  readonly #countedOf: (family: Family) => CountedRows | null;
  #followed = new Map<Family, Increases>();

  /** `countedOf` says what counts of a family; null where nothing does. */
  constructor(
    registry: MetricRegistry,
    { name, ...size }: Pick<Counted, 'groups' | 'columns'> & { readonly name: string },
    countedOf: (family: Family) => CountedRows | null,
  ) {
    this.#registry = registry;
    this.#name = name;
    this.#size = size;
    this.#countedOf = countedOf;
  }

  async take(time: ReadingTime): Promise<Taken> {
    const followed = new Map<Family, Increases>();
    const sums = new Float64Array(this.#size.groups * this.#size.columns);
    for (const family of familiesOf(this.#registry, this.#name)) {
      const increases = this.#followed.get(family) ?? this.#follow(family);
      if (increases === null) continue;
      followed.set(family, increases);
      (await increases.take(time)).forEach((sum, index) => {
        sums[index] = (sums[index] ?? 0) + sum;
      });
    }
    this.#followed = followed;
    return { sums, isThere: (group) => [...followed.values()].some((one) => one.isThere(group)) };
  }

  #follow(family: Family): Increases | null {
    const counted = this.#countedOf(family);
    return counted === null ? null : new Increases(family, { ...this.#size, ...counted });
  }
}

/** A metric of goldwatch's own with all its sets of buckets; none where there is none of that name. */
export function familiesOf({ registry }: MetricRegistry, name: string): Family[] {
  // prom-client types its own classes only.
  const metric: unknown = registry.getSingleMetric(name);
  return metric instanceof Family ? [metric, ...metric.variants] : [];
}

/** Follows the series of a counter, or of a histogram's `_count`, `_sum` or `_bucket`, that are selected. */
export class FollowedCounter {
  readonly #registry: MetricRegistry;
  readonly #selection: CounterSelection;
  readonly #own: FollowedMetric[];
  #samples: ReadonlyMap<string, number> = new Map();

  constructor(registry: MetricRegistry, selection: CounterSelection) {
    this.#registry = registry;
    this.#selection = selection;
    const { metric } = selection;
    this.#own = [metric, ...basesOf(metric)].map(
      (name) =>
        new FollowedMetric(registry, { name, groups: 1, columns: 1 }, (family) => this.#countedOf(family)),
    );
  }

  /** What came since the reading before; null where no series is there. */
  async take(time: ReadingTime): Promise<number | null> {
    const own = await Promise.all(this.#own.map((followed) => followed.take(time)));
    const ofOthers = await this.#takeSamples(time);
    if (ofOthers === null && !own.some((taken) => taken.isThere(0))) return null;
    return own.reduce((sum, taken) => sum + (taken.sums[0] ?? 0), ofOthers ?? 0);
  }

  #countedOf(family: Family): CountedRows | null {
    const { metric, matchers } = this.#selection;
    const isWhole = family.name === metric;
    if (isWhole === (family.type === 'histogram')) return null;
    const ofLabels = matchers.filter(({ label }) => isWhole || label !== 'le');
    const counted = isWhole ? firstCell : this.#valueInHistogram(family);
    return {
      groupOf: (labelOf) => (ofLabels.every(({ label, matches }) => matches(labelOf(label))) ? 0 : -1),
      read(cells, at, into) {
        into[0] = counted(cells, at);
      },
    };
  }

  #valueInHistogram({ bounds }: Family): (cells: Float64Array, at: number) => number {
    const { metric, matchers } = this.#selection;
    if (metric.endsWith('_sum')) return (cells, at) => cells[at + bounds.length + 1] ?? 0;
    if (metric.endsWith('_count')) return (cells, at) => countUpTo(cells, at, bounds.length);
    const ofBuckets = matchers.filter(({ label }) => label === 'le');
    const meant = [...bounds, Number.POSITIVE_INFINITY].flatMap((bound, index) =>
      boundTexts(bound).some((text) => ofBuckets.every(({ matches }) => matches(text))) ? [index] : [],
    );
    return (cells, at) => meant.reduce((sum, index) => sum + countUpTo(cells, at, index), 0);
  }

  /** The same of a metric that somebody else counts, as a scraped service does. */
  async #takeSamples({ before }: ReadingTime): Promise<number | null> {
    const { metric, matchers } = this.#selection;
    const samples = new Map<string, number>();
    let sum = 0;
    for (const name of [metric, ...basesOf(metric)]) {
      if (!this.#registry.guests.has(name)) continue;
      const guest = this.#registry.registry.getSingleMetric(name) as unknown as { get(): FamilySamples };
      const { values } = guest.get();
      const isNew = newIn(values, before);
      for (const sample of values) {
        const { metricName = name, labels = {} } = sample;
        const isMeant = matchers.every(({ label, matches }) => matches(String(labels[label] ?? '')));
        if (metricName !== metric || !isMeant || samples.size >= MOST_SAMPLES) continue;
        const key = keyOf(labels);
        sum += before === null ? 0 : increaseOf(sample, this.#samples.get(key), isNew);
        samples.set(key, sample.value);
      }
    }
    this.#samples = samples;
    return samples.size === 0 ? null : sum;
  }
}

function firstCell(cells: Float64Array, at: number): number {
  return cells[at] ?? 0;
}

function increaseOf(
  sample: Sample,
  known: number | undefined,
  isNew: (labels: Sample['labels']) => boolean,
): number {
  const { value, labels } = sample;
  if (!Number.isFinite(value)) return 0;
  if (known !== undefined) return value >= known ? value - known : value;
  return isNew(labels) ? value : 0;
}

/** Which series began since the reading before: a histogram's buckets and sum with its count, which alone says so. */
function newIn(values: readonly Sample[], before: number | null): (labels: Sample['labels']) => boolean {
  const found = values.filter(({ firstSeen }) => before !== null && (firstSeen ?? 0) >= before);
  const seriesOf = ({ le: _, ...labels }: Sample['labels'] = {}) => keyOf(labels);
  const keys = new Set(found.slice(0, MOST_SAMPLES).map(({ labels }) => seriesOf(labels)));
  return (labels) => keys.has(seriesOf(labels));
}

function keyOf(labels: Sample['labels'] = {}): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** Observations in the buckets up to one, from the cells of a histogram's row. */
export function countUpTo(cells: Float64Array, at: number, bucket: number): number {
  let count = 0;
  for (let index = 0; index <= bucket; index += 1) count += cells[at + index] ?? 0;
  return count;
}

function basesOf(metric: string): string[] {
  const base = metric.replace(/_(?:count|sum|bucket)$/, '');
  return base === metric ? [] : [base];
}

// As text pages have it, and as OpenMetrics and Prometheus 3 do.
function boundTexts(bound: number): string[] {
  if (bound === Number.POSITIVE_INFINITY) return ['+Inf'];
  return Number.isInteger(bound) ? [String(bound), `${bound}.0`] : [String(bound)];
}
