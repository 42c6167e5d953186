import { HTTP_REQUEST_DURATION_SECONDS, LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import { parseSelector } from '../exporter/outputs/cloudwatch_mirror/selector.ts';
import type { MirrorEntry } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import type { ExporterSettings } from '../exporter/settings.ts';
import { mirrorSettingsOf } from './mirror_settings.ts';
import { notificationsOf } from './notify.ts';
import type { Definition } from './schema.ts';
import { prometheusHalf } from './sides.ts';
import { type FileRead, statusSettingsOf } from './status_settings.ts';

/** The exporter's part of a definition. `baseDirectory` is the absolute folder of monitoring.yml, `file` what was read there. */
export function exporterSettingsOf(
  definition: Definition,
  baseDirectory: string,
  file: FileRead = { text: '', readAt: 0 },
): ExporterSettings {
  return {
    ...definition.exporter,
    service: definition.service.name,
    sources: definition.sources,
    mirror: mirrorSettingsOf(definition),
    notifications: notificationsOf(definition.notify),
    status: statusSettingsOf(prometheusHalf(definition), file),
    latencyBuckets: latencyBuckets(definition),
    baseDirectory,
  };
}

/**
 * The usual bounds, the threshold of every alert and objective on latency, and every bound above which the mirror counts requests;
 * in seconds, ascending.
 */
export function latencyBuckets({ alerts, objectives, mirror }: Definition): number[] {
  const thresholds = [
    ...alerts.flatMap((alert) => (alert.signal === 'latency' ? [alert.above / 1000] : [])),
    ...objectives.flatMap((one) => (one.signal === 'latency' ? [one.threshold / 1000] : [])),
    ...(mirror.cloudwatch?.select ?? []).flatMap(boundOfRequests),
  ];
  return [...new Set([...LATENCY_BUCKETS_SECONDS, ...thresholds])].sort((a, b) => a - b);
}

function boundOfRequests({ series, count_above: bound }: MirrorEntry): number[] {
  return bound !== undefined && parseSelector(series).name === HTTP_REQUEST_DURATION_SECONDS.name
    ? [bound]
    : [];
}
