import { HTTP_REQUEST_DURATION_SECONDS, HTTP_REQUESTS_TOTAL } from '../../../conventions/metrics.ts';
import { histogramOf } from '../../../metrics/exposition/classic_histogram.ts';
import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { ParsedFamily, ParsedSample } from '../../../metrics/exposition/parse/parsed_family.ts';
import type { MetricScope } from '../../../metrics/scope.ts';
import type { MappedDuration, MappedLabels, SignalMapping } from './presets.ts';
import { seriesKey } from './series_key.ts';

/** A histogram as a page has it, its counts by bucket and not cumulative. */
interface Counted {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Bounds by label set: a page must have one histogram of each, whatever buckets targets have, one after another or side by side. */
export type ChosenBounds = Map<string, readonly number[]>;

export interface GoldenCountersOptions {
  readonly scope: MetricScope;
  readonly service: string;
  readonly mapping: SignalMapping;
  /** The same for all targets of a source. */
  readonly bounds: ChosenBounds;
}

/**
 * Counts a target's requests and their latency under the golden-signal names: what has come to its series from one page to the
 * next. The first page only says where they stand; a series that is new on a later one, or has fallen, counts in full.
 */
export class GoldenCounters {
  readonly #options: GoldenCountersOptions;
  #requests: ReadonlyMap<string, number> | null = null;
  #durations: ReadonlyMap<string, Counted> | null = null;

  constructor(options: GoldenCountersOptions) {
    this.#options = options;
  }

  /** Counts a page; answers what of the mapping is not as it should be, as clauses. */
  async count(families: readonly ParsedFamily[], pacer: Pacer): Promise<string[]> {
    const { requests, duration } = this.#options.mapping;
    const problems: string[] = [];
    const counted = requestSamples(families, requests.metric);
    if (counted === null) problems.push(`it has no counter ${requests.metric}`);
    else await this.#countRequests(counted, pacer, problems);
    if (duration === undefined) return problems;
    const family = families.find(({ name }) => name === duration.metric);
    if (family === undefined) problems.push(`it has no histogram ${duration.metric}`);
    else if (family.type === 'histogram') await this.#countDurations(family, duration, pacer, problems);
    else problems.push(`${duration.metric} is no histogram (${family.type})`);
    return problems;
  }

  async #countRequests(samples: Iterable<ParsedSample>, pacer: Pacer, problems: string[]): Promise<void> {
    const { scope, mapping } = this.#options;
    const before = this.#requests;
    const now = new Map<string, number>();
    const part = scope.counter(HTTP_REQUESTS_TOTAL);
    let broken = 0;
    for (const { labels, value } of samples) {
      if (pacer.isDue) await pacer.turn();
      if (!Number.isFinite(value) || value < 0) {
        broken += 1;
        continue;
      }
      const key = seriesKey('', labels);
      now.set(key, value);
      // Also where nothing came to it: a rate needs to see it before.
      part.labels(this.#labelsOf(labels, mapping.requests)).inc(increase(value, before?.get(key), before));
    }
    if (broken > 0) problems.push(`${broken} series of ${mapping.requests.metric} count what is no number`);
    this.#requests = now;
  }

  async #countDurations(
    family: ParsedFamily,
    mapped: MappedDuration,
    pacer: Pacer,
    problems: string[],
  ): Promise<void> {
    const before = this.#durations;
    const now = new Map<string, Counted>();
    let broken = 0;
    for (const [key, samples] of await byLabelSet(family, pacer)) {
      if (pacer.isDue) await pacer.turn();
      const counted = countedOf(family.name, samples, mapped.unit);
      if (counted === null) {
        broken += 1;
        continue;
      }
      now.set(key, counted);
      const since = before === null ? { ...counted, counts: counted.counts.map(() => 0), sum: 0 } : null;
      const problem = this.#add(since ?? difference(counted, before?.get(key)), samples, mapped);
      if (problem !== null && !problems.includes(problem)) problems.push(problem);
    }
    if (broken > 0) problems.push(`${broken} label sets of ${mapped.metric} make no histogram`);
    this.#durations = now;
  }

