import { mkdir } from 'node:fs/promises';
import { pino } from 'pino';
import { z } from 'zod';
import { LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import { type Exporter, startExporter } from '../exporter/app.ts';
import { type ExporterSettings, exporterSettings, sourceSettings } from '../exporter/settings.ts';
import { NO_STATUS_SETTINGS } from '../exporter/status/status_settings.ts';

/** The exporter as `goldwatch serve` runs it, with these sources and its state in this directory, once it has caught up. */
export async function servedExporter(
  directory: string,
  sources: readonly unknown[],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Exporter> {
  await mkdir(directory, { recursive: true });
  const all: ExporterSettings = {
    ...exporterSettings.parse({ listen: '127.0.0.1:0', ...settings }),
    sources: z.array(sourceSettings).parse(sources),
    mirror: null,
    notifications: { digest: null, heartbeat: null },
    status: NO_STATUS_SETTINGS,
    service: 'demo-api',
    latencyBuckets: LATENCY_BUCKETS_SECONDS,
    baseDirectory: directory,
  };
  const log = pino({ level: 'silent' });
  const exporter = await startExporter({ settings: all, version: '0', log, reload: async () => all });
  await exporter.ready;
  return exporter;
}
