import { LABEL } from './labels.ts';
import { MIRROR_METRICS } from './mirror_metrics.ts';
import { NOTIFICATION_METRICS } from './notification_metrics.ts';
import { self } from './self_metric.ts';
import { SERVER_METRICS } from './server_metrics.ts';
import { STATUS_METRICS } from './status_metrics.ts';

/** A metric as it is declared: once, here or beside the source that emits it. */
export interface MetricDeclaration {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Bounds of a histogram's classic buckets, ascending; those of the registry unless given. */
  readonly buckets?: readonly number[] | undefined;
}

/** The series that carry traffic, errors and latency; sources and `instrument/` emit these two. */
export const HTTP_REQUESTS_TOTAL = {
  name: 'http_requests_total',
  type: 'counter',
  help: 'HTTP requests answered.',
  labels: [LABEL.service, LABEL.method, LABEL.route, LABEL.status],
} as const satisfies MetricDeclaration;

export const HTTP_REQUEST_DURATION_SECONDS = {
  name: 'http_request_duration_seconds',
  type: 'histogram',
  help: 'Time from the request to the end of its response, in seconds.',
  labels: [LABEL.service, LABEL.method, LABEL.route, LABEL.status],
} as const satisfies MetricDeclaration;

/** The series that carries saturation: how full a resource is, 0 to 1. */
export const SATURATION_RATIO = {
  name: 'saturation_ratio',
  type: 'gauge',
  help: 'How much of a limited resource is in use, 0 to 1.',
  labels: [LABEL.service, LABEL.resource],
} as const satisfies MetricDeclaration;

/** What every installation emits about requests, whichever source observed them. */
export const GOLDEN_SIGNALS = [HTTP_REQUESTS_TOTAL, HTTP_REQUEST_DURATION_SECONDS] as const;

/**
 * Bounds of latency buckets in seconds, prom-client's defaults. Thresholds of latency alerts join them,
 * so that the question an alert asks is answered without interpolation.
 */
export const LATENCY_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** goldwatch's metrics about itself. */
export const SELF_METRICS = {
  buildInfo: self('goldwatch_build_info', 'gauge', 'Version of goldwatch and of Node; always 1.', [
    'version',
    'node_version',
  ]),
  ready: self('goldwatch_ready', 'gauge', '1 once every source has caught up with what was there at start.'),
  sourceUp: self(
    'goldwatch_source_up',
    'gauge',
    '1 while the source works, 0 while its last attempt failed.',
    [LABEL.source, LABEL.sourceType],
  ),
  sourceLastSuccess: self(
    'goldwatch_source_last_success_timestamp_seconds',
    'gauge',
    'Unix time of the last time the source worked.',
    [LABEL.source],
  ),
  sourceErrors: self('goldwatch_source_errors_total', 'counter', 'Failures of a source by reason.', [
    LABEL.source,
    LABEL.reason,
  ]),
  sourceLag: self('goldwatch_source_lag_bytes', 'gauge', 'Bytes that wait to be read by the source.', [
    LABEL.source,
  ]),
  series: self(
    'goldwatch_series',
    'gauge',
    'Prometheus series held for sources, against exporter.series_limit.',
  ),
  seriesLimit: self('goldwatch_series_limit', 'gauge', 'The setting exporter.series_limit.'),
  seriesDropped: self(
    'goldwatch_series_limit_dropped_total',
    'counter',
    'Observations dropped because their label set was new beyond exporter.series_limit.',
    [LABEL.metric],
  ),
  seriesExpired: self(
    'goldwatch_series_expired_total',
    'counter',
    'Label sets forgotten because nothing wrote them for as long as exporter.expire_after says.',
    [LABEL.metric],
  ),
  reloadSuccessful: self(
    'goldwatch_config_last_reload_successful',
    'gauge',
    '1 if the last attempt to load monitoring.yml succeeded, 0 if the previous configuration is still in use.',
  ),
  reloadTimestamp: self(
    'goldwatch_config_last_reload_success_timestamp_seconds',
    'gauge',
    'Unix time of the last successful load of monitoring.yml.',
  ),
  collectErrors: self(
    'goldwatch_collect_errors_total',
    'counter',
    'Metrics left out of a scrape because their collection threw.',
    [LABEL.metric],
  ),
  scrapesCutOff: self(
    'goldwatch_scrapes_cut_off_total',
    'counter',
    'Scrapes given up because their time was over, by what was too slow.',
    [LABEL.reason],
  ),
  scrapesRefused: self(
    'goldwatch_scrapes_refused_total',
    'counter',
    'Scrapes answered 503 because too many were being answered already.',
  ),
  scrapeRendering: self(
    'goldwatch_scrape_rendering_seconds',
    'gauge',
    'Time that the last scrape waited for its page to be rendered, in seconds.',
  ),
  ...NOTIFICATION_METRICS,
  ...MIRROR_METRICS,
  ...SERVER_METRICS,
  ...STATUS_METRICS,
} as const;
