import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { clockOfTheProcess, MINUTE, readingsOf, STARTED_AT, shown } from './testing/readings.ts';

const MAILS = {
  name: 'mails_total',
  type: 'counter',
  help: 'Mails sent.',
  labels: ['kind', 'host'],
} as const;
const QUEUE = { name: 'queue_length', type: 'gauge', help: 'Mails that wait.', labels: ['kind'] } as const;
const WAIT = { name: 'wait_seconds', type: 'histogram', help: 'Waiting.', labels: ['kind'] } as const;

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(STARTED_AT);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('counters', () => {
  test('are sent as what came to them in each interval, from the first on', async () => {
    const clock = clockOfTheProcess();
    const { datums, metrics } = readingsOf([{ series: 'mails_total', dimensions: ['kind'] }], { clock });
    const mails = metrics.scope().counter(MAILS);
    const welcome = mails.labels({ kind: 'welcome', host: 'a' });
    clock.pass(1000);
    welcome.inc(3);
    mails.labels({ kind: 'welcome', host: 'b' }).inc(4);
    clock.pass(MINUTE);

    const first = await datums.read(STARTED_AT);
    expect(first.datums).toEqual([
      {
        name: 'mails_total',
        dimensions: [['kind', 'welcome']],
        timestamp: STARTED_AT,
        resolution: 60,
        unit: 'Count',
        values: [7],
        counts: [1],
      },
    ]);
    welcome.inc();
    mails.labels({ kind: 'goodbye', host: 'a' }).inc(2);
    clock.pass(MINUTE);
    expect(shown((await datums.read(STARTED_AT + MINUTE)).datums)).toEqual({
      'mails_total{kind=welcome}': 1,
      'mails_total{kind=goodbye}': 2,
    });
    expect((await datums.read(STARTED_AT + 2 * MINUTE)).datums).toEqual([]);
  });

  test('that do not grow send zero where that is asked for, for as long as they are there', async () => {
    const { datums, metrics } = readingsOf([{ series: 'mails_total', idle: 'zero' }]);
    const mails = metrics.scope().counter(MAILS);
    mails.labels({ kind: 'welcome', host: 'a' });
    await datums.read(STARTED_AT);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 0 });
    mails.clear();
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
  });

  test('lose nothing when one of their label sets vanishes, or one of their producers', async () => {
    const { datums, metrics } = readingsOf([{ series: 'mails_total' }]);
    const [one, other] = [metrics.scope(), metrics.scope()];
    one.counter(MAILS).labels({ kind: 'welcome', host: 'a' }).inc(1000);
    const shared = other.counter(MAILS).labels({ kind: 'welcome', host: 'a' });
    const more = other.counter(MAILS).labels({ kind: 'welcome', host: 'b' });
    shared.inc(10);
    more.inc(5);
    await datums.read(STARTED_AT);
    one.close();
    other.counter(MAILS).remove({ kind: 'welcome', host: 'b' });
    shared.inc(2);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 2 });
  });

  test('go on when their producer is replaced by one that restores them', async () => {
    const { datums, metrics } = readingsOf([{ series: 'mails_total' }]);
    const before = metrics.scope();
    before.counter(MAILS).labels({ kind: 'welcome', host: 'a' }).inc(1000);
    await datums.read(STARTED_AT);
    const snapshot = before.snapshot();
    before.close();
    const after = metrics.scope();
    const restored = after.counter(MAILS);
    after.restore(snapshot);
    restored.labels({ kind: 'welcome', host: 'a' }).inc();
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 1 });
  });

  test('that have expired and come back count from zero', async () => {
    const clock = clockOfTheProcess();
    const { datums, metrics } = readingsOf([{ series: 'mails_total' }], { clock });
    const mails = metrics.scope().counter(MAILS).labels({ kind: 'welcome', host: 'a' });
    mails.inc(10);
    await datums.read(STARTED_AT);
    metrics.expire({ cumulative: 1 }, 1);
    metrics.expire({ cumulative: 1 }, 10);
    clock.pass(MINUTE);
    mails.inc(12);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 12 });
  });

  test('that began while the clock was set back count in full', async () => {
    const clock = clockOfTheProcess();
    const { datums, metrics } = readingsOf([{ series: 'mails_total' }], { clock });
    const mails = metrics.scope().counter(MAILS);
    await datums.read(STARTED_AT);
    clock.pass(1000);
    mails.labels({ kind: 'welcome', host: 'a' }).inc(1);
    clock.wall -= 3_600_000;
    clock.pass(1000);
    mails.labels({ kind: 'welcome', host: 'b' }).inc(2);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 3 });
    clock.wall += 7_200_000;
    mails.labels({ kind: 'welcome', host: 'c' }).inc(4);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 4 });
  });
});

