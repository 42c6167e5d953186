/** Labels of a metric that say what a request was; what is not named is not known. */
export interface MappedLabels {
  readonly method?: string | undefined;
  readonly route?: string | undefined;
  readonly status?: string | undefined;
}

/** A histogram of latency. */
export interface MappedDuration extends MappedLabels {
  /** The name without `_bucket`. */
  readonly metric: string;
  readonly unit: 'seconds' | 'milliseconds';
  /** Its highest bound in seconds, unless the service has chosen others: no quantile says more. */
  readonly highest?: number | undefined;
}

/** Which series of a service carry its golden signals. */
export interface SignalMapping {
  /** A counter of requests, or the `_count` of a histogram or summary of them. */
  readonly requests: MappedLabels & {
    readonly metric: string;
    /** The status, such as `503`, or its class, `5xx`: what failed begins with 5. */
    readonly status: string;
  };
  readonly duration?: MappedDuration | undefined;
  /** The latency of each route, where `duration` has no routes; rules alone read it. */
  readonly route_duration?: MappedDuration | undefined;
}

const NODE_LABELS = { method: 'method', route: 'path', status: 'status_code' } as const;
const FASTIFY_LABELS = { method: 'method', route: 'route', status: 'status_code' } as const;
const OPEN_TELEMETRY_LABELS = {
  method: 'http_request_method',
  route: 'http_route',
  status: 'http_response_status_code',
} as const;
const SPRING_LABELS = { method: 'method', route: 'uri', status: 'status' } as const;
const GO_LABELS = { method: 'method', route: 'handler', status: 'code' } as const;
const OWN_LABELS = { method: 'method', route: 'route', status: 'status' } as const;

/** What well-known libraries call the golden signals, with their own defaults. */
export const PRESETS = {
  // goldwatch's instrument/.
  goldwatch: {
    requests: { metric: 'http_requests_total', ...OWN_LABELS },
    duration: { metric: 'http_request_duration_seconds', unit: 'seconds', highest: 10, ...OWN_LABELS },
  },
  // prometheus-fastapi-instrumentator 8.1.0, metrics.default. Statuses are classes (2xx). The histogram with routes ends at one
  // second, so that it cannot say more; the one without has buckets up to a minute.
  fastapi: {
    requests: { metric: 'http_requests_total', method: 'method', route: 'handler', status: 'status' },
    duration: { metric: 'http_request_duration_highr_seconds', unit: 'seconds', highest: 60 },
    route_duration: {
      metric: 'http_request_duration_seconds',
      unit: 'seconds',
      method: 'method',
      route: 'handler',
    },
  },
  // starlette-exporter 0.24.0, middleware.py, with its default prefix.
  starlette: {
    requests: { metric: 'starlette_requests_total', ...NODE_LABELS },
    duration: { metric: 'starlette_request_duration_seconds', unit: 'seconds', highest: 10, ...NODE_LABELS },
  },
  // A middleware written with prometheus_client (0.26.0), as tutorials have it.
  prometheus_client: {
    requests: { metric: 'http_requests_total', method: 'method', route: 'endpoint', status: 'status' },
    duration: {
      metric: 'http_request_duration_seconds',
      unit: 'seconds',
      highest: 10,
      method: 'method',
      route: 'endpoint',
    },
  },
  // Semantic conventions for HTTP metrics 1.23 (stable), http.server.request.duration as the Prometheus exporters name it.
  opentelemetry: {
    requests: { metric: 'http_server_request_duration_seconds_count', ...OPEN_TELEMETRY_LABELS },
    duration: {
      metric: 'http_server_request_duration_seconds',
      unit: 'seconds',
      highest: 10,
      ...OPEN_TELEMETRY_LABELS,
    },
  },
  // fastify-metrics 14.1.0, dist/fastify-metrics.js.
  'fastify-metrics': {
    requests: { metric: 'http_request_duration_seconds_count', ...FASTIFY_LABELS },
    duration: { metric: 'http_request_duration_seconds', unit: 'seconds', highest: 10, ...FASTIFY_LABELS },
  },
  // @promster/metrics 15.6.0, dist/index.js.
  promster: {
    requests: { metric: 'http_requests_total', ...NODE_LABELS },
    duration: { metric: 'http_request_duration_seconds', unit: 'seconds', highest: 10, ...NODE_LABELS },
  },
  // express-prom-bundle 8.0.0, src/index.js; methods and paths with its options includeMethod and includePath.
  'express-prom-bundle': {
    requests: { metric: 'http_request_duration_seconds_count', ...NODE_LABELS },
    duration: { metric: 'http_request_duration_seconds', unit: 'seconds', highest: 10, ...NODE_LABELS },
  },
  // Spring Boot 3.5 with Micrometer 1.15, http.server.requests; latency with
  // management.metrics.distribution.percentiles-histogram.http.server.requests=true.
  spring: {
    requests: { metric: 'http_server_requests_seconds_count', ...SPRING_LABELS },
    duration: { metric: 'http_server_requests_seconds', unit: 'seconds', highest: 30, ...SPRING_LABELS },
  },
  // client_golang 1.23, promhttp.InstrumentHandlerCounter and …Duration, which know the labels code and method (in lower case); names
  // and the label handler are an application's own, and mostly these.
  promhttp: {
    requests: { metric: 'http_requests_total', ...GO_LABELS },
    duration: { metric: 'http_request_duration_seconds', unit: 'seconds', highest: 10, ...GO_LABELS },
  },
} as const satisfies Record<string, SignalMapping>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as [PresetName, ...PresetName[]];

/** The mapping that a source's `golden_signals` names or is; null where there is none. */
export function mappingOf(signals: PresetName | SignalMapping | undefined): SignalMapping | null {
  if (signals === undefined) return null;
  return typeof signals === 'string' ? PRESETS[signals] : signals;
}
