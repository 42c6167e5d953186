import { HTTP_REQUESTS_TOTAL } from '../../../conventions/metrics.ts';
import type { CounterSeries } from '../../../metrics/counter.ts';
import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { ParsedFamily, ParsedSample } from '../../../metrics/exposition/parse/parsed_family.ts';
import type { PageRead } from '../../../metrics/exposition/parse/repeated_page.ts';
import type { MetricScope } from '../../../metrics/scope.ts';
import { goldenLabels } from './golden_labels.ts';
import type { SignalMapping } from './presets.ts';
import { seriesKey } from './series_key.ts';

/** A series of the page that counts requests. */
interface Counted {
  /** Among the samples of its family. */
  readonly place: number;
  readonly key: string;
  readonly labels: ReturnType<typeof goldenLabels>;
  /** Where it is counted; null until it is. */
  series: CounterSeries | null;
  /** Whether it was there on the first page, so that its first number only says where it stands. */
  readonly isOld: boolean;
  /** The last number that it had; undefined where it had none yet. */
  value: number | undefined;
}

/** Counts a target's requests under the golden signals' name. */
export class GoldenRequests {
  readonly #scope: MetricScope;
  readonly #service: string;
  readonly #mapping: SignalMapping['requests'];
  /** Null before the first page. */
  #counted: readonly Counted[] | null = null;

  constructor(scope: MetricScope, service: string, mapping: SignalMapping['requests']) {
    this.#scope = scope;
    this.#service = service;
    this.#mapping = mapping;
  }

  /**
   * Counts what has come since the page before. Answers what is not as it should be, as a clause, or null.
   */
  async count({ families, fresh }: PageRead, pacer: Pacer): Promise<string | null> {
    const { metric } = this.#mapping;
    const family = familyThatCounts(families, metric);
    if (family === null) {
      // Many a service has it from its first request on, all of which have come since.
      this.#counted ??= [];
      return `it has no counter ${metric}`;
    }
    if (this.#counted === null || fresh.has(family)) this.#counted = await this.#find(family, pacer);
    const part = this.#scope.counter(HTTP_REQUESTS_TOTAL);
    let broken = 0;
    for (const one of this.#counted) {
      if (pacer.isDue) await pacer.turn();
      const { value } = family.values[one.place] as ParsedSample;
      if (Number.isFinite(value) && value >= 0) {
        one.series ??= part.labels(one.labels);
        // Also where nothing came to it: a rate needs to see it before.
        one.series.inc(increase(value, one));
        one.value = value;
      } else broken += 1;
    }
    return broken === 0 ? null : `${broken} series of ${metric} count what is no number`;
  }

  async #find({ values }: ParsedFamily, pacer: Pacer): Promise<Counted[]> {
    const isFirst = this.#counted === null;
    const before = new Map(this.#counted?.map((one) => [one.key, one]));
    const counted: Counted[] = [];
    for (const [place, { metricName, labels }] of values.entries()) {
      if (pacer.isDue) await pacer.turn();
      if (metricName !== this.#mapping.metric) continue;
      const key = seriesKey('', labels);
      const own = goldenLabels(this.#service, labels, this.#mapping);
      const { isOld, value } = before.get(key) ?? { isOld: isFirst, value: undefined };
      counted.push({ place, key, labels: own, series: null, isOld, value });
    }
    return counted;
  }
}

/** What came to a counter, which may be new or have begun anew. */
function increase(value: number, { isOld, value: before }: Counted): number {
  if (before === undefined) return isOld ? 0 : value;
  return value < before ? value : value - before;
}

/** The family whose samples count requests; null where the page does not know the metric. */
function familyThatCounts(families: readonly ParsedFamily[], metric: string): ParsedFamily | null {
  const counter = families.find(({ name, type }) => name === metric && /^(?:counter|unknown)$/.test(type));
  const whole = families.find(
    ({ name, type }) => `${name}_count` === metric && /^(?:histogram|summary)$/.test(type),
  );
  return counter ?? whole ?? null;
}
