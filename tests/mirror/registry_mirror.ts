import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { CloudwatchMirror } from '../../exporter/outputs/cloudwatch_mirror/mirror.ts';
import { cloudwatchMirrorSettings } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import { workerSettings } from '../../exporter/outputs/cloudwatch_mirror/testing/worker_settings.ts';
import { type CapturedLog, capturedLog } from '../../exporter/testing.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { type CloudWatchStandIn, startCloudWatch } from '../cloudwatch_standin/standin.ts';
import { sumOf } from '../support/metrics.ts';
import { temporaryDirectory } from '../support/temporary_directory.ts';
import { CREDENTIALS } from './served_exporter.ts';

/** A real mirror of a registry of the test's own, and a CloudWatch. */
export interface RegistryMirror {
  readonly metrics: MetricRegistry;
  readonly aws: CloudWatchStandIn;
  readonly log: CapturedLog;
  /** Reads the registry, and waits until CloudWatch has what came. */
  read(): Promise<void>;
  /** The sum of one of the mirror's own series over all label sets that contain these labels. */
  own(series: string, labels?: Readonly<Record<string, string>>): Promise<number>;
}

/** Starts one, which ends with the running test. It reads when it is told to. */
export async function mirrorRegistry(select: readonly object[], more: object = {}): Promise<RegistryMirror> {
  for (const [name, value] of Object.entries(CREDENTIALS)) vi.stubEnv(name, value);
  const aws = await startCloudWatch();
  const directory = await temporaryDirectory();
  const metrics = new MetricRegistry();
  metrics.trackExtremes(() => true);
  const { log, captured } = capturedLog();
  const mirror = new CloudwatchMirror({
    settings: cloudwatchMirrorSettings.parse({
      namespace: 'Test',
      region: 'us-east-1',
      endpoint: aws.url,
      select,
      ...more,
    }),
    worker: workerSettings(join(directory, 'spool'), aws.url),
    registry: metrics,
    log,
    directory,
    clock: { now: Date.now, uptime: () => performance.now() },
    startedAt: performance.timeOrigin,
    isComplete: () => true,
    refresh: () => {},
    saveSources: async () => {},
    onFailure: (metric, error) => log.error({ err: error }, `${metric} could not be collected.`),
    intervals: never,
  });
  onTestFinished(async () => {
    await mirror.stop();
    await aws.close();
    vi.unstubAllEnvs();
  });
  await mirror.started;
  return {
    metrics,
    aws,
    log: captured,
    async read() {
      await mirror.readNow({ gauges: true });
      await vi.waitFor(() => expect(mirror.status.spool.datums).toBe(0), 10_000);
    },
    async own(series, labels) {
      mirror.refresh();
      return sumOf(await metrics.registry.metrics(), series, labels);
    },
  };
}

async function* never(signal: AbortSignal): AsyncGenerator<number, void> {
  if (!signal.aborted) await once(signal, 'abort');
  yield* [];
}
