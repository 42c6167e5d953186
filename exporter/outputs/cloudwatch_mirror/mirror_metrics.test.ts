import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { shown } from '../../../metrics/testing/series.ts';
import { Budget } from './budget.ts';
import { DROP_REASONS, newDeliveryCounts, REQUEST_OUTCOMES } from './delivery_counts.ts';
import { LEFT_OUT_REASONS } from './folds.ts';
import { MirrorMetrics } from './mirror_metrics.ts';
import type { IntervalReading } from './registry_datums.ts';
import { REFUSALS, Tally } from './tally.ts';
import type { LinkStatus } from './worker_link.ts';

const IDLE: LinkStatus = {
  counts: newDeliveryCounts(),
  spool: { datums: 0, datumsInMemory: 0, bytes: 0, oldest: null },
  trouble: null,
  lastRequest: null,
  restarts: 0,
  crash: null,
};
const UP = { isUp: true, spoolLimit: 1_000_000, now: 0 };

function newMetrics() {
  const registry = new MetricRegistry();
  const metrics = new MirrorMetrics(registry.scope({ limited: false }));
  return { metrics, page: () => shown(registry.registry) };
}

test('every counter is there with its zero before it grows, by every reason', async () => {
  const { metrics, page } = newMetrics();
  metrics.delivery(IDLE, UP);
  const lines = await page();
  const zeros = (series: string, label: string, values: readonly string[]) =>
    values.map((value) => `goldwatch_mirror_${series}_total{${label}="${value}"} 0`);
  expect(lines).toEqual(
    expect.arrayContaining([
      ...zeros('datums_dropped', 'reason', DROP_REASONS),
      ...zeros('datums_refused', 'reason', ['over_budget', ...REFUSALS]),
      ...zeros('observations_left_out', 'reason', LEFT_OUT_REASONS),
      ...zeros('requests', 'outcome', REQUEST_OUTCOMES),
      'goldwatch_mirror_readings_total 0',
      'goldwatch_mirror_readings_failed_total 0',
      'goldwatch_mirror_in_doubt_total 0',
      'goldwatch_mirror_series_rolled_back_total 0',
      'goldwatch_mirror_worker_restarts_total 0',
    ]),
  );
});

test('a reading is counted, with what it could not make datums of', async () => {
  const { metrics, page } = newMetrics();
  const tally = new Tally();
  tally.refuse('summary', () => 'rpc_seconds', 3);
  tally.leaveOut('value_nan', 5, () => 'latency_seconds');
  const reading: IntervalReading = {
    count: 2,
    tally,
    beyondBudget: { count: 7, named: [] },
    unmatched: [],
    rolledBack: 4,
  };
  const budget = new Budget({ metrics: 100, interval: 60_000 });
  metrics.read(reading, budget, 12_500);
  expect(await page()).toEqual(
    expect.arrayContaining([
      'goldwatch_mirror_readings_total 1',
      'goldwatch_mirror_last_reading_timestamp_seconds 12.5',
      'goldwatch_mirror_datums_refused_total{reason="summary"} 3',
      'goldwatch_mirror_datums_refused_total{reason="over_budget"} 7',
      'goldwatch_mirror_observations_left_out_total{reason="value_nan"} 5',
      'goldwatch_mirror_series_rolled_back_total 4',
      'goldwatch_mirror_metrics_limit 100',
    ]),
  );
});

test('it shows what waits, since when, and whether anything comes through', async () => {
  const { metrics, page } = newMetrics();
  const spool = { datums: 9, datumsInMemory: 2, bytes: 1234, oldest: 60_000 };
  metrics.delivery({ ...IDLE, spool, restarts: 3 }, { isUp: false, spoolLimit: 5000, now: 90_000 });
  expect(await page()).toEqual(
    expect.arrayContaining([
      'goldwatch_mirror_up 0',
      'goldwatch_mirror_spool_datums 9',
      'goldwatch_mirror_spool_memory_datums 2',
      'goldwatch_mirror_spool_bytes 1234',
      'goldwatch_mirror_spool_limit_bytes 5000',
      'goldwatch_mirror_spool_age_seconds 30',
      'goldwatch_mirror_worker_restarts_total 3',
    ]),
  );
  metrics.delivery(IDLE, UP);
  expect(await page()).toEqual(
    expect.arrayContaining(['goldwatch_mirror_up 1', 'goldwatch_mirror_spool_age_seconds 0']),
  );
});

test('a clock that was set back makes no age below zero', async () => {
  const { metrics, page } = newMetrics();
  const spool = { datums: 1, datumsInMemory: 0, bytes: 1, oldest: 60_000 };
  metrics.delivery({ ...IDLE, spool }, { ...UP, now: 1000 });
  expect(await page()).toContain('goldwatch_mirror_spool_age_seconds 0');
});

test('counters never fall, whatever a crash takes away from what they follow, and show the most there was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }), async (totals) => {
      const { metrics, page } = newMetrics();
      let most = 0;
      for (const accepted of totals) {
        most = Math.max(most, accepted);
        metrics.delivery({ ...IDLE, counts: { ...newDeliveryCounts(), accepted } }, UP);
        expect(await page()).toContain(`goldwatch_mirror_datums_accepted_total ${most}`);
      }
    }),
    { numRuns: 20 },
  );
});

test('a mirror that has ended leaves no series', async () => {
  const { metrics, page } = newMetrics();
  metrics.delivery(IDLE, UP);
  metrics.close();
  metrics.delivery(IDLE, UP);
  expect((await page()).filter((line) => line.startsWith('goldwatch_mirror_'))).toEqual([]);
});
