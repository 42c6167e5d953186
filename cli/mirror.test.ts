import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { writeInto } from '../exporter/testing.ts';
import { EXAMPLE_CREDENTIALS, startCloudWatch } from '../tests/cloudwatch_standin/standin.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { runHere } from './testing/run_here.ts';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', EXAMPLE_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', EXAMPLE_CREDENTIALS.secretAccessKey);
  return () => vi.unstubAllEnvs();
});

const SELECT = `
      - { series: http_requests_total, name: Requests, dimensions: [status] }
      - { series: http_request_duration_seconds, name: Latency }
      - { series: goldwatch_log_routes_folded_total }`;

async function project({ endpoint = 'http://127.0.0.1:1', select = SELECT, budget = 100 } = {}) {
  const directory = await temporaryDirectory();
  await writeInto(
    directory,
    'monitoring.yml',
    `service: { name: shop }
sources:
  - type: logs
    files: [app.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
mirror:
  cloudwatch:
    namespace: Shop/Api
    region: us-east-1
    endpoint: ${endpoint}
    budget: { metrics: ${budget} }
    select:${select}
`,
  );
  await writeInto(directory, 'app.json', '');
  return directory;
}

/** Requests of 1, 2, 3, … ms, every fourth of which fails. */
async function answerIn(directory: string, requests: number): Promise<void> {
  const lines = Array.from({ length: requests }, (_, index) => {
    const status = index % 4 === 3 ? 500 : 200;
    return `${JSON.stringify({ method: 'GET', path: '/', status, duration_ms: index + 1 })}\n`;
  });
  await appendFile(join(directory, 'app.json'), lines.join(''));
}

async function standIn() {
  const aws = await startCloudWatch();
  onTestFinished(() => aws.close());
  return aws;
}

test('a dry run shows what would be sent, and changes nothing', async () => {
  const aws = await standIn();
  const directory = await project({ endpoint: aws.url });
  expect((await runHere(['mirror', '--once'], directory)).status).toBe(0);
  await answerIn(directory, 8);
  const shown = await runHere(['mirror', '--once', '--dry-run'], directory);
  expect(shown).toEqual({ status: 0, stdout: expect.any(String), stderr: '' });
  const [when = ''] = /Time .*Z/.exec(shown.stdout) ?? [];
  expect(shown.stdout).toBe(`3 datums in 1 request to Shop/Api, us-east-1.

METRIC    DIMENSIONS  UNIT     VALUE
Latency               Seconds  8 observed, sum 0.036, 0.001 to 0.008
Requests  status=200  Count    6
Requests  status=500  Count    2

${when}, resolution 60 s.
3 metrics of at most 100: about $1.34 a month.
`);
  const again = await runHere(['mirror', '--once', '--dry-run'], directory);
  expect(again.stdout.replace(/Time .*Z/, when)).toBe(shown.stdout);
  expect(aws.received).toEqual([]);
});

test('what alarms need is sent as well, and a run that has read everything is an exporter that is ready', async () => {
  const aws = await standIn();
  const directory = await project({
    endpoint: aws.url,
    select: `
      - { series: http_requests_total, name: Requests, dimensions: [service] }
objectives: [{ name: latency, signal: latency, threshold: 5ms, target: 95% }]
cloudwatch: {}`,
  });
  await runHere(['mirror', '--once'], directory);
  await answerIn(directory, 8);
  const { stdout } = await runHere(['mirror', '--once', '--dry-run'], directory);
  expect(stdout.split('\n').slice(0, 8)).toEqual([
    '5 datums in 1 request to Shop/Api, us-east-1.',
    '',
    'METRIC           DIMENSIONS    UNIT     VALUE',
    'ExporterReady                  None     1',
    'FailedRequests   service=shop  Count    2',
    'Latency          service=shop  Seconds  8 observed, sum 0.036, 0.001 to 0.008',
    'Requests         service=shop  Count    8',
    'RequestsOver5ms  service=shop  Count    3',
  ]);
  expect(stdout).toContain('\nFor alarms: the first 5 of 5 entries, before those of the file.\n');
});

