import { LABEL } from '../../conventions/labels.ts';
import {
  HTTP_REQUEST_DURATION_SECONDS,
  HTTP_REQUESTS_TOTAL,
  SATURATION_RATIO,
  SELF_METRICS,
} from '../../conventions/metrics.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import type { Definition } from '../schema.ts';
import { type AlarmMetric, labelsOfService, mirroredMetric } from './mirrored_metric.ts';

/** Requests of which rules say that they failed: those that are answered 5xx. */
export const FAILED_REQUESTS = `${HTTP_REQUESTS_TOTAL.name}{${LABEL.status}=~"5.."}`;

/** What metrics of the golden signals are called in CloudWatch, by the series that they are made of. */
export const SIGNAL_NAMES: ReadonlyMap<string, string> = new Map([
  [HTTP_REQUESTS_TOTAL.name, 'Requests'],
  [FAILED_REQUESTS, 'FailedRequests'],
  [HTTP_REQUEST_DURATION_SECONDS.name, 'Latency'],
]);

/** All requests of a service, to be asked for as a sum. Null where nothing is mirrored, as with the others below. */
export function requestsMetric(definition: Definition, service: string): AlarmMetric | null {
  return ofSignal(definition, HTTP_REQUESTS_TOTAL.name, service);
}

/** Those of them that failed, to be asked for as a sum. */
export function failedRequestsMetric(definition: Definition, service: string): AlarmMetric | null {
  return ofSignal(definition, FAILED_REQUESTS, service);
}

/** How long requests of a service took, in seconds: percentiles, average, and `SampleCount` for how many there were. */
export function latencyMetric(definition: Definition, service: string): AlarmMetric | null {
  return ofSignal(definition, HTTP_REQUEST_DURATION_SECONDS.name, service);
}

/** How many requests took longer than a threshold in milliseconds, to be asked for as a sum. */
export function slowRequestsMetric(
  definition: Definition,
  service: string,
  threshold: number,
): AlarmMetric | null {
  return mirroredMetric(definition, {
    series: HTTP_REQUEST_DURATION_SECONDS.name,
    name: `RequestsOver${formatDuration(threshold)}`,
    labels: labelsOfService(service),
    countAbove: Number((threshold / 1000).toPrecision(15)),
  });
}

/** How full a resource of a service is, 0 to 1, to be asked for as a maximum. */
export function saturationMetric(
  definition: Definition,
  service: string,
  resource: string,
): AlarmMetric | null {
  return mirroredMetric(definition, {
    series: SATURATION_RATIO.name,
    name: 'Saturation',
    labels: { ...labelsOfService(service), [LABEL.resource]: resource },
  });
}

/** 1 while the exporter is there and has caught up; it has no service. */
export function readyMetric(definition: Definition): AlarmMetric | null {
  return mirroredMetric(definition, { series: SELF_METRICS.ready.name, name: 'ExporterReady', labels: {} });
}

function ofSignal(definition: Definition, series: string, service: string): AlarmMetric | null {
  return mirroredMetric(definition, {
    series,
    name: SIGNAL_NAMES.get(series) ?? series,
    labels: labelsOfService(service),
  });
}
