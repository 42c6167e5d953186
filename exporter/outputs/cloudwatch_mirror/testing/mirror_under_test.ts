import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { MetricRegistry } from '../../../../metrics/registry.ts';
import {
  type CloudWatchStandIn,
  EXAMPLE_CREDENTIALS,
  startCloudWatch,
} from '../../../../tests/cloudwatch_standin/standin.ts';
import { temporaryDirectory } from '../../../../tests/support/temporary_directory.ts';
import { capturedLog } from '../../../testing.ts';
import { CloudwatchMirror, type MirrorOptions } from '../mirror.ts';
import { cloudwatchMirrorSettings } from '../settings.ts';
import { workerSettings } from './worker_settings.ts';

/** A worker that crashes whenever it hears of a batch. */
export const FAILING = new URL('./failing_worker.ts', import.meta.url);
/** What is no program at all. */
export const MISSING = new URL('./there_is_none.ts', import.meta.url);

export const MAILS = { name: 'mails_total', type: 'counter', help: 'Mails.', labels: ['kind'] } as const;

/** CloudWatch, with the credentials for it in the environment. */
export async function standIn(): Promise<CloudWatchStandIn> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', EXAMPLE_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', EXAMPLE_CREDENTIALS.secretAccessKey);
  const aws = await startCloudWatch();
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await aws.close();
  });
  return aws;
}

/** What CloudWatch has got of mails. */
export function mailsIn(aws: CloudWatchStandIn): number {
  const its = aws.received.filter(({ metricName }) => metricName === 'mails_total');
  return its.reduce((sum, { values }) => sum + values.reduce((total, value) => total + value, 0), 0);
}

/** A registry with mails, and mirrors of it that read when they are told: one process and what comes after it. */
export class MirroredProcess {
  readonly registry = new MetricRegistry();
  readonly mails = this.registry.scope().counter(MAILS);
  readonly captured = capturedLog();
  readonly startedAt = Date.now();
  uptime = 0;
  readonly aws: CloudWatchStandIn;
  readonly directory: string;

  constructor(aws: CloudWatchStandIn, directory: string) {
    this.aws = aws;
    this.directory = directory;
  }

  static async begin(): Promise<MirroredProcess> {
    return new MirroredProcess(await standIn(), join(await temporaryDirectory(), 'mirror'));
  }

  mirror(
    options: Partial<MirrorOptions> = {},
    settings: Readonly<Record<string, unknown>> = {},
  ): CloudwatchMirror {
    const { directory = this.directory } = options;
    const mirror = new CloudwatchMirror({
      settings: cloudwatchMirrorSettings.parse({
        namespace: 'Shop',
        select: [{ series: MAILS.name, dimensions: ['kind'] }],
        ...settings,
      }),
      worker: workerSettings(join(directory, 'spool'), this.aws.url),
      registry: this.registry,
      log: this.captured.log,
      directory,
      clock: { now: Date.now, uptime: () => this.uptime },
      startedAt: this.startedAt,
      isComplete: () => true,
      refresh: () => {},
      saveSources: async () => {},
      onFailure: () => {},
      intervals: async function* none() {},
      ...options,
    });
    onTestFinished(async () => void (await mirror.stop()));
    return mirror;
  }
}
