import { histogramOf } from '../../../metrics/exposition/classic_histogram.ts';
import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import { groupSamples } from '../../../metrics/exposition/sample_groups.ts';
import type { Family, FamilySamples, Sample } from '../../../metrics/family.ts';
import type { HistogramSeries } from '../../../metrics/histogram.ts';
import type { Series } from '../../../metrics/series.ts';
import type { GaugeNow } from './folds.ts';
import type { HistogramPoint } from './histogram_increase.ts';
import type { Extremes } from './histogram_values.ts';
import { nativeCounts } from './native_counts.ts';
import type { Labels } from './selection.ts';

/** A series as it was read. */
export interface Read<V> {
  /** Of this series, for as long as it is there. */
  readonly identity: unknown;
  /** Milliseconds since 1970; 0 where it is not known when it began. */
  readonly created: number;
  /** As samples have it. */
  readonly firstSeen?: number | undefined;
  readonly value: V;
  labels(): Labels;
}

/** Is told of each series of a metric; each kind of metric has one of the three. */
export interface SeriesVisitor {
  counter(series: Read<number>): void;
  gauge(series: Read<GaugeNow>): void;
  histogram(series: Read<HistogramPoint>): void;
}

/**
 * Smallest and largest finite observation of a histogram since it was last asked; null where that is not known, +Infinity and
 * −Infinity where there was none.
 */
export type TakeExtremes = (series: HistogramSeries) => Extremes | null;

/** How often the clock is looked at. */
const ROWS_BETWEEN_LOOKS = 32;

/**
 * Reads a family of goldwatch's own: counters and histograms of each producer by themselves, so that one who leaves takes
 * nothing away from the others; gauges as a scrape shows them. It takes turns with everything else.
 */
export async function readFamily(
  family: Family,
  defaults: Labels,
  visitor: SeriesVisitor,
  { pacer, takeExtremes }: { readonly pacer: Pacer; readonly takeExtremes: TakeExtremes },
): Promise<void> {
  const { store } = family;
  for (let row = 0; row < store.handles.length; row += 1) {
    if (row % ROWS_BETWEEN_LOOKS === 0 && pacer.isDue) await pacer.turn();
    if (family.type === 'gauge') {
      visitGauge(family, row, defaults, visitor);
      continue;
    }
    const series = store.handles[row];
    if (series === undefined) continue;
    const { chunk, at } = series;
    const created = chunk.created[at / store.stride] as number;
    const of = { family, row, defaults };
    if (family.type === 'counter') {
      visitor.counter(new ReadRow(series, created, chunk.cells[at] as number, of));
    } else {
      const native = series.native && nativeCounts(series.native);
      const extremes = takeExtremes(series as HistogramSeries);
      const value = { bounds: family.bounds, cells: chunk.cells, at, native, extremes };
      visitor.histogram(new ReadRow<HistogramPoint>(series, created, value, of));
    }
  }
}

/** Where a series is in its family. */
interface Place {
  readonly family: Family;
  readonly row: number;
  readonly defaults: Labels;
}

/** A row as it was read; a closure for each would take longer than all else, under a loader that keeps names. */
class ReadRow<V> implements Read<V> {
  readonly identity: unknown;
  readonly created: number;
  readonly value: V;
  readonly #place: Place;

  constructor(identity: unknown, created: number, value: V, place: Place) {
    this.identity = identity;
    this.created = created;
    this.value = value;
    this.#place = place;
  }

  labels(): Labels {
    const { family, row, defaults } = this.#place;
    return labelsOf(family, row, defaults);
  }
}

/** Whether a series that was read has lost its row since. */
export function isGone(identity: unknown): boolean {
  return typeof identity === 'object' && identity !== null && !(identity as Series).isKept;
}

/**
 * Reads a metric of prom-client's. `created` is when all its series began, in milliseconds since 1970, or 0 where that is not
 * known. Answers label sets whose series make no histogram.
 */
export async function readSamples(
  { name, type, values }: FamilySamples,
  created: number,
  visitor: SeriesVisitor,
  pacer: Pacer,
): Promise<number> {
  if (type === 'histogram') return await readHistograms(name, values, created, visitor, pacer);
  for (const [index, { labels = {}, value, firstSeen }] of values.entries()) {
    if (index % ROWS_BETWEEN_LOOKS === 0 && pacer.isDue) await pacer.turn();
    const series = { identity: identityOf(labels), created, firstSeen, labels: () => texts(labels) };
    if (type === 'counter') visitor.counter({ ...series, value });
    else visitor.gauge({ ...series, value: { value, created } });
  }
  return 0;
}

async function readHistograms(
  name: string,
  values: readonly Sample[],
  created: number,
  visitor: SeriesVisitor,
  pacer: Pacer,
): Promise<number> {
  let malformed = 0;
  for (const group of groupSamples(values, 'le').groups) {
    if (pacer.isDue) await pacer.turn();
    const value = classicNow(histogramOf(name, group));
    if (value === null) malformed += 1;
    else {
      const firstSeen = group.samples.find((sample) => sample.firstSeen !== undefined)?.firstSeen;
      const labels = () => group.labels;
      visitor.histogram({ identity: identityOf(group.labels), created, firstSeen, value, labels });
    }
  }
  return malformed;
}

function visitGauge(family: Family, row: number, defaults: Labels, visitor: SeriesVisitor): void {
  const { sets, handles } = family.store;
  if (sets.follows(row)) return;
  const its: Series[] = [];
  for (let next = row; next >= 0; next = sets.next(next)) {
    const series = handles[next];
    if (series !== undefined) its.push(series);
  }
  const [first, ...others] = its;
  if (first === undefined) return;
  const cells = first.chunk.cells.slice(first.at, first.at + family.store.stride);
  for (const { chunk, at } of others) family.merge(cells, chunk.cells, at);
  const created = Math.max(...its.map((series) => family.store.createdOf(series)));
  const value = { value: cells[0] as number, created };
  visitor.gauge({ identity: first, created, value, labels: () => labelsOf(family, row, defaults) });
}

function labelsOf({ store, labelNames }: Family, row: number, defaults: Labels): Labels {
  const values = store.sets.values(row);
  const labels: Record<string, string> = { ...defaults };
  labelNames.forEach((label, index) => {
    labels[label] = values[index] ?? '';
  });
  return labels;
}

/** Null where counts fall from one bound to the next, or where there is no histogram. */
function classicNow(histogram: ReturnType<typeof histogramOf>): HistogramPoint | null {
  if (histogram === undefined) return null;
  const buckets = histogram.buckets.toSorted((one, other) => one.upperBound - other.upperBound);
  const cells = new Float64Array(buckets.length + 1);
  let below = 0;
  for (const [index, { count }] of buckets.entries()) {
    if (count < below) return null;
    cells[index] = count - below;
    below = count;
  }
  if (below !== histogram.count) return null;
  cells[buckets.length] = histogram.sum;
  const bounds = buckets.slice(0, -1).map(({ upperBound }) => upperBound);
  return { bounds, cells, at: 0, native: null, extremes: null };
}

type SampleLabels = NonNullable<Sample['labels']>;

/** prom-client gives a series the same labels in the same order each time. */
function identityOf(labels: SampleLabels): string {
  let text = '';
  for (const name in labels) text += `${name}\u0000${labels[name]}\u0000`;
  return text;
}

function texts(labels: SampleLabels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}
