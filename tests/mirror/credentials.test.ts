import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EXAMPLE_CREDENTIALS, startCloudWatch } from '../cloudwatch_standin/standin.ts';
import { sumOf } from '../support/metrics.ts';
import { temporaryDirectory } from '../support/temporary_directory.ts';
import { totals } from './received.ts';
import { RequestLog } from './request_log.ts';
import { GENEROUS, LOG_FILE, ServedExporter, writeDefinition } from './served_exporter.ts';

const NO_CREDENTIALS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: '' };

test('without credentials the exporter says so once and serves metrics, and when there are some all has arrived', {
  timeout: 120_000,
}, async () => {
  const aws = await startCloudWatch();
  onTestFinished(() => aws.close());
  const directory = await temporaryDirectory();
  await writeDefinition(directory, aws, {
    mirror: { select: [{ series: 'http_requests_total{service="shop"}', name: 'Requests' }] },
  });
  const log = new RequestLog(join(directory, LOG_FILE));
  const exporter = new ServedExporter(directory, NO_CREDENTIALS);
  await exporter.ready();
  for (let interval = 0; interval < 3; interval += 1) {
    log.write({ route: '/', status: 200, seconds: 0.1 }, { route: '/', status: 500, seconds: 0.2 });
    await sleep(1000);
  }

  await vi.waitFor(async () => {
    const page = await exporter.page();
    expect(sumOf(page, 'http_requests_total', { service: 'shop' })).toBe(log.requests.length);
    expect(sumOf(page, 'goldwatch_mirror_up')).toBe(0);
    expect(sumOf(page, 'goldwatch_mirror_requests_total', { outcome: 'credentials' })).toBeGreaterThan(1);
    expect(sumOf(page, 'goldwatch_mirror_spool_datums')).toBeGreaterThan(0);
  }, GENEROUS);
  expect(exporter.messages.filter((message) => message.startsWith('CloudWatch'))).toEqual([
    'CloudWatch cannot be asked without valid credentials and a region (CredentialsProviderError: Could not load credentials ' +
      'from any providers). Intervals wait in the spool until there are some. Give the exporter credentials where the AWS SDK ' +
      'looks for them (environment, shared files, role of the instance or the task), and a region.',
  ]);
  expect(aws.requests).toEqual([]);

  const { accessKeyId, secretAccessKey } = EXAMPLE_CREDENTIALS;
  await writeFile(
    exporter.credentialsFile,
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  await vi.waitFor(
    () =>
      expect(totals(aws.received, ({ metricName }) => metricName)).toEqual({ Requests: log.requests.length }),
    // Until it is tried again.
    { timeout: 90_000, interval: 50 },
  );
  await vi.waitFor(async () => expect(sumOf(await exporter.page(), 'goldwatch_mirror_up')).toBe(1), GENEROUS);
  expect(exporter.messages.filter((message) => message.startsWith('CloudWatch')).slice(1)).toEqual([
    'CloudWatch takes datums again.',
  ]);
});
