import type { FastifyRequest } from 'fastify';
import { UNMATCHED_ROUTE } from '../conventions/labels.ts';
import type { GoldenSignals, RouteSignals } from '../metrics/golden_signals.ts';

/**
 * The signals of the route that a request has matched.
 *
 * `request.routeOptions` makes an object each time, which costs more than to count the request. What it is made of, the
 * route's context, Fastify keeps in the request under a symbol. That is looked for in each route's first request, and
 * taken for the context only where it holds the very `config` that `routeOptions` answers. Where nothing does, all
 * requests ask `routeOptions`.
 */
export class FastifyRoutes {
  readonly #signals: GoldenSignals;
  readonly #known = new WeakMap<object, RouteSignals>();
  #contextKey = Symbol('not found yet');

  constructor(signals: GoldenSignals) {
    this.#signals = signals;
  }

  of(request: FastifyRequest): RouteSignals {
    const context = (request as Keyed)[this.#contextKey];
    return this.#known.get(context as object) ?? this.#find(request);
  }

  #find(request: FastifyRequest): RouteSignals {
    const { url, config } = request.routeOptions;
    const signals = this.#signals.route(url ?? UNMATCHED_ROUTE);
    for (const key of Object.getOwnPropertySymbols(request)) {
      const value = (request as Keyed)[key];
      if (!isContext(value, config)) continue;
      this.#contextKey = key;
      this.#known.set(value, signals);
      break;
    }
    return signals;
  }
}

type Keyed = FastifyRequest & { readonly [key: symbol]: unknown };

function isContext(value: unknown, config: object): value is object {
  return typeof value === 'object' && value !== null && 'config' in value && value.config === config;
}
