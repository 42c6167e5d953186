import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type CloudWatchStandIn, startCloudWatch } from '../cloudwatch_standin/standin.ts';
import { sumOf } from '../support/metrics.ts';
import { freePort } from '../support/ports.ts';
import { temporaryDirectory } from '../support/temporary_directory.ts';
import { byMinute, receivedByMinute } from './minutes.ts';
import { totals } from './received.ts';
import { RequestLog } from './request_log.ts';
import { GENEROUS, LOG_FILE, ServedExporter, writeDefinition } from './served_exporter.ts';
import { SimulatedMirror } from './simulated_mirror.ts';

const ROUTES = 30;

async function cloudWatch(options: Parameters<typeof startCloudWatch>[0] = {}): Promise<CloudWatchStandIn> {
  const aws = await startCloudWatch(options);
  onTestFinished(() => aws.close());
  return aws;
}

/** From now on files of this process cannot become larger. What it has, it can change: so is a disk that is full. */
function fillDiskFor(exporter: ServedExporter, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(exporter.process.child.pid), `--fsize=${bytes}:unlimited`]);
}

function writeToEachRoute(log: RequestLog): void {
  log.write(
    ...Array.from({ length: ROUTES }, (_, index) => ({ route: `/route${index}`, status: 200, seconds: 0.1 })),
  );
}

async function allArrived(aws: CloudWatchStandIn, log: RequestLog): Promise<void> {
  const truth = log.counts(({ route }) => route);
  await vi.waitFor(
    () => expect(totals(aws.received, ({ dimensions }) => dimensions.route ?? '')).toEqual(truth),
    GENEROUS,
  );
}

test('with a full disk the exporter serves metrics and sends from memory, names the files, and goes on as ever when there is room', {
  timeout: 120_000,
}, async () => {
  const aws = await cloudWatch();
  const directory = await temporaryDirectory();
  await writeDefinition(directory, aws, {
    mirror: {
      select: [{ series: 'http_requests_total{service="shop"}', name: 'Requests', dimensions: ['route'] }],
    },
  });
  const log = new RequestLog(join(directory, LOG_FILE));
  const exporter = new ServedExporter(directory);
  await exporter.ready();
  writeToEachRoute(log);
  await allArrived(aws, log);

  fillDiskFor(exporter, 1024);
  for (let interval = 0; interval < 3; interval += 1) {
    writeToEachRoute(log);
    await sleep(1000);
  }
  await allArrived(aws, log);
  const page = await exporter.page();
  expect(sumOf(page, 'http_requests_total', { service: 'shop' })).toBe(log.requests.length);
  expect(sumOf(page, 'goldwatch_mirror_up')).toBe(1);
  expect(sumOf(page, 'goldwatch_mirror_readings_failed_total')).toBeGreaterThan(0);
  expect(sumOf(page, 'goldwatch_mirror_datums_dropped_total')).toBe(0);
  const said = exporter.messages.filter((message) => message.includes('EFBIG'));
  const state = join(directory, 'state');
  // Something small fits now and then, and then it is said again.
  expect([...new Set(said)].toSorted()).toEqual([
    expect.stringMatching(
      `^The spool ${state}/mirror/\\S+/spool cannot be written: EFBIG: file too large, write\\. Intervals are kept in memory,`,
    ),
    expect.stringMatching(`^The state file ${state}/sources/logs/checkpoint.json cannot be written: EFBIG`),
    expect.stringMatching(
      `^What the mirror has read cannot be noted in ${state}/mirror/\\S+: EFBIG: file too large, write\\. It goes on;`,
    ),
  ]);

  fillDiskFor(exporter, 'unlimited');
  writeToEachRoute(log);
  await allArrived(aws, log);
  await vi.waitFor(
    () =>
      expect(exporter.messages).toContainEqual(
        expect.stringMatching(/^The spool \S+ can be written again\.$/),
      ),
    GENEROUS,
  );
  await exporter.process.end('SIGKILL');
  writeToEachRoute(log);
  const next = new ServedExporter(directory);
  await next.ready();
  await allArrived(aws, log);
  expect(sumOf(await next.page(), 'goldwatch_mirror_series_rolled_back_total')).toBe(0);
});

test('what exceeds the memory while the disk refuses and CloudWatch is away is lost and counted, and all else arrives', async () => {
  const port = await freePort();
  const directory = await temporaryDirectory();
  // No directory can be made where a file is, whoever one is.
  await writeFile(join(directory, 'spool'), '');
  const simulated = await SimulatedMirror.start(
    {
      url: `http://127.0.0.1:${port}`,
      startsAt: Date.UTC(2026, 2, 14, 12),
      maxAgeMs: null,
      memoryBytes: 50_000,
    },
    directory,
  );
  const countEachKind = () => {
    for (let kind = 0; kind < 100; kind += 1) simulated.count(`kind${kind}`, kind + 1);
  };
  for (let minute = 0; minute < 30; minute += 1) await simulated.minute(countEachKind);
  const lost = simulated.status.counts.dropped.disk_full;
  expect(lost).toBeGreaterThan(0);
  expect(simulated.status.spool).toMatchObject({ datums: 3000 - lost, datumsInMemory: 3000 - lost });
  expect(simulated.warnings).toContain(
    `The spool ${simulated.spoolDirectory} cannot be written: EEXIST: file already exists, mkdir '${simulated.spoolDirectory}'. ` +
      'Intervals are kept in memory, up to 50000 bytes; what exceeds that, or is there when goldwatch stops, is lost. Free ' +
      'space on the disk, let the user that runs the exporter write there, or set another state_dir.',
  );

  await rm(simulated.spoolDirectory);
  const aws = await cloudWatch({ port, now: simulated.clock.now });
  await simulated.minute(countEachKind);
  await vi.waitFor(() => expect(simulated.status.spool.datums).toBe(0), GENEROUS);
  expect(simulated.status.counts.dropped.disk_full).toBe(lost);
  expect(aws.received).toHaveLength(3100 - lost);
  const truth = byMinute(simulated.counted);
  const arrived = receivedByMinute(aws);
  expect(Object.keys(arrived)).toHaveLength(aws.received.length);
  expect(truth).toMatchObject(arrived);
});
