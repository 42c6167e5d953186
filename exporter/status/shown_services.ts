import { SELF_SERVICE } from '../../conventions/labels.ts';
import { MOST_SHOWN } from './history.ts';
import { STEP_MS } from './steps.ts';

/** In so many milliseconds without requests, what a service had counts half. */
const HALF_LIFE_MS = 30 * 60_000;
const KEPT_PER_STEP = 0.5 ** (STEP_MS / HALF_LIFE_MS);
/** So many times the requests of a service that is shown, one that is not must have to take its place: no flapping. */
const CLEARLY_MORE = 1.5;

/** Which services are shown where there are too many: those with most requests over the last hour or so, and goldwatch itself. */
export class ShownServices {
  readonly #requests = new Map<string, number>();
  #shown = new Set<string>();

  /** The services that are shown, by name, goldwatch last. */
  get names(): readonly string[] {
    return [...this.#shown].sort(byName);
  }

  /** How many services there are that are not shown. */
  get leftOut(): number {
    return this.#requests.size - this.#shown.size;
  }

  /** Takes note of the services that there are, and of how many requests came to each since the last time. */
  choose(present: ReadonlyMap<string, number>): void {
    for (const service of this.#requests.keys()) {
      if (!present.has(service)) this.#requests.delete(service);
    }
    for (const [service, came] of present) {
      this.#requests.set(service, (this.#requests.get(service) ?? 0) * KEPT_PER_STEP + came);
    }
    if (present.size <= MOST_SHOWN) {
      this.#shown = new Set(present.keys());
      return;
    }
    const ranked = [...this.#requests.keys()].toSorted((one, other) => this.#rank(other) - this.#rank(one));
    this.#shown = new Set(ranked.slice(0, MOST_SHOWN));
  }

  #rank(service: string): number {
    if (service === SELF_SERVICE) return Number.POSITIVE_INFINITY;
    const requests = this.#requests.get(service) ?? 0;
    // A little more than nothing, so that of services without requests those stay that are shown.
    return this.#shown.has(service) ? (requests + 1) * CLEARLY_MORE : requests;
  }
}

/** By name, goldwatch itself last. */
export function byName(one: string, other: string): number {
  const isSelf = Number(one === SELF_SERVICE) - Number(other === SELF_SERVICE);
  return isSelf !== 0 ? isSelf : one < other ? -1 : 1;
}
