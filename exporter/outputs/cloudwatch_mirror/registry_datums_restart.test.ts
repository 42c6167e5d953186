import { Counter, Registry } from 'prom-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MetricRegistry } from '../../../metrics/registry.ts';
import {
  ClockUnderTest,
  clockOfTheProcess,
  MINUTE,
  readingsOf,
  STARTED_AT,
  shown,
  throughJson,
} from './testing/readings.ts';

const MAILS = {
  name: 'mails_total',
  type: 'counter',
  help: 'Mails sent.',
  labels: ['kind', 'host'],
} as const;
const WAIT = { name: 'wait_seconds', type: 'histogram', help: 'Waiting.', labels: ['kind'] } as const;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('after a restart', () => {
  /** A process that has counted, read, counted more and saved; and the one after it, with what both saved. */
  async function restarted(select: readonly object[]) {
    const clock = clockOfTheProcess();
    const before = readingsOf(select, { clock });
    const scope = before.metrics.scope();
    const mails = scope.counter(MAILS).labels({ kind: 'a', host: 'b' });
    const wait = scope.histogram(WAIT).labels({ kind: 'a' });
    mails.inc(100);
    wait.observe(1);
    clock.pass(MINUTE);
    await before.datums.read(STARTED_AT);
    mails.inc(5);
    wait.observe(2);
    scope.counter(MAILS).labels({ kind: 'late', host: 'b' }).inc(7);
    clock.pass(1000);
    const snapshot = scope.snapshot();
    const saved = throughJson(before.datums);

    clock.pass(MINUTE);
    clock.up = 0;
    const startedAt = clock.wall;
    clock.pass(1000);
    const metrics = new MetricRegistry();
    const after = metrics.scope();
    const [counter, histogram] = [after.counter(MAILS), after.histogram(WAIT)];
    after.restore(snapshot);
    const restore = (its = select) => {
      const { datums } = readingsOf(its, { clock, metrics, startedAt });
      expect(datums.restore(saved)).toBe(0);
      return datums;
    };
    return { restore, counter, histogram, metrics, clock, startedAt };
  }

  test('the first interval has what was counted since the last one', async () => {
    const { restore, counter, histogram } = await restarted([
      { series: 'mails_total' },
      { series: 'wait_seconds' },
    ]);
    counter.labels({ kind: 'a', host: 'b' }).inc(1);
    counter.labels({ kind: 'new', host: 'b' }).inc(10);
    histogram.labels({ kind: 'a' }).observe(2);
    const { datums } = await restore().read(STARTED_AT);
    expect(datums.map(({ name, counts }) => [name, counts])).toEqual([
      ['mails_total', [1]],
      ['wait_seconds', [2]],
    ]);
    expect(datums[0]?.values).toEqual([5 + 7 + 1 + 10]);
    expect(datums[1]?.values[0]).toBeCloseTo(2, 12);
  });

  test('nothing counts twice where the clock was set back before it', async () => {
    const clock = clockOfTheProcess();
    const select = [{ series: 'mails_total' }];
    const before = readingsOf(select, { clock });
    const scope = before.metrics.scope();
    const mails = scope.counter(MAILS).labels({ kind: 'a', host: 'b' });
    mails.inc(100);
    await before.datums.read(STARTED_AT);
    mails.inc(5);
    const [snapshot, saved] = [scope.snapshot(), throughJson(before.datums)];

    clock.wall -= 60 * MINUTE;
    clock.up = 0;
    const metrics = new MetricRegistry();
    const after = metrics.scope();
    after.counter(MAILS);
    after.restore(snapshot);
    const { datums } = readingsOf(select, { clock, metrics, startedAt: clock.wall });
    datums.restore(saved);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 5 });
  });

  test('without what was saved, what was counted before is not counted again', async () => {
    const { metrics, counter, clock, startedAt } = await restarted([{ series: 'mails_total' }]);
    const { datums } = readingsOf([{ series: 'mails_total' }], { metrics, clock, startedAt });
    counter.labels({ kind: 'new', host: 'b' }).inc(10);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 10 });
    counter.labels({ kind: 'a', host: 'b' }).inc(1);
    expect(shown((await datums.read(STARTED_AT)).datums)).toEqual({ mails_total: 1 });
  });

  test('a series that nobody has yet restored is saved again', async () => {
    const { restore } = await restarted([{ series: 'mails_total' }]);
    const datums = restore();
    expect(throughJson(datums)).toHaveLength(2);
    await datums.read(STARTED_AT);
    expect(throughJson(datums)).toHaveLength(3);
  });

  test("prom-client's counters, which begin anew, count in full", async () => {
    const count = async (value: number, startedAt: number, saved: readonly unknown[] | null) => {
      const registry = new Registry();
      new Counter({ name: 'app_mails_total', help: 'Mails.', registers: [registry] }).inc(value);
      const clock = new ClockUnderTest();
      clock.wall = startedAt + 1000;
      const { datums } = readingsOf([{ series: 'app_mails_total' }], { registry, startedAt, clock });
      if (saved !== null) datums.restore(saved);
      const sent = shown((await datums.read(STARTED_AT)).datums);
      return { sent, saved: throughJson(datums) };
    };
    const first = await count(10, STARTED_AT, null);
    expect(first.sent).toEqual({ app_mails_total: 10 });
    expect((await count(12, STARTED_AT + MINUTE, first.saved)).sent).toEqual({ app_mails_total: 12 });
    // With other settings, in the same process.
    expect((await count(12, STARTED_AT, first.saved)).sent).toEqual({ app_mails_total: 2 });
  });

  test('an entry that is new does not count what was before it', async () => {
    const registry = new Registry();
    const mails = new Counter({
      name: 'app_mails_total',
      help: 'Mails.',
      labelNames: ['kind'],
      registers: [registry],
    });
    const clock = new ClockUnderTest();
    const before = readingsOf([{ series: 'app_other_total' }], { registry, clock }).datums;
    mails.inc({ kind: 'a' }, 1000);
    clock.pass(MINUTE);
    await before.read(STARTED_AT);
    clock.pass(MINUTE);
    const after = readingsOf([{ series: 'app_mails_total' }], { registry, clock }).datums;
    after.restore(throughJson(before));
    expect((await after.read(STARTED_AT)).datums).toEqual([]);
    mails.inc({ kind: 'a' }, 1);
    mails.inc({ kind: 'b' }, 2);
    expect(shown((await after.read(STARTED_AT)).datums)).toEqual({ app_mails_total: 3 });
  });

  test('what is no saved state is refused, and lines that are none are left out', () => {
    const { datums } = readingsOf([{ series: 'mails_total' }]);
    expect(datums.restore([])).toBe(null);
    expect(datums.restore([{ version: 2 }])).toBe(null);
    const header = { version: 1, readAt: 1, startedAt: 1, selectors: [] };
    const good = ['mails_total', 'counter', ['[]', 1, 5]];
    expect(datums.restore([header, good, ['mails_total', 'gauge', ['[]', 1, 5]], 'x'])).toBe(2);
    expect(throughJson(datums)).toEqual([header, good]);
  });
});
