import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { readingsOf, STARTED_AT, shown } from './testing/readings.ts';

describe("prom-client's metrics", () => {
  test('of every type are read, with the default labels of their registry', async () => {
    const registry = new Registry();
    registry.setDefaultLabels({ host: 'h1' });
    const registers = [registry];
    const mails = new Counter({ name: 'app_mails_total', help: 'Mails.', labelNames: ['kind'], registers });
    const queue = new Gauge({ name: 'app_queue', help: 'Queue.', registers });
    const wait = new Histogram({ name: 'app_wait_seconds', help: 'Wait.', buckets: [1, 10], registers });
    new Summary({ name: 'app_size_bytes', help: 'Sizes.', registers }).observe(1);
    const { datums } = readingsOf([{ series: '{__name__=~"app_.+"}', dimensions: ['host', 'kind'] }], {
      registry,
    });
    mails.inc({ kind: 'a' }, 5);
    queue.set(2);
    for (const value of [0.5, 0.5, 4]) wait.observe(value);

    const first = await datums.read(STARTED_AT);
    expect(shown(first.datums)).toMatchObject({
      'app_mails_total{host=h1,kind=a}': 5,
      'app_queue{host=h1,kind=<none>}': 2,
    });
    const histogram = first.datums.find(({ name }) => name === 'app_wait_seconds');
    expect(histogram?.counts).toEqual([2, 1]);
    expect(
      histogram?.values.reduce((sum, value, index) => sum + value * (histogram.counts[index] ?? 0), 0),
    ).toBeCloseTo(5, 12);
    expect(Object.fromEntries(first.tally.refused)).toEqual({
      summary: {
        count: 1,
        example: 'app_size_bytes: CloudWatch has no summaries; select a histogram or a counter',
      },
    });
    mails.inc({ kind: 'a' }, 2);
    mails.inc({ kind: 'b' }, 1);
    wait.observe(100);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({
      'app_mails_total{host=h1,kind=a}': 2,
      'app_mails_total{host=h1,kind=b}': 1,
      'app_queue{host=h1,kind=<none>}': 2,
      'app_wait_seconds{host=h1,kind=<none>}': 100,
    });
  });

  test('of which it is not known when they began only begin to count', async () => {
    const registry = new Registry();
    const mails = new Counter({ name: 'app_mails_total', help: 'Mails.', registers: [registry] });
    const { datums } = readingsOf([{ series: 'app_mails_total' }], { registry, beganAt: () => null });
    mails.inc(1000);
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
    mails.inc(3);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ app_mails_total: 3 });
  });

  test('whose collection fails are reported, and what they counted is in the next interval', async () => {
    const registry = new Registry();
    let fails = false;
    const mails = new Counter({
      name: 'app_mails_total',
      help: 'Mails.',
      registers: [registry],
      collect: () => {
        if (fails) throw new Error('No mails today.');
      },
    });
    const { datums, failures } = readingsOf([{ series: 'app_mails_total' }], { registry });
    mails.inc(1);
    await datums.read(STARTED_AT);
    fails = true;
    mails.inc(2);
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
    expect(failures).toEqual(['app_mails_total']);
    fails = false;
    mails.inc(4);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ app_mails_total: 6 });
  });
});
