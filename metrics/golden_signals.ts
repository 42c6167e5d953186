import { HTTP_REQUEST_DURATION_SECONDS, HTTP_REQUESTS_TOTAL } from '../conventions/metrics.ts';
import type { CounterSeries } from './counter.ts';
import type { Exemplar } from './exemplar.ts';
import type { HistogramSeries } from './histogram.ts';
import type { Part } from './part.ts';
import type { MetricScope } from './scope.ts';

const METHODS = new Map(
  ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'QUERY'].map(
    (method, index) => [method, index],
  ),
);
const OTHER_METHOD = '<other>';
const METHOD_NUMBERS = 16;
/** Routes whose handles are kept; producers bound theirs, so that it is reached only by mistake. */
const MOST_ROUTES = 10_000;

/** One answered request. */
export interface ObservedRequest {
  readonly method: string;
  /** The matched template, never the raw path. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** What leads to the request's trace, `{ trace_id: … }`, where there is one. */
  readonly exemplar?: Exemplar['labels'] | undefined;
}

/** Counts requests and their latency under the golden-signal names, for one service. */
export class GoldenSignals {
  readonly #service: string;
  readonly #requests: Part<CounterSeries>;
  readonly #durations: Part<HistogramSeries>;
  readonly #routes = new Map<string, RouteSignals>();

  constructor(scope: MetricScope, service: string) {
    this.#service = service;
    this.#requests = scope.counter(HTTP_REQUESTS_TOTAL);
    this.#durations = scope.histogram(HTTP_REQUEST_DURATION_SECONDS);
  }

  /**
   * Methods that HTTP does not know are counted as `<other>`, so that clients cannot mint series.
   * `times`, a whole number over 0, counts so many requests like this one.
   * Throws a RangeError, and counts nothing, where the duration is not finite.
   */
  request({ method, route, status, seconds, exemplar }: ObservedRequest, times = 1): void {
    this.route(route).request(method, status, seconds, exemplar, times);
  }

  /** The signals of one route. Keep it rather than ask again on a hot path. */
  route(route: string): RouteSignals {
    const known = this.#routes.get(route);
    if (known !== undefined) return known;
    if (this.#routes.size >= MOST_ROUTES) this.#routes.clear();
    const signals = new RouteSignals((method, status) => {
      const labels = { service: this.#service, method, route, status };
      return { requests: this.#requests.labels(labels), durations: this.#durations.labels(labels) };
    });
    this.#routes.set(route, signals);
    return signals;
  }
}

/** The handles of one route, method and status. */
interface Outcome {
  readonly requests: CounterSeries;
  readonly durations: HistogramSeries;
}

/** Counts the requests of one route, by method and status, through handles that it asks for once. */
export class RouteSignals {
  readonly #ask: (method: string, status: string) => Outcome;
  readonly #outcomes = new Map<number, Outcome>();

  constructor(ask: (method: string, status: string) => Outcome) {
    this.#ask = ask;
  }

  /** As `GoldenSignals.request`. */
  request(method: string, status: number, seconds: number, exemplar?: Exemplar['labels'], times = 1): void {
    // It would spoil the sum for good; and the two must never disagree on how many requests there were.
    if (!Number.isFinite(seconds)) throw new RangeError(`A request cannot take ${seconds} seconds.`);
    const { requests, durations } = this.#outcome(method, status);
    durations.observe(seconds, exemplar, times);
    requests.inc(times);
  }

  #outcome(method: string, status: number): Outcome {
    const number = METHODS.get(method) ?? METHODS.get(method.toUpperCase()) ?? METHODS.size;
    const key = status * METHOD_NUMBERS + number;
    const isKey = Number.isSafeInteger(status);
    const known = isKey ? this.#outcomes.get(key) : undefined;
    if (known !== undefined) return known;
    const upper = method.toUpperCase();
    const outcome = this.#ask(METHODS.has(upper) ? upper : OTHER_METHOD, String(status));
    if (isKey) this.#outcomes.set(key, outcome);
    return outcome;
  }
}
