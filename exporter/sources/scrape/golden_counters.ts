import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { PageRead } from '../../../metrics/exposition/parse/repeated_page.ts';
import type { MetricScope } from '../../../metrics/scope.ts';
import { type ChosenBounds, GoldenDurations } from './golden_durations.ts';
import { GoldenRequests } from './golden_requests.ts';
import type { SignalMapping } from './presets.ts';

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
  readonly #requests: GoldenRequests;
  readonly #durations: GoldenDurations | null;

  constructor({ scope, service, mapping, bounds }: GoldenCountersOptions) {
    const { requests, duration } = mapping;
    this.#requests = new GoldenRequests(scope, service, requests);
    this.#durations =
      duration === undefined ? null : new GoldenDurations({ scope, service, mapping: duration, bounds });
  }

  /**
   * Counts a page; answers what of the mapping is not as it should be, as clauses. Of families that are not fresh, labels are not
   * looked at.
   */
  async count(page: PageRead, pacer: Pacer): Promise<string[]> {
    const problem = await this.#requests.count(page, pacer);
    const others = (await this.#durations?.count(page, pacer)) ?? [];
    return problem === null ? others : [problem, ...others];
  }
}
