import { LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import type { ExporterSettings } from '../exporter/settings.ts';
import { notificationsOf } from './notify.ts';
import type { Definition } from './schema.ts';
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
    mirror: definition.mirror.cloudwatch ?? null,
    notifications: notificationsOf(definition.notify),
    status: statusSettingsOf(definition, file),
    latencyBuckets: latencyBuckets(definition),
    baseDirectory,
  };
}

/** The usual bounds and the threshold of every alert and objective on latency, in seconds, ascending. */
export function latencyBuckets({ alerts, objectives }: Definition): number[] {
  const thresholds = [
    ...alerts.flatMap((alert) => (alert.signal === 'latency' ? [alert.above / 1000] : [])),
    ...objectives.flatMap((one) => (one.signal === 'latency' ? [one.threshold / 1000] : [])),
  ];
  return [...new Set([...LATENCY_BUCKETS_SECONDS, ...thresholds])].sort((a, b) => a - b);
}
