import { HTTP_REQUEST_DURATION_SECONDS } from '../../../conventions/metrics.ts';
import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { ParsedFamily, ParsedSample } from '../../../metrics/exposition/parse/parsed_family.ts';
import type { PageRead } from '../../../metrics/exposition/parse/repeated_page.ts';
import type { HistogramSeries } from '../../../metrics/histogram.ts';
import type { MetricScope } from '../../../metrics/scope.ts';
import { type CountedHistogram, countedHistogram, histogramIncrease } from './counted_histogram.ts';
import { goldenLabels } from './golden_labels.ts';
import type { MappedDuration } from './presets.ts';
import { seriesKey } from './series_key.ts';

/** Bounds by label set: a page must have one histogram of each, whatever buckets targets have, one after another or side by side. */
export type ChosenBounds = Map<string, readonly number[]>;

/** A histogram of the page that carries latency. */
interface Counted {
  /** Those of its series among the samples of the family. */
  readonly places: number[];
  readonly key: string;
  readonly labels: ReturnType<typeof goldenLabels>;
  /** Where it is counted; null where it is not yet, or cannot be. */
  series: HistogramSeries | null;
  /** Whether it was there on the first page, so that its first histogram only says where it stands. */
  readonly isOld: boolean;
  /** The last one that it made; undefined where it made none yet. */
  histogram: CountedHistogram | undefined;
  /** Whether it made none on the last page. */
  isBroken: boolean;
}

export interface GoldenDurationsOptions {
  readonly scope: MetricScope;
  readonly service: string;
  readonly mapping: MappedDuration;
  /** The same for all targets of a source. */
  readonly bounds: ChosenBounds;
}

/** Counts the latency of a target's requests under the golden signals' name. */
export class GoldenDurations {
  readonly #options: GoldenDurationsOptions;
  /** Null before the first page. */
  #counted: readonly Counted[] | null = null;
  #samples: readonly ParsedSample[] = [];

  constructor(options: GoldenDurationsOptions) {
    this.#options = options;
  }

  /** As GoldenRequests does; answers clauses. */
  async count({ families, fresh }: PageRead, pacer: Pacer): Promise<string[]> {
    const { metric, unit } = this.#options.mapping;
    const family = families.find(({ name }) => name === metric);
    if (family?.type !== 'histogram') {
      // As with requests, it may begin with the first one.
      this.#counted ??= [];
      return [
        family === undefined ? `it has no histogram ${metric}` : `${metric} is no histogram (${family.type})`,
      ];
    }
    const isKnown = this.#counted !== null && !fresh.has(family);
    const all = isKnown ? (this.#counted ?? []) : await this.#find(family, pacer);
    const problems = new Set<string>();
    let broken = 0;
    for (const one of all) {
      if (pacer.isDue) await pacer.turn();
      if (isKnown && this.#isAsBefore(one, family)) continue;
      const samples = one.places.map((place) => family.values[place] as ParsedSample);
      const histogram = countedHistogram(family.name, samples, unit);
      one.isBroken = histogram === null;
      if (histogram === null) broken += 1;
      else {
        const problem = this.#add(one, increase(histogram, one));
        if (problem !== null) problems.add(problem);
        one.histogram = histogram;
      }
    }
    this.#counted = all;
    this.#samples = family.values;
    return [...problems, ...(broken > 0 ? [`${broken} label sets of ${metric} make no histogram`] : [])];
  }

  /** Whether nothing has come to a histogram that is counted. */
  #isAsBefore({ places, series, isBroken }: Counted, { values }: ParsedFamily): boolean {
    if (isBroken || series?.isKept !== true) return false;
    return places.every((place) => values[place] === this.#samples[place]);
  }

  /** Answers why it cannot; null where it has. */
  #add(one: Counted, { bounds, counts, sum }: CountedHistogram): string | null {
    try {
      const key = seriesKey('', one.labels);
      const chosen = this.#options.bounds.get(key) ?? bounds;
      const part = this.#options.scope.histogramBy(chosen, HTTP_REQUEST_DURATION_SECONDS);
      this.#options.bounds.set(key, chosen);
      one.series = part.labels(one.labels);
      // Where other bounds were chosen, a bucket goes to the one that holds its upper bound: count and sum stay exact.
      if (counts.some((count) => count > 0)) one.series.restore({ counts, sum }, bounds);
      return null;
    } catch (error) {
      one.series = null;
      return `${this.#options.mapping.metric} cannot be counted: ${(error as Error).message}`;
    }
  }

  async #find({ values }: ParsedFamily, pacer: Pacer): Promise<Counted[]> {
    const { service, mapping } = this.#options;
    const isFirst = this.#counted === null;
    const before = new Map(this.#counted?.map((one) => [one.key, one]));
    const found = new Map<string, Counted>();
    for (const [place, { labels }] of values.entries()) {
      if (pacer.isDue) await pacer.turn();
      const key = seriesKey('', labels, 'le');
      const known = found.get(key);
      if (known !== undefined) known.places.push(place);
      else {
        const own = goldenLabels(service, labels, mapping);
        const { isOld, histogram } = before.get(key) ?? { isOld: isFirst, histogram: undefined };
        found.set(key, {
          places: [place],
          key,
          labels: own,
          series: null,
          isOld,
          histogram,
          isBroken: false,
        });
      }
    }
    return [...found.values()];
  }
}

/** What came to a histogram since it was last seen. */
function increase(now: CountedHistogram, { isOld, histogram }: Counted): CountedHistogram {
  return histogram === undefined && isOld ? nothingOf(now) : histogramIncrease(now, histogram);
}

function nothingOf({ bounds, counts }: CountedHistogram): CountedHistogram {
  return { bounds, counts: counts.map(() => 0), sum: 0 };
}
