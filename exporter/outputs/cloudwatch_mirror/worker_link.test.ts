import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type CloudWatchStandIn,
  EXAMPLE_CREDENTIALS,
  startCloudWatch,
} from '../../../tests/cloudwatch_standin/standin.ts';
import { PROJECT, ProcessUnderTest } from '../../../tests/support/process.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { lastingResources } from '../../testing_resources.ts';
import { partsOf } from './spool_parts.ts';
import { datum, datums, keptLog, names, parts } from './testing/datums.ts';
import { workerSettings } from './testing/worker_settings.ts';
import { MirrorBusyError, WorkerLink, type WorkerLinkOptions } from './worker_link.ts';
import type { WorkerSettings } from './worker_protocol.ts';

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: EXAMPLE_CREDENTIALS.secretAccessKey,
};
const CRASHING = new URL('./testing/crashing_worker.ts', import.meta.url);

async function mirror(
  settings: Partial<WorkerSettings> = {},
  options: Partial<WorkerLinkOptions> = {},
): Promise<{
  readonly link: WorkerLink;
  readonly aws: CloudWatchStandIn;
  readonly said: string[];
  readonly directory: string;
}> {
  for (const [name, value] of Object.entries(CREDENTIALS)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const aws = await startCloudWatch();
  onTestFinished(() => aws.close());
  const directory = join(await temporaryDirectory(), 'spool');
  const { log, said } = keptLog();
  const link = new WorkerLink({
    settings: { ...workerSettings(directory, aws.url), ...settings },
    log,
    restart: { firstMs: 10, longestMs: 100 },
    ...options,
  });
  onTestFinished(() => link.stop(5000));
  return { link, aws, said, directory };
}

const sent = (link: WorkerLink) => vi.waitFor(() => expect(link.status.spool.datums).toBe(0), 10_000);
const receivedNames = (aws: CloudWatchStandIn) => aws.received.map(({ metricName }) => metricName);

test('what is handed over is durable, is sent, and is counted', async () => {
  const { link, aws, directory, said } = await mirror();
  expect(await link.ready).toBeNull();
  expect(await link.append(parts(0, 2500), 'm0')).toBe('disk');
  await sent(link);
  expect(receivedNames(aws)).toEqual(names(datums(0, 2500)));
  expect(aws.requests.map((request) => request.datums)).toEqual([1000, 1000, 500]);
  expect(link.status).toMatchObject({
    counts: { appended: 2500, accepted: 2500, requests: { accepted: 3 } },
    spool: { datums: 0, datumsInMemory: 0, bytes: 0 },
    trouble: null,
    lastRequest: { outcome: { kind: 'accepted' }, datums: 500 },
    restarts: 0,
  });
  expect(link.status.counts.bytes).toBe(aws.requests.reduce((sum, { bytes }) => sum + bytes, 0));
  await link.stop(5000);
  expect(readdirSync(directory)).toEqual(['cursor']);
  expect(said).toEqual([]);
});

test('what could not be sent is sent by the next one, with its times', async () => {
  const { link, aws, directory } = await mirror({
    destination: { namespace: 'test', region: 'us-east-1', endpoint: 'http://127.0.0.1:1' },
  });
  const timestamp = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;
  await link.append(parts(0, 3, { timestamp }), 'm0');
  await vi.waitFor(() => expect(link.status.trouble?.kind).toBe('unreached'));
  expect(link.status.spool).toMatchObject({ datums: 3, oldest: timestamp });
  await link.stop(5000);

  const { log } = keptLog();
  const settings = workerSettings(directory, aws.url);
  const next = new WorkerLink({ settings, log, restart: { firstMs: 10, longestMs: 100 } });
  onTestFinished(() => next.stop(5000));
  expect(await next.ready).toBe('m0');
  await sent(next);
  expect(aws.received.map((received) => [received.metricName, received.timestamp])).toEqual([
    ['d0', timestamp],
    ['d1', timestamp],
    ['d2', timestamp],
  ]);
  expect(next.status.counts).toMatchObject({ appended: 0, recovered: 3, accepted: 3 });
});

test('others have their turns while a large interval is handed over', async () => {
  const { link } = await mirror();
  await link.ready;
  let turns = 0;
  let isOver = false;
  const take = () => {
    turns += 1;
    if (!isOver) setImmediate(take);
  };
  take();
  const many = parts(0, 10_000);
  await link.append(many, 'm0');
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(many.length);
});

test('whoever is faster than the worker is told to come again', async () => {
  const { link } = await mirror();
  const [first, second] = [link.append(parts(0, 1), 'm0'), link.append(parts(1, 1), 'm1')];
  await expect(link.append(parts(2, 1), 'm2')).rejects.toThrow(
    new MirrorBusyError(
      'The worker that sends to CloudWatch still has 2 intervals before it. Try again with the next one.',
    ),
  );
  expect(await Promise.all([first, second])).toEqual(['disk', 'disk']);
  expect(await link.append(parts(2, 1), 'm2')).toBe('disk');
});

test('a batch that cannot be one is refused, and does no harm to others', async () => {
  const { link, aws } = await mirror();
  await expect(link.append(parts(0, 1), 'a b')).rejects.toThrow('"a b" is no mark');
  const huge = datum('huge', { dimensions: [['a', 'x'.repeat(2_000_000)]] });
  await expect(link.append(partsOf([datum('with it'), huge]), 'm0')).rejects.toThrow(
    /^A part of \d+ bytes is larger than/,
  );
  expect(await link.append(parts(0, 1), 'm1')).toBe('disk');
  await sent(link);
  expect(receivedNames(aws)).toEqual(['d0']);
});

test('a worker that crashes is started again, and no batch is lost or doubled by it', async () => {
  const { link, aws, said, directory } = await mirror({}, { program: CRASHING });
  aws.fail({ fault: 'Throttling', times: 'always' });
  expect(await link.append(parts(0, 1500), 'm0')).toBe('disk');
  expect([existsSync(`${directory}.heard`), existsSync(`${directory}.durable`)]).toEqual([true, true]);
  expect(await link.append(parts(1500, 10), 'm1')).toBe('disk');
  aws.fail([]);
  await sent(link);
  expect(receivedNames(aws)).toEqual(names(datums(0, 1510)));
  expect(link.status).toMatchObject({ restarts: 2, counts: { accepted: 1510 } });
  expect(said.filter((line) => line.includes('crashed'))).toEqual(
    Array(2).fill(
      'error: The worker that sends to CloudWatch has crashed (status 7) and is started again. What is in the spool is safe; ' +
        'the request that was under way is in doubt.',
    ),
  );
});

test('while there is no worker it says why, and shows what waits on disk', async () => {
  const { link, aws, directory } = await mirror();
  aws.fail({ fault: 'Throttling', times: 'always' });
  await link.append(parts(0, 3), 'm0');
  await link.stop(5000);
  const crashing = new WorkerLink({
    settings: workerSettings(directory, aws.url),
    log: keptLog().log,
    restart: { firstMs: 60_000, longestMs: 60_000 },
    program: CRASHING,
  });
  await crashing.ready;
  expect(crashing.status).toMatchObject({ crash: null, spool: { datums: 3 } });
  const lost = expect(crashing.append(parts(3, 1), 'm1')).rejects.toThrow(
    new Error('The CloudWatch mirror has stopped.'),
  );
  await vi.waitFor(
    () => expect(crashing.status.crash).toBe('the worker that sends has crashed (status 7)'),
    10_000,
  );
  expect(crashing.status.spool).toMatchObject({ datums: 3, datumsInMemory: 0 });
  await crashing.stop(100);
  await lost;
});

test('a stop ends the worker that was started meanwhile', async () => {
  const lasting = lastingResources();
  const { link } = await lasting.of(() => mirror({}, { program: CRASHING }));
  const appended = link.append(parts(0, 5), 'm0');
  await lasting.of(() => link.stop(60_000));
  expect(await appended).toBe('disk');
  expect((await lasting.left()).filter((type) => type === 'WORKER')).toEqual([]);
});

test('a worker that cannot even be made is tried again, and a stop ends that', async () => {
  const program = new URL('http://127.0.0.1/worker.ts');
  const { link, said } = await mirror({}, { program });
  await vi.waitFor(() => expect(link.status.restarts).toBeGreaterThan(2), 10_000);
  expect(link.status.crash).toMatch(/^the worker that sends has crashed \(.+\)$/);
  expect(said).toHaveLength(link.status.restarts);
  await link.stop(5000);
  await expect(link.ready).rejects.toThrow(new Error('The CloudWatch mirror has stopped.'));
});

test('it stops in time although a request hangs, and what is under way is in doubt for the next one', async () => {
  const { link, aws, directory } = await mirror({ times: { connectMs: 1000, requestMs: 600_000 } });
  aws.fail(['hang']);
  await link.append(parts(0, 5), 'm0');
  await vi.waitFor(() => expect(aws.requests).toHaveLength(1));
  await link.append(parts(5, 5), 'm1');
  await link.stop(400);
  await expect(link.append(parts(10, 1), 'm2')).rejects.toThrow(
    new Error('The CloudWatch mirror has stopped.'),
  );
  const { log } = keptLog();
  const settings = workerSettings(directory, aws.url);
  const next = new WorkerLink({ settings, log, restart: { firstMs: 10, longestMs: 100 } });
  onTestFinished(() => next.stop(5000));
  await next.ready;
  await sent(next);
  expect(receivedNames(aws)).toEqual(names(datums(0, 10)));
});

test('without credentials it says so once, keeps everything, and goes on when there are some', async () => {
  const { link, aws, said } = await mirror();
  aws.fail({ fault: 'ExpiredTokenException', times: 'always' });
  await link.append(parts(0, 5), 'm0');
  await vi.waitFor(() => expect(link.status.counts.requests.credentials).toBeGreaterThan(3));
  expect(link.status.trouble?.kind).toBe('credentials');
  aws.fail([]);
  await sent(link);
  expect(link.status.trouble).toBeNull();
  expect(said).toHaveLength(2);
  expect(receivedNames(aws)).toEqual(names(datums(0, 5)));
});

test.each([
  ['by tsx, as goldwatch is', ['--import', join(PROJECT, 'node_modules/tsx/dist/loader.mjs')]],
  ['by Node alone', []],
])('the worker starts where the program is started %s', async (_name, flags) => {
  const aws = await startCloudWatch();
  onTestFinished(() => aws.close());
  const directory = join(await temporaryDirectory(), 'spool');
  const program = join(import.meta.dirname, 'testing/spooling_process.ts');
  const args = [...flags, program, directory, aws.url, 'resend', 'drain'];
  const child = new ProcessUnderTest(process.execPath, args, { env: CREDENTIALS });
  onTestFinished(() => child.end('SIGKILL'));
  await vi.waitFor(() => expect(child.ended, child.output).toBe(true), 20_000);
  expect(child.output).toContain('{"ready":0,');
  expect(child.child.exitCode, child.output).toBe(0);
});
