import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { SLO_SERIES } from '../conventions/objectives.ts';
import { RECORDED } from '../conventions/recorded.ts';
import { StatusPrometheus } from '../exporter/status/prometheus.ts';
import { NO_STATUS_SETTINGS, type WatchedObjective } from '../exporter/status/status_settings.ts';
import { capturedLog, settingsOf } from '../exporter/testing.ts';
import { freePort } from './support/ports.ts';
import { ProcessUnderTest } from './support/process.ts';
import { temporaryDirectory } from './support/temporary_directory.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const WINDOW = 300_000;
// A label may be any text.
const HOSTILE = '<b>"shop"</b>';
const HOSTILE_TEXT = HOSTILE.replaceAll('"', '\\"');

let now = 0;
let url = '';
let directory = '';
let prometheus: ProcessUnderTest;

/** The minutes of a series: what it was so many seconds ago; null where it was not there. */
type Past = (ago: number) => number | null;

const RECORDINGS: Readonly<Record<string, Past>> = {
  [`${RECORDED.traffic(WINDOW)}{service="shop"}`]: (ago) => (ago < 10 * DAY ? 4 : 2),
  [`${RECORDED.traffic(WINDOW)}{service="${HOSTILE_TEXT}"}`]: () => 1,
  // All failed for five minutes ten days ago, and nothing since.
  [`${RECORDED.errorRatio(WINDOW)}{service="shop"}`]: (ago) => (Math.abs(ago - 10 * DAY) < 150 ? 1 : 0),
  [`${RECORDED.latency(WINDOW)}{service="shop",quantile="0.5"}`]: () => 0.1,
  [`${RECORDED.latency(WINDOW)}{service="shop",quantile="0.9"}`]: () => 0.15,
  [`${RECORDED.latency(WINDOW)}{service="shop",quantile="0.95"}`]: () => 0.2,
  [`${RECORDED.latency(WINDOW)}{service="shop",quantile="0.99"}`]: (ago) => (ago < HOUR ? Number.NaN : 0.3),
  [`${RECORDED.saturation()}{service="shop",resource="cpu"}`]: () => 0.5,
  [`${SLO_SERIES.remaining}{service="shop",sloth_slo="availability"}`]: () => 0.25,
  [`${SLO_SERIES.currentBurnRate}{service="shop",sloth_slo="availability"}`]: () => 3,
  [`${SLO_SERIES.exhausted}{service="shop",sloth_slo="availability"}`]: () => 2_000_000_000,
};

