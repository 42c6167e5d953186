import { Pacer } from '../../metrics/exposition/page/pacer.ts';
import { type LiveSignals, shortened } from './live_signals.ts';
import { type RoutesQuery, sortedRoutes } from './routes_query.ts';
import type { RouteView } from './view.ts';

/** How often the clock is looked at. */
const ROUTES_BETWEEN_LOOKS = 32;
/** Most different questions whose answers are kept for those who ask the same. */
const MOST_ANSWERS = 32;

/** Answers to questions about routes, made once for all who ask between two ticks. */
export class RouteList {
  readonly #live: LiveSignals;
  #tick = -1;
  #routes: Promise<readonly RouteView[]> = Promise.resolve([]);
  readonly #answers = new Map<string, { readonly total: number; readonly routes: readonly RouteView[] }>();

  constructor(live: LiveSignals) {
    this.#live = live;
  }

  /** The routes of the last five minutes that match, and how many there are beyond the limit, too. */
  async answer(
    query: RoutesQuery,
  ): Promise<{ readonly total: number; readonly routes: readonly RouteView[] }> {
    if (this.#tick !== this.#live.tickCount) {
      this.#tick = this.#live.tickCount;
      this.#answers.clear();
      this.#routes = this.#read();
    }
    const routes = await this.#routes;
    const key = JSON.stringify(query);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const sorted = sortedRoutes(routes, query);
    const answer = { total: sorted.length, routes: sorted.slice(0, query.limit).map(rounded) };
    if (this.#answers.size < MOST_ANSWERS) this.#answers.set(key, answer);
    return answer;
  }

  async #read(): Promise<readonly RouteView[]> {
    const pacer = new Pacer();
    const routes: RouteView[] = [];
    let looked = 0;
    for (const route of this.#live.routes()) {
      looked += 1;
      if (looked % ROUTES_BETWEEN_LOOKS === 0 && pacer.isDue) await pacer.turn();
      // Nobody asked for it in these five minutes.
      if ((route.traffic ?? 0) > 0 || route.p50 !== null) routes.push(route);
    }
    return routes;
  }
}

function rounded(route: RouteView): RouteView {
  return { ...route, ...shortened(route) };
}
