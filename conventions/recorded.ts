import { formatDuration } from './quantities.ts';

/** The window that dashboards read, and that alerts use unless they say otherwise: five minutes. */
export const DEFAULT_WINDOW_MS = 300_000;

/** Latency quantiles that are recorded for every service and route. */
export const LATENCY_QUANTILES = [0.5, 0.9, 0.95, 0.99] as const;

/**
 * Names of the recorded series, `level:metric:operation` as Prometheus recommends
 * (https://prometheus.io/docs/practices/rules/). Alerts, objectives and dashboards read only these.
 * Windows are milliseconds.
 */
export const RECORDED = {
  /** Requests per second, by service. */
  traffic: (window: number) => `service:http_requests:rate${formatDuration(window)}`,
  /** Share of requests answered 5xx, by service. */
  errorRatio: (window: number) => `service:http_request_errors:ratio_rate${formatDuration(window)}`,
  /** Latency in seconds, by service and quantile. */
  latency: (window: number) => `service:http_request_duration_seconds:quantile_rate${formatDuration(window)}`,
  /** The fullest instance of each resource, by service and resource. */
  saturation: () => 'service:saturation_ratio:max',
  /** Requests per second, by service and status. */
  trafficByStatus: (window: number) => `service_status:http_requests:rate${formatDuration(window)}`,
  /** Requests per second, by service, method and route. */
  trafficByRoute: (window: number) => `service_route:http_requests:rate${formatDuration(window)}`,
  /** Share of requests answered 5xx, by service, method and route. */
  errorRatioByRoute: (window: number) =>
    `service_route:http_request_errors:ratio_rate${formatDuration(window)}`,
  /** Latency in seconds, by service, method, route and quantile. */
  latencyByRoute: (window: number) =>
    `service_route:http_request_duration_seconds:quantile_rate${formatDuration(window)}`,
} as const;