/** What rules would have recorded over the last hours, and around ten days ago, as OpenMetrics. */
function recordings(): string {
  const agos = [
    ...Array.from({ length: 7 * 60 }, (_, minute) => minute * MINUTE),
    ...Array.from({ length: 120 }, (_, minute) => 10 * DAY + (60 - minute) * MINUTE),
  ].sort((one, other) => other - one);
  const byName = Map.groupBy(Object.entries(RECORDINGS), ([series]) => series.replace(/\{.*/, ''));
  const families = [...byName].map(([name, all]) => {
    const lines = all.flatMap(([series, past]) =>
      agos.flatMap((ago) => {
        const value = past(ago);
        return value === null ? [] : [`${series} ${value} ${now - ago}`];
      }),
    );
    return [`# TYPE ${name} gauge`, ...lines].join('\n');
  });
  return `${families.join('\n')}\n# EOF\n`;
}

beforeAll(async () => {
  now = Math.floor(Date.now() / 1000);
  directory = await mkdtemp(join(tmpdir(), 'goldwatch-'));
  const past = join(directory, 'past.txt');
  await writeFile(past, recordings());
  const data = join(directory, 'data');
  const make = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', past, data];
  await promisify(execFile)('promtool', make);
  const file = join(directory, 'prometheus.yml');
  await writeFile(file, '{}');
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  prometheus = new ProcessUnderTest('prometheus', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${data}`,
    '--storage.tsdb.retention.time=40d',
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  await prometheus.answers(`${url}/-/ready`);
});

afterAll(async () => {
  await prometheus.end();
  await rm(directory, { recursive: true, force: true });
});

const OBJECTIVE: WatchedObjective = {
  objective: 'availability',
  service: 'shop',
  target: 0.999,
  budget: 0.001,
  window: '30d',
  events: { kind: 'requests' },
};

async function asked(exporter: Readonly<Record<string, unknown>> = { prometheus: url }) {
  const { log, captured } = capturedLog();
  const clock = { now: () => Date.now(), uptime: () => performance.now() };
  const reader = new StatusPrometheus(clock, log);
  onTestFinished(() => reader.stop());
  const settings = { ...settingsOf({ exporter }, await temporaryDirectory()), status: NO_STATUS_SETTINGS };
  await reader.apply(settings);
  await reader.look();
  return { reader, settings, log: captured };
}

/** The value of a column in which a moment lies. */
function at(
  { from, step }: { readonly from: number; readonly step: number },
  column: readonly (number | null)[] | undefined,
  ago: number,
): number | null | undefined {
  return column?.[Math.ceil(((now - ago) * 1000 - from) / step)];
}

describe('with Prometheus', () => {
  test('longer ranges are what rules have recorded, in 720 columns at most', async () => {
    const { reader } = await asked();
    expect(reader.ranges).toEqual(['6h', '24h', '7d', '30d']);

    const histories = await Promise.all(reader.ranges.map((range) => reader.history(range)));

    expect(
      histories.map(({ range, step, services }) => [range, step, services.shop?.traffic.length]),
    ).toEqual([
      ['6h', 30_000, 720],
      ['24h', 120_000, 720],
      ['7d', 900_000, 672],
      ['30d', 3_600_000, 720],
    ]);
    for (const history of histories) {
      const { shop } = history.services;
      expect(Object.keys(history.services)).toEqual([HOSTILE, 'shop']);
      const newest = [shop?.traffic, shop?.errorRatio, shop?.p50, shop?.p95].map((one) => one?.at(-2));
      expect(newest).toEqual([4, 0, 0.1, 0.2]);
      expect(at(history, shop?.saturation.cpu, 3 * HOUR)).toBe(0.5);
      expect(at(history, shop?.p99, 3 * HOUR)).toBe(0.3);
      // What goes wrong now is in the newest column of a month, too.
      const newestAt = history.from + ((shop?.traffic.length ?? 0) - 1) * history.step;
      expect(newestAt).toBeGreaterThan((now - 30) * 1000);
    }
    const [day, month] = [histories[1], histories[3]];
    // Nothing was recorded then, and nothing is known; not a number is not known either.
    expect(day && at(day, day.services.shop?.traffic, 12 * HOUR)).toBeNull();
    expect(day?.services.shop?.p99.at(-2)).toBeNull();
    // Five minutes do not hide in an hour.
    expect(month && at(month, month.services.shop?.errorRatio, 10 * DAY)).toBe(1);
    expect(month?.services.shop?.traffic.filter((one) => one === 2).length).toBeGreaterThan(0);
  });

  test('a range is asked once for all who want it', async () => {
    const { reader } = await asked();
    const [one, other] = [reader.history('6h'), reader.history('6h')];

    expect(await one).toBe(await other);
    expect(await reader.history('6h')).toBe(await one);
  });

  test('an unknown range is refused with those that are known', async () => {
    const { reader } = await asked();

    await expect(reader.history('2h')).rejects.toThrow(
      'The range "2h" is not known; known are 1h, 6h, 24h, 7d, 30d.',
    );
  });

  test('objectives are what Prometheus says, which has the whole window', async () => {
    const { reader } = await asked();

    const [known, other] = reader.objectives([OBJECTIVE, { ...OBJECTIVE, objective: 'latency' }]);

    expect(known).toMatchObject({
      remaining: 0.25,
      burnRate: 3,
      exhaustedAt: 2_000_000_000_000,
      knownBy: 'prometheus',
      since: null,
      why: null,
    });
    expect(other).toMatchObject({
      remaining: null,
      knownBy: 'prometheus',
      why: `Prometheus at ${url} has recorded nothing of this objective in the last minutes: no events are known, or it lacks the rules.`,
    });
  });

  test('services that only Prometheus reads have their signals from there', async () => {
    const { reader } = await asked();

    expect(reader.services(['shop', HOSTILE, 'nobody'])).toEqual([
      {
        service: 'shop',
        traffic: 4,
        errorRatio: 0,
        p50: 0.1,
        p95: 0.2,
        p99: null,
        saturation: { cpu: 0.5 },
        readBy: 'prometheus',
      },
      expect.objectContaining({ service: HOSTILE, traffic: 1, p95: null }),
      expect.objectContaining({ service: 'nobody', traffic: null, saturation: {} }),
    ]);
  });
});

describe('where Prometheus does not answer', () => {
  test('that is told in place of objectives, of services and of longer ranges, and logged once it lasts', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const why = `Prometheus at ${nobody} does not answer: ECONNREFUSED. Check exporter.prometheus, and that it runs.`;
    const { reader, settings, log } = await asked();
    await reader.apply({ ...settings, prometheus: nobody });
    await vi.waitFor(() => expect(reader.objectives([OBJECTIVE])).toMatchObject([{ why }]));
    expect(log.messages('warn'), 'once').toEqual([]);
    await reader.look();
    await reader.look();

    expect(reader.objectives([OBJECTIVE])).toMatchObject([{ remaining: null, knownBy: 'prometheus', why }]);
    expect(reader.services(['shop'])).toMatchObject([{ traffic: null, readBy: 'prometheus' }]);
    await expect(reader.history('6h')).rejects.toThrow(why);
    expect(log.messages('warn')).toEqual([why]);
  });

  test('it is looked for again, and what it said before is not told as if it were now', async () => {
    const { reader, settings, log } = await asked({ prometheus: `http://127.0.0.1:${await freePort()}` });
    await reader.look();
    expect(reader.objectives([OBJECTIVE])).toMatchObject([{ remaining: null }]);

    await reader.apply({ ...settings, prometheus: url });
    await vi.waitFor(() => expect(reader.objectives([OBJECTIVE])).toMatchObject([{ remaining: 0.25 }]));
    expect(log.messages().at(-1)).toBe('Prometheus answers the status page again.');

    await reader.apply({ ...settings, prometheus: undefined });
    expect(reader.ranges).toEqual([]);
    await expect(reader.history('6h')).rejects.toThrow('The range "6h" is not known; known are 1h.');
  });

  test('a token that cannot be read is told in its place', async () => {
    const { reader, settings } = await asked({ prometheus: url, prometheus_token_file: 'nowhere' });
    const file = join(settings.baseDirectory, 'nowhere');

    expect(reader.objectives([OBJECTIVE])).toMatchObject([
      {
        remaining: null,
        why:
          `The file ${file} (exporter.prometheus_token_file) cannot be read: ENOENT: no such file or directory, ` +
          `open '${file}'. Write the secret into it.`,
      },
    ]);
  });
});
