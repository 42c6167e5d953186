import { HTTP_REQUEST_DURATION_SECONDS, HTTP_REQUESTS_TOTAL } from '../conventions/metrics.ts';
import type { CounterSeries } from './counter.ts';
import type { HistogramSeries } from './histogram.ts';
import type { Part } from './part.ts';
import type { MetricScope } from './scope.ts';

const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
]);
const OTHER_METHOD = '<other>';

/** One answered request. */
export interface ObservedRequest {
  readonly method: string;
  /** The matched template, never the raw path. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Counts requests and their latency under the golden-signal names, for one service. */
export class GoldenSignals {
  readonly #service: string;
  readonly #requests: Part<CounterSeries>;
  readonly #durations: Part<HistogramSeries>;

  constructor(scope: MetricScope, service: string) {
    this.#service = service;
    this.#requests = scope.counter(HTTP_REQUESTS_TOTAL);
    this.#durations = scope.histogram(HTTP_REQUEST_DURATION_SECONDS);
  }

  /**
   * Methods that HTTP does not know are counted as `<other>`, so that clients cannot mint series.
   * Throws a RangeError, and counts nothing, where the duration is not finite.
   */
  request({ method, route, status, seconds }: ObservedRequest): void {
    const upper = method.toUpperCase();
    const labels = {
      service: this.#service,
      method: METHODS.has(upper) ? upper : OTHER_METHOD,
      route,
      status: String(status),
    };
    // First what may refuse its value, so that the two never disagree on how many requests there were.
    this.#durations.labels(labels).observe(seconds);
    this.#requests.labels(labels).inc();
  }
}