describe('gauges', () => {
  test('are sent as they are, and those that fall together as their largest', async () => {
    const { datums, metrics } = readingsOf([
      { series: 'queue_length', dimensions: ['kind'] },
      { series: 'queue_length', name: 'Waiting', statistic: 'sum' },
    ]);
    const queue = metrics.scope().gauge(QUEUE);
    queue.labels({ kind: 'a' }).set(3);
    queue.labels({ kind: 'b' }).set(4);
    const expected = { 'queue_length{kind=a}': 3, 'queue_length{kind=b}': 4, Waiting: 7 };
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual(expected);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual(expected);
  });

  test('of several producers are what a scrape shows', async () => {
    const { datums, metrics } = readingsOf([{ series: 'queue_length' }]);
    const [one, other] = [metrics.scope(), metrics.scope()];
    one.gauge(QUEUE).labels({ kind: 'a' }).set(3);
    other.gauge(QUEUE).labels({ kind: 'a' }).set(5);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ queue_length: 5 });
    other.close();
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ queue_length: 3 });
  });

  test('that are no numbers are named, and block no others', async () => {
    const { datums, metrics } = readingsOf([{ series: 'queue_length', dimensions: ['kind'] }]);
    const queue = metrics.scope().gauge(QUEUE);
    for (const [kind, value] of [
      ['nan', Number.NaN],
      ['infinite', -1 / 0],
      ['large', 1e300],
      ['zero', -0],
      ['good', 1],
    ] as const) {
      queue.labels({ kind }).set(value);
    }
    queue.labels({ kind: 'emoji \u{1f600}' }).set(1);
    queue.labels({ kind: 'a\nb' }).set(1);
    queue.labels({ kind: 'x'.repeat(2048) }).set(1);
    const { datums: sent, tally } = await datums.read(STARTED_AT);
    expect(shown(sent)).toEqual({ 'queue_length{kind=zero}': 0, 'queue_length{kind=good}': 1 });
    expect(Object.fromEntries(tally.refused)).toEqual({
      value_nan: { count: 1, example: 'queue_length: its value is NaN' },
      value_infinite: { count: 1, example: 'queue_length: its value is -Infinity' },
      value_too_large: { count: 1, example: 'queue_length: its value, 1e+300, is beyond ±2^360' },
      dimension_value_not_ascii: {
        count: 1,
        example: 'queue_length: the value of dimension kind has characters beyond ASCII: "emoji \u{1f600}"',
      },
      dimension_value_control_character: {
        count: 1,
        example: 'queue_length: the value of dimension kind has a control character: "a\\nb"',
      },
      dimension_value_too_long: {
        count: 1,
        example: 'queue_length: the value of dimension kind has 2048 characters, more than 1024',
      },
    });
  });
});