test('what it shows as JSON is what CloudWatch takes', async () => {
  const aws = await standIn();
  const directory = await project({ endpoint: aws.url });
  await runHere(['mirror', '--once'], directory);
  await answerIn(directory, 8);
  const { stdout } = await runHere(['mirror', '--once', '--dry-run', '--json'], directory);
  const [body, ...others] = stdout.trimEnd().split('\n');
  expect(others).toEqual([]);
  const { Namespace, MetricData } = JSON.parse(body ?? '') as {
    readonly Namespace: string;
    readonly MetricData: readonly { readonly MetricName: string }[];
  };
  expect(Namespace).toBe('Shop/Api');
  expect(MetricData.map(({ MetricName }) => MetricName).sort()).toEqual(['Latency', 'Requests', 'Requests']);
});

test('once sends what came since the last time, and once more sends nothing', async () => {
  const aws = await standIn();
  const directory = await project({ endpoint: aws.url });
  await runHere(['mirror', '--once'], directory);
  await answerIn(directory, 8);
  expect(await runHere(['mirror', '--once'], directory)).toEqual({
    status: 0,
    stdout: '3 datums accepted, in 1 requests.\n',
    stderr: '',
  });
  expect(await runHere(['mirror', '--once'], directory)).toEqual({
    status: 0,
    stdout: '0 datums accepted, in 0 requests.\n',
    stderr: '',
  });
  expect(aws.received).toHaveLength(3);
});

test('what CloudWatch does not take in time waits for the next time, and the status says so', async () => {
  const aws = await standIn();
  const directory = await project({ endpoint: aws.url });
  await runHere(['mirror', '--once'], directory);
  await answerIn(directory, 8);
  aws.fail([{ fault: 'AccessDenied', times: 'always' }]);
  const failed = await runHere(['mirror', '--once', '--wait', '4s'], directory);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(
    /^3 of the datums wait in the spool for the next time, since status 403, AccessDenied: .*\.\n$/,
  );
  aws.fail([]);
  expect((await runHere(['mirror', '--once'], directory)).stdout).toBe('3 datums accepted, in 1 requests.\n');
});

test('a dry run says what is beyond the budget and what would be refused', async () => {
  const aws = await standIn();
  const directory = await project({ endpoint: aws.url, budget: 1 });
  await runHere(['mirror', '--once'], directory);
  await answerIn(directory, 8);
  const { stdout } = await runHere(['mirror', '--once', '--dry-run'], directory);
  expect(stdout).toContain('1 datum in 1 request to Shop/Api, us-east-1.\n');
  expect(stdout).toMatch(
    /^Beyond the budget of 1 metric: 2 datums, as of \["Requests",\["status","500"\]\], \["Latency"\]\.$/m,
  );
});

test('a dry run leaves nothing behind', async () => {
  const directory = await project();
  const parent = await temporaryDirectory();
  vi.stubEnv('TMPDIR', parent);
  await runHere(['mirror', '--once', '--dry-run'], directory);
  expect(await readdir(parent)).toEqual([]);
  expect((await readdir(directory)).sort()).toEqual(['app.json', 'monitoring.yml']);
});

test('without mirror.cloudwatch it says so', async () => {
  const directory = await temporaryDirectory();
  await writeInto(directory, 'monitoring.yml', 'service: { name: shop }\n');
  expect(await runHere(['mirror', '--once'], directory)).toEqual({
    status: 1,
    stdout: '',
    stderr: 'monitoring.yml mirrors nothing: it has no mirror.cloudwatch. See docs/cloudwatch_mirror.md.\n',
  });
});

test.each([
  [[], '`goldwatch serve` mirrors once an interval; for a single time, add --once.'],
  [['--once', '--json'], '--json needs --dry-run.'],
  [['--once', '--wait', 'long'], '--wait takes a time such as 30s, not "long".'],
])('called with %j it says what is wrong', async (args, problem) => {
  const { status, stderr } = await runHere(['mirror', ...args], await project());
  expect(status).toBe(2);
  expect(stderr.split('\n')[0]).toBe(problem);
});
