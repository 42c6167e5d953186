import { mkdir } from 'node:fs/promises';
import { pino } from 'pino';
import { z } from 'zod';
import { LATENCY_BUCKETS_SECONDS } from '../../conventions/metrics.ts';
import { startExporter } from '../../exporter/app.ts';
import { type ExporterSettings, exporterSettings, sourceSettings } from '../../exporter/settings.ts';
import { NO_STATUS_SETTINGS } from '../../exporter/status/status_settings.ts';
import { processorTime } from '../events/serving.ts';
import type { Commands } from '../exposition/contestant.ts';
import { sources } from './workload.ts';

const SERIES = 1_000_000;

/** The exporter as `goldwatch serve` runs it, with the sources of the workload. */
export async function create(directory = ''): Promise<Commands> {
  await mkdir(directory, { recursive: true });
  const settings: ExporterSettings = {
    ...exporterSettings.parse({ listen: '127.0.0.1:0', series_limit: SERIES }),
    sources: z.array(sourceSettings).parse(sources()),
    mirror: null,
    notifications: { digest: null, heartbeat: null },
    status: NO_STATUS_SETTINGS,
    service: 'demo-api',
    latencyBuckets: LATENCY_BUCKETS_SECONDS,
    baseDirectory: directory,
  };
  const log = pino({ level: 'silent' });
  const exporter = await startExporter({ settings, version: '0', log, reload: async () => settings });
  await exporter.ready;
  return {
    port: () => Number(new URL(exporter.url).port),
    processor: processorTime,
  };
}