describe('histograms', () => {
  test('are sent as values and counts of the interval, with exact extremes where they are known', async () => {
    const { datums, metrics } = readingsOf([{ series: 'wait_seconds' }], {
      takeExtremes: () => ({ min: 0.011, max: 3 }),
    });
    const wait = metrics.scope().histogram(WAIT).labels({ kind: 'a' });
    for (const value of [0.011, 0.5, 0.5, 3]) wait.observe(value);
    const { datums: sent } = await datums.read(STARTED_AT);
    const [{ values, counts, unit } = { values: [], counts: [], unit: '' }] = sent;
    expect(sent).toHaveLength(1);
    expect(unit).toBe('Seconds');
    expect([values[0], values.at(-1)]).toEqual([0.011, 3]);
    expect(values[1]).toBeCloseTo(0.5, 12);
    expect(counts).toEqual([1, 2, 1]);
    expect((await datums.read(STARTED_AT)).datums).toEqual([]);
  });

  test('of over 150 values take several datums', async () => {
    const metrics = new MetricRegistry({ native: { schema: 8, maxBuckets: 1000 } });
    const { datums } = readingsOf([{ series: 'wait_seconds' }], { metrics });
    const wait = metrics.scope().histogram(WAIT).labels({ kind: 'a' });
    for (let index = 0; index < 400; index += 1) wait.observe(1.01 ** index);
    const { datums: sent } = await datums.read(STARTED_AT);
    expect(sent.map(({ values }) => values.length)).toEqual([150, 150, 100]);
    expect(sent.flatMap(({ counts }) => counts).reduce((one, other) => one + other)).toBe(400);
  });

  test('leave out and count what is no number, and say that their sum is not known', async () => {
    const { datums, metrics } = readingsOf([{ series: 'wait_seconds' }]);
    const wait = metrics.scope().histogram(WAIT).labels({ kind: 'a' });
    for (const value of [1, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY]) wait.observe(value);
    const { datums: sent, tally } = await datums.read(STARTED_AT);
    expect(sent[0]?.counts).toEqual([1]);
    const example = '["wait_seconds"], made of wait_seconds by select[0]';
    expect(Object.fromEntries(tally.observationsLeftOut)).toEqual({
      value_nan: { count: 2, example },
      value_infinite: { count: 1, example },
    });
    expect(tally.sumsUnknown).toEqual({ count: 1, example });
  });
});

test('a family is read while a scrape of it goes on, with what is there by now', async () => {
  const { datums, metrics } = readingsOf([{ series: 'mails_total' }, { series: 'queue_length' }]);
  const [mails, queue] = [metrics.scope().counter(MAILS), metrics.scope().gauge(QUEUE)];
  mails.labels({ kind: 'a', host: 'b' }).inc(1);
  queue.labels({ kind: 'a' }).set(1);
  await datums.read(STARTED_AT);
  mails.family.store.beginReading();
  queue.family.store.beginReading();
  mails.labels({ kind: 'a', host: 'b' }).inc(2);
  mails.labels({ kind: 'b', host: 'b' }).inc(4);
  queue.remove({ kind: 'a' });
  queue.labels({ kind: 'b' }).set(7);
  expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 6, queue_length: 7 });
  mails.family.store.endReading();
  queue.family.store.endReading();
  expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ queue_length: 7 });
});

test('nothing is lost or doubled while series come, grow and change their producer during a reading', async () => {
  const { datums, metrics } = readingsOf([{ series: 'mails_total' }, { series: 'wait_seconds' }]);
  const turns = { left: 100 };
  let scope = metrics.scope();
  let [mails, waited] = [0, 0];
  const work = () => {
    const host = String(turns.left % 50);
    for (let index = 0; index < 60; index += 1) {
      scope
        .counter(MAILS)
        .labels({ kind: `${turns.left % 7}-${index}`, host })
        .inc();
      scope
        .histogram(WAIT)
        .labels({ kind: `${index}` })
        .observe(index / 8);
      mails += 1;
      waited += 1;
    }
    if (turns.left % 10 === 0) {
      const snapshot = scope.snapshot();
      scope.close();
      scope = metrics.scope();
      scope.counter(MAILS);
      scope.histogram(WAIT);
      scope.restore(snapshot);
    }
    turns.left -= 1;
    if (turns.left > 0) setImmediate(work);
  };
  work();
  const [sentMails, sentWaits] = [[0], [0]];
  const readAll = async () => {
    for (const { name, values, counts } of (await datums.read(STARTED_AT)).datums) {
      if (name === 'mails_total') sentMails.push(values[0] ?? Number.NaN);
      else sentWaits.push(...counts);
    }
  };
  while (turns.left > 0) await readAll();
  await readAll();
  const added = (all: readonly number[]) => all.reduce((one, other) => one + other);
  expect([added(sentMails), added(sentWaits)]).toEqual([mails, waited]);
  expect(sentMails.length).toBeGreaterThan(2);
});
