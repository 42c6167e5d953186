import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stackTemplates } from '../cloudwatch/render.ts';
import { loadDefinition } from '../definition/load.ts';
import {
  type CloudWatchStandIn,
  EXAMPLE_CREDENTIALS,
  startCloudWatch,
} from './cloudwatch_standin/standin.ts';
import { startServedExporter } from './support/served_exporter.ts';
import { temporaryDirectory } from './support/temporary_directory.ts';

const REGION = 'eu-central-1';
const MINUTE_MS = 60_000;
const API_DOWN = 'production-shop-ApiDown';

const definition = (endpoint: string) => `
service: { name: shop, environment: production }
exporter: { listen: "127.0.0.1:0" }
sources:
  - { type: logs, files: [access.json], golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms } }
alerts: [{ preset: ApiDown, for: 0s }, HighErrorRate]
mirror:
  cloudwatch: { namespace: Shop/Api, region: ${REGION}, endpoint: "${endpoint}", interval: 1s }
cloudwatch: {}
`;

/** Requests as lines of the log that the exporter reads. */
const requests = (count: number, status: number) =>
  `{"method":"GET","path":"/","status":${status},"duration_ms":12}\n`.repeat(count);

test('requests that fail become lines, counters, datums, an alarm and a message; those that succeed end it', {
  timeout: 60_000,
}, async () => {
  const aws = await startCloudWatch({ region: REGION });
  onTestFinished(() => aws.close());
  vi.stubEnv('AWS_ACCESS_KEY_ID', EXAMPLE_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', EXAMPLE_CREDENTIALS.secretAccessKey);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const text = definition(aws.url);
  const templates = await stackTemplates(loadDefinition(text, 'monitoring.yml', {}), { validates: false });
  for (const { name, template } of templates) aws.deploy(template, name);
  const directory = await temporaryDirectory();
  const log = join(directory, 'access.json');
  await writeFile(log, '');
  await writeFile(join(directory, 'monitoring.yml'), text);
  const exporter = await startServedExporter(directory);
  onTestFinished(() => exporter.stop());
  expect(aws.evaluateAlarms()).toEqual([]);
  expect(stateOf(aws, API_DOWN)).toBe('OK');

  await appendFile(log, requests(20, 503));
  await arrived(aws, { Requests: 20, FailedRequests: 20 });
  expect(aws.evaluateAlarms()).toEqual([]);
  expect(stateOf(aws, API_DOWN)).toBe('ALARM');
  expect(stateOf(aws, 'production-shop-ServiceDown')).toBe('ALARM');

  await appendFile(log, requests(200, 200));
  await arrived(aws, { Requests: 220, FailedRequests: 20 });
  expect(aws.evaluateAlarms()).toEqual([]);
  expect(stateOf(aws, API_DOWN)).toBe('OK');
  expect(stateOf(aws, 'production-shop-ServiceDown')).toBe('OK');
  expect(messagesOf(aws, API_DOWN)).toEqual([
    'production-shop-critical: INSUFFICIENT_DATA to OK',
    'production-shop-critical: OK to ALARM',
    'production-shop-critical: ALARM to OK',
  ]);
});

/** Waits until these sums have come, and puts the clock of CloudWatch to the end of the minute in which the last came. */
async function arrived(aws: CloudWatchStandIn, sums: Readonly<Record<string, number>>): Promise<void> {
  const of = (metric: string) => aws.received.filter(({ metricName }) => metricName === metric);
  const total = (metric: string) =>
    of(metric)
      .flatMap(({ values }) => values)
      .reduce((sum, value) => sum + value, 0);
  await vi.waitFor(
    () => expect(Object.fromEntries(Object.keys(sums).map((name) => [name, total(name)]))).toEqual(sums),
    { timeout: 20_000, interval: 50 },
  );
  const filled = of('Requests').filter(({ values }) => values.some((value) => value > 0));
  const last = Math.max(...filled.map(({ timestamp }) => timestamp));
  aws.setClock(new Date((Math.floor(last / MINUTE_MS) + 1) * MINUTE_MS));
}

function stateOf(aws: CloudWatchStandIn, name: string): string | undefined {
  return aws.account.alarms.find(name)?.state.value;
}

function messagesOf(aws: CloudWatchStandIn, name: string): string[] {
  return aws.account.topics.published.flatMap(({ TopicArn, Message }) => {
    const told: Readonly<Record<string, string>> = JSON.parse(Message);
    if (told.AlarmName !== name) return [];
    return [`${TopicArn.split(':').at(-1)}: ${told.OldStateValue} to ${told.NewStateValue}`];
  });
}
