import { expect, test } from 'vitest';
import { Budget } from '../../outputs/cloudwatch_mirror/budget.ts';
import { RegistryDatums } from '../../outputs/cloudwatch_mirror/registry_datums.ts';
import { cloudwatchMirrorSettings } from '../../outputs/cloudwatch_mirror/settings.ts';
import { fakeService, targetUnderTest } from './testing.ts';

const jobs = (...series: readonly (readonly [kind: string, value: number])[]) =>
  `# TYPE jobs_total counter\n${series.map(([kind, value]) => `jobs_total{kind="${kind}"} ${value}\n`).join('')}`;

/** A target whose jobs are mirrored, and a reading that says what came to each kind. */
async function mirrored(page: string, more: Record<string, unknown> = {}) {
  const service = await fakeService(page);
  const under = targetUnderTest(service.url, more);
  const { guests, registry } = under.registry;
  const settings = cloudwatchMirrorSettings.parse({
    namespace: 'Test',
    region: 'eu-central-1',
    select: [
      { series: 'jobs_total', dimensions: ['kind'] },
      { series: 'http_request_duration_seconds', dimensions: ['service'] },
    ],
  });
  const readings = (saved: Iterable<unknown> = []) => {
    const datums = new RegistryDatums({
      registry,
      settings,
      budget: new Budget({ metrics: 100, monthlyUsd: undefined, interval: settings.interval }),
      clock: { now: Date.now, uptime: () => performance.now() },
      startedAt: performance.timeOrigin,
      onFailure: (_metric, error) => {
        throw error;
      },
      beganAt: (metric) => (guests.has(metric) ? null : performance.timeOrigin),
    });
    datums.restore(saved);
    return {
      save: () => [...datums.save()],
      async read(): Promise<Record<string, number>> {
        const { datums: sent } = await datums.read(0);
        const total = (values: readonly number[], counts: readonly number[]) =>
          values.reduce((sum, value, index) => sum + value * (counts[index] ?? 0), 0);
        return Object.fromEntries(
          sent.map(({ dimensions, values, counts }) => [dimensions[0]?.[1], total(values, counts)]),
        );
      },
    };
  };
  return { ...under, service, readings, ...readings() };
}

test('what a page counts is mirrored from the first page on, by difference', async () => {
  const { scrape, service, read } = await mirrored(jobs(['mail', 1000]));
  await scrape();
  expect(await read()).toEqual({});

  service.page(jobs(['mail', 1007]));
  await scrape();

  expect(await read()).toEqual({ mail: 7 });
});

test('a series that is new on a later page counts in full: the first error is one', async () => {
  const { scrape, service, read } = await mirrored(jobs(['mail', 1000]));
  await scrape();
  await read();

  service.page(jobs(['mail', 1000], ['failed', 1]));
  await scrape();
  service.page(jobs(['mail', 1000], ['failed', 3]));
  await scrape();

  expect(await read()).toEqual({ failed: 3 });
});

test('a target that began anew loses nothing and doubles nothing, also after it was down', async () => {
  const { scrape, service, read } = await mirrored(jobs(['mail', 1000]));
  await scrape();
  await read();

  service.page(jobs(['mail', 5]));
  await scrape();
  expect(await read()).toEqual({ mail: 5 });

  service.page('broken{');
  await scrape();
  await scrape();
  expect(await read()).toEqual({});
  service.page(jobs(['mail', 9]));
  await scrape();

  expect(await read()).toEqual({ mail: 4 });
});

test('a mirror that goes on after a restart has what was counted meanwhile', async () => {
  const { scrape, service, read, save, readings } = await mirrored(jobs(['mail', 1000]));
  await scrape();
  await read();
  const saved = save();

  service.page(jobs(['mail', 1010]));
  await scrape();

  expect(await readings(saved).read()).toEqual({ mail: 10 });
});

test('latency in buckets of the service is mirrored, its sum exact', async () => {
  const page = (count: number) =>
    `# TYPE took_seconds histogram\ntook_seconds_bucket{le="3"} ${count}\ntook_seconds_bucket{le="+Inf"} ${count}\n` +
    `took_seconds_sum ${count * 2}\ntook_seconds_count ${count}\n`;
  const signals = {
    requests: { metric: 'took_seconds_count', status: 'code' },
    duration: { metric: 'took_seconds' },
  };
  const { scrape, service, read } = await mirrored(page(100), { golden_signals: signals });
  await scrape();
  expect(await read()).toEqual({});

  service.page(page(104));
  await scrape();

  expect(await read()).toEqual({ shop: 8 });
});