  /** Answers why it cannot; null where it has. */
  #add(
    { bounds, counts, sum }: Counted,
    samples: readonly ParsedSample[],
    mapped: MappedDuration,
  ): string | null {
    try {
      const labels = this.#labelsOf(samples[0]?.labels ?? {}, mapped);
      const key = seriesKey('', labels);
      const chosen = this.#options.bounds.get(key) ?? bounds;
      const part = this.#options.scope.histogramBy(chosen, HTTP_REQUEST_DURATION_SECONDS);
      this.#options.bounds.set(key, chosen);
      const series = part.labels(labels);
      // Where other bounds were chosen, a bucket goes to the one that holds its upper bound: count and sum stay exact.
      if (counts.some((count) => count > 0)) series.restore({ counts, sum }, bounds);
      return null;
    } catch (error) {
      return `${mapped.metric} cannot be counted: ${(error as Error).message}`;
    }
  }

  #labelsOf(labels: Readonly<Record<string, string>>, { method, route, status }: MappedLabels) {
    const of = (name: string | undefined) => (name === undefined ? '' : (labels[name] ?? ''));
    return {
      service: this.#options.service,
      method: of(method),
      route: of(route),
      status: of(status),
    };
  }
}

/** What came to a counter; `all` is null on the first page. */
function increase(value: number, before: number | undefined, all: unknown): number {
  if (all === null) return 0;
  return before === undefined || value < before ? value : value - before;
}

function difference(now: Counted, before: Counted | undefined): Counted {
  if (before === undefined || before.bounds.join() !== now.bounds.join()) return now;
  const counts = now.counts.map((count, index) => count - (before.counts[index] ?? 0));
  if (counts.some((count) => count < 0)) return now;
  return { bounds: now.bounds, counts, sum: now.sum - before.sum };
}

/** The samples that count requests; null where the page does not know the metric. */
function requestSamples(families: readonly ParsedFamily[], metric: string): Iterable<ParsedSample> | null {
  const counter = families.find(({ name, type }) => name === metric && /^(?:counter|unknown)$/.test(type));
  if (counter !== undefined) return counter.values;
  const whole = families.find(
    ({ name, type }) => `${name}_count` === metric && /^(?:histogram|summary)$/.test(type),
  );
  return whole?.values.values().filter(({ metricName }) => metricName === metric) ?? null;
}

async function byLabelSet(
  { values }: ParsedFamily,
  pacer: Pacer,
): Promise<ReadonlyMap<string, readonly ParsedSample[]>> {
  const sets = new Map<string, ParsedSample[]>();
  for (const sample of values) {
    if (pacer.isDue) await pacer.turn();
    const key = seriesKey('', sample.labels, 'le');
    const known = sets.get(key);
    if (known === undefined) sets.set(key, [sample]);
    else known.push(sample);
  }
  return sets;
}

/** The histogram of one label set, in seconds; null where its series make none. */
function countedOf(
  name: string,
  samples: readonly ParsedSample[],
  unit: MappedDuration['unit'],
): Counted | null {
  const histogram = histogramOf(name, { labels: {}, samples });
  if (histogram === undefined || !Number.isFinite(histogram.sum)) return null;
  const { count, sum } = histogram;
  const buckets = histogram.buckets.toSorted((one, other) => one.upperBound - other.upperBound);
  const cumulative = buckets.map((bucket) => bucket.count);
  const counts = cumulative.map((its, index) => its - (cumulative[index - 1] ?? 0));
  if (counts.some((its) => its < 0) || cumulative.at(-1) !== count) return null;
  const perSecond = unit === 'seconds' ? 1 : 1000;
  const bounds = buckets.slice(0, -1).map(({ upperBound }) => upperBound / perSecond);
  return { bounds, counts, sum: sum / perSecond };
}
