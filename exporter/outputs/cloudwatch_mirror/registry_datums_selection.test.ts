import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { cloudwatchMirrorSettings } from './settings.ts';
import { readingsOf, STARTED_AT, shown } from './testing/readings.ts';

const MAILS = {
  name: 'mails_total',
  type: 'counter',
  help: 'Mails sent.',
  labels: ['kind', 'host'],
} as const;
const QUEUE = { name: 'queue_length', type: 'gauge', help: 'Mails that wait.', labels: ['kind'] } as const;

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(STARTED_AT);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a selection', () => {
  test('says which of its entries select nothing', async () => {
    const { datums, metrics } = readingsOf([{ series: 'mails_total{kind="x"}' }, { series: 'queue_length' }]);
    metrics.scope().counter(MAILS).labels({ kind: 'a', host: 'b' }).inc();
    metrics.scope().gauge(QUEUE).labels({ kind: 'a' }).set(1);
    const { unmatched } = await datums.read(STARTED_AT);
    expect(unmatched.map(({ selector }) => selector.text)).toEqual(['mails_total{kind="x"}']);
  });

  test('sends a metric once, and names the entry that would make it again', async () => {
    const { datums, metrics } = readingsOf([{ series: 'queue_length' }, { series: '{__name__=~"queue.*"}' }]);
    metrics.scope().gauge(QUEUE).labels({ kind: 'a' }).set(1);
    const { datums: sent, tally } = await datums.read(STARTED_AT);
    expect(shown(sent)).toEqual({ queue_length: 1 });
    expect(Object.fromEntries(tally.refused)).toEqual({
      duplicate_metric: {
        count: 1,
        example:
          '["queue_length"], made of queue_length by select[1], is also made of queue_length by select[0]',
      },
    });
  });

  test('sends what alarms need once, and says nothing of an entry of the file that would make it again', async () => {
    const plain = cloudwatchMirrorSettings.parse({
      namespace: 'Shop',
      select: [{ series: 'mails_total', dimensions: ['kind'] }],
    });
    const settings = { ...plain, select: [...plain.select, ...plain.select], for_alarms: 1 };
    const { datums, metrics } = readingsOf([], { settings });
    metrics.scope().counter(MAILS).labels({ kind: 'a', host: 'b' }).inc();
    const { datums: sent, tally } = await datums.read(STARTED_AT);
    expect(shown(sent)).toEqual({ 'mails_total{kind=a}': 1 });
    expect([...tally.refused]).toEqual([]);
  });

  test('sends zero from the start where the selector says what its dimensions are', async () => {
    const { datums, metrics } = readingsOf([
      { series: 'mails_total{kind="a"}', dimensions: ['kind'], idle: 'zero' },
    ]);
    metrics.scope().counter(MAILS).labels({ kind: 'b', host: 'b' }).inc();
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ 'mails_total{kind=a}': 0 });
  });

  test('does not mirror what came from CloudWatch', async () => {
    const isExcluded = (metric: string) => metric === 'queue_length';
    const { datums, metrics } = readingsOf([{ series: '{__name__=~".+"}' }], { isExcluded });
    metrics.scope().gauge(QUEUE).labels({ kind: 'a' }).set(1);
    metrics.scope().counter(MAILS).labels({ kind: 'a', host: 'b' }).inc();
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 1 });
  });

  test('sends no more than the budget, names the others once, and goes on with what is known', async () => {
    const select = [{ series: 'queue_length', dimensions: ['kind'] }];
    const { datums, metrics } = readingsOf(select, { budgetMetrics: 100 });
    const queue = metrics.scope().gauge(QUEUE);
    for (let index = 0; index < 1000; index += 1) queue.labels({ kind: `${index}` }).set(index);
    const first = await datums.read(STARTED_AT);
    expect(first.datums).toHaveLength(100);
    expect(first.beyondBudget.count).toBe(900);
    expect(first.beyondBudget.named).toHaveLength(900);
    expect(first.beyondBudget.named[0]).toBe('["queue_length",["kind","100"]]');
    const second = await datums.read(STARTED_AT);
    expect(second.datums).toHaveLength(100);
    expect(second.beyondBudget).toEqual({ count: 900, named: [] });
  });

  test('puts points on multiples of their resolution', async () => {
    const select = [{ series: 'queue_length' }, { series: 'queue_length', name: 'fine', resolution: '1s' }];
    const { datums, metrics } = readingsOf(select, {}, { interval: '10s' });
    metrics.scope().gauge(QUEUE).labels({ kind: 'a' }).set(1);
    const { datums: sent } = await datums.read(STARTED_AT + 50_250);
    expect(sent.map(({ timestamp, resolution }) => [timestamp - STARTED_AT, resolution])).toEqual([
      [0, 60],
      [50_000, 1],
    ]);
  });

  test('refuses a series of 31 dimensions, and sends the others', async () => {
    const labels = Array.from({ length: 30 }, (_, index) => `label_${index}`);
    const { datums, metrics } = readingsOf([{ series: 'wide' }, { series: 'queue_length' }], {
      metrics: new MetricRegistry(),
    });
    const entry = { series: 'wide', name: 'Wide', dimensions: labels };
    const dimensions = { env: 'staging' };
    expect(() => readingsOf([entry], { metrics }, { dimensions })).toThrow('at most 30 dimensions');
    metrics
      .scope()
      .gauge({ ...QUEUE, name: 'wide', labels })
      .labels(Object.fromEntries(labels.map((label) => [label, 'x'])))
      .set(1);
    metrics.scope().gauge(QUEUE).labels({ kind: 'a' }).set(2);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ wide: 1, queue_length: 2 });
  });

  test('sends zero for what has not happened yet, as long as somebody counts, and says that nothing is selected', async () => {
    const selected = { series: 'mails_total{kind="lost"}', name: 'Lost', idle: 'zero' };
    const { datums, metrics } = readingsOf([
      selected,
      { ...selected, name: 'LostByHost', dimensions: ['host'] },
    ]);
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
    const mails = metrics.scope().counter(MAILS);
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
    mails.labels({ kind: 'welcome', host: 'a' }).inc();
    const before = await datums.read(STARTED_AT);
    expect(shown(before.datums)).toEqual({ Lost: 0 });
    expect(before.unmatched.map(({ index }) => index)).toEqual([0, 1]);
    mails.labels({ kind: 'lost', host: 'a' }).inc(2);
    const first = await datums.read(STARTED_AT);
    expect(shown(first.datums)).toEqual({ Lost: 2, 'LostByHost{host=a}': 2 });
    expect(first.unmatched).toEqual([]);
    mails.clear();
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
  });

  test('does not send zero for a service of which nobody counts anything, whatever others count', async () => {
    const requests = { ...MAILS, name: 'http_requests_total', labels: ['service', 'status'] };
    const failed = { dimensions: ['service'], idle: 'zero' };
    const { datums, metrics } = readingsOf([
      { ...failed, name: 'Failed', series: 'http_requests_total{status="500", service="shop"}' },
      { ...failed, name: 'AlsoFailed', series: 'http_requests_total{status="500", service="till"}' },
    ]);
    const counter = metrics.scope().counter(requests);
    counter.labels({ service: 'shop', status: '200' }).inc();
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ 'Failed{service=shop}': 0 });
    counter.labels({ service: 'till', status: '200' }).inc();
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({
      'Failed{service=shop}': 0,
      'AlsoFailed{service=till}': 0,
    });
  });

  test('does not send zero where only goldwatch itself is watched', async () => {
    const requests = { ...MAILS, name: 'http_requests_total', labels: ['service', 'status'] };
    const { datums, metrics } = readingsOf([{ series: 'http_requests_total{status="500"}', idle: 'zero' }]);
    const counter = metrics.scope().counter(requests);
    counter.labels({ service: 'goldwatch', status: '200' }).inc();
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
    counter.labels({ service: 'shop', status: '200' }).inc();
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ http_requests_total: 0 });
  });
});
