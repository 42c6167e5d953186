import { Counter } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { cloudwatchMirrorSettings } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import { sampleCounts, totals } from './received.ts';
import { mirrorRegistry } from './registry_mirror.ts';

const HEAT = { name: 'heat', type: 'gauge', help: 'Heat.', labels: ['place'] } as const;
const MAILS = { name: 'mails_total', type: 'counter', help: 'Mails sent.', labels: ['kind'] } as const;
const WAIT = { name: 'wait_seconds', type: 'histogram', help: 'Waiting.', labels: ['kind'] } as const;

const REFUSED = 'goldwatch_mirror_datums_refused_total';
const LEFT_OUT = 'goldwatch_mirror_observations_left_out_total';

describe('numbers that CloudWatch does not take are named and counted, and block no others', () => {
  test('of gauges', async () => {
    const { metrics, aws, log, read, own } = await mirrorRegistry([
      { series: 'heat', dimensions: ['place'] },
    ]);
    const heat = metrics.scope().gauge(HEAT);
    const values = { nan: Number.NaN, infinite: Number.NEGATIVE_INFINITY, huge: 1e300, zero: -0, warm: 21.5 };
    for (const [place, value] of Object.entries(values)) heat.labels({ place }).set(value);
    await read();
    expect(totals(aws.received, ({ dimensions }) => dimensions.place ?? '')).toEqual({ zero: 0, warm: 21.5 });
    expect(await own(REFUSED, { reason: 'value_nan' })).toBe(1);
    expect(await own(REFUSED, { reason: 'value_infinite' })).toBe(1);
    expect(await own(REFUSED, { reason: 'value_too_large' })).toBe(1);
    expect(log.messages('warn').filter((message) => message.startsWith('Not mirrored'))).toEqual([
      'Not mirrored: heat: its value is NaN.',
      'Not mirrored: heat: its value is -Infinity.',
      'Not mirrored: heat: its value, 1e+300, is beyond ±2^360.',
    ]);
  });

  test('of counters', async () => {
    const { metrics, aws, log, read, own } = await mirrorRegistry([
      { series: 'mails_total', dimensions: ['kind'] },
      { series: 'orders_total' },
    ]);
    const mails = metrics.scope().counter(MAILS);
    const orders = new Counter({
      name: 'orders_total',
      help: 'Orders.',
      registers: [metrics.registry as never],
    });
    mails.labels({ kind: 'huge' }).inc(1e300);
    mails.labels({ kind: 'none' }).inc(-0);
    mails.labels({ kind: 'welcome' }).inc(3);
    // Neither can be counted at once; together they come to infinity.
    for (const value of [1e308, 1e308]) orders.inc(value);
    await read();
    mails.labels({ kind: 'huge' }).inc(1e290);
    mails.labels({ kind: 'welcome' }).inc(4);
    await read();
    expect(totals(aws.received, ({ dimensions }) => dimensions.kind ?? '')).toEqual({ welcome: 7 });
    expect(await own(REFUSED, { reason: 'value_too_large' })).toBe(2);
    expect(log.messages('warn')).toContain('Not mirrored: mails_total: its value, 1e+300, is beyond ±2^360.');
    expect(log.messages('warn')).toContain('Not mirrored: orders_total: its value is NaN.');
  });

  test('of histograms, whose other observations arrive', async () => {
    const { metrics, aws, log, read, own } = await mirrorRegistry([
      { series: 'wait_seconds', dimensions: ['kind'] },
    ]);
    const wait = metrics.scope().histogram(WAIT);
    const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300];
    for (const value of [...bad, -0, 0.5, 2]) wait.labels({ kind: 'mixed' }).observe(value);
    for (const value of [0.25, 4]) wait.labels({ kind: 'good' }).observe(value);
    await read();
    expect(sampleCounts(aws.received, ({ dimensions }) => dimensions.kind ?? '')).toEqual({
      mixed: 3,
      good: 2,
    });
    expect(totals(aws.received, ({ dimensions }) => dimensions.kind ?? '').good).toBeCloseTo(4.25, 12);
    expect(await own(LEFT_OUT, { reason: 'value_nan' })).toBe(1);
    expect(await own(LEFT_OUT, { reason: 'value_infinite' })).toBe(2);
    expect(await own(LEFT_OUT, { reason: 'value_too_large' })).toBe(1);
    const named = '["wait_seconds",["kind","mixed"]], made of wait_seconds by select[0]';
    expect(log.messages('warn')).toContain(`Observations are left out of what is mirrored: ${named}.`);
  });
});

describe('labels that CloudWatch does not take are named and counted, and block no others', () => {
  test.each([
    ['of 2 kB', 'x'.repeat(2048), 'dimension_value_too_long', 'has 2048 characters, more than 1024'],
    ['with an emoji', 'mail 📧', 'dimension_value_not_ascii', 'has characters beyond ASCII: "mail 📧"'],
    [
      'with a control character',
      'a\nb',
      'dimension_value_control_character',
      'has a control character: "a\\nb"',
    ],
    ['of spaces', '   ', 'dimension_value_blank', 'is blank'],
  ])('a value %s', async (_what, kind, reason, why) => {
    const { metrics, aws, log, read, own } = await mirrorRegistry([
      { series: 'mails_total', dimensions: ['kind'] },
    ]);
    const mails = metrics.scope().counter(MAILS);
    mails.labels({ kind }).inc(5);
    mails.labels({ kind: 'welcome' }).inc(3);
    await read();
    expect(totals(aws.received, ({ dimensions }) => dimensions.kind ?? '')).toEqual({ welcome: 3 });
    expect(await own(REFUSED, { reason })).toBe(1);
    expect(log.messages('warn')).toContain(`Not mirrored: mails_total: the value of dimension kind ${why}.`);
  });

  test('31 of them are refused with the settings, and 30 arrive', async () => {
    const labels = Array.from({ length: 31 }, (_, index) => `label_${String(index).padStart(2, '0')}`);
    const entry = (dimensions: readonly string[]) => ({ series: 'wide_total', dimensions });
    const { error } = cloudwatchMirrorSettings.safeParse({ namespace: 'Test', select: [entry(labels)] });
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'at most 30 dimensions, with the fixed ones',
    ]);

    const { metrics, aws, read } = await mirrorRegistry([entry(labels.slice(0, 30))]);
    const wide = metrics.scope().counter({ name: 'wide_total', type: 'counter', help: 'Wide.', labels });
    wide.labels(Object.fromEntries(labels.map((label) => [label, `of ${label}`]))).inc(2);
    await read();
    expect(aws.received.map(({ values, dimensions }) => [values, Object.keys(dimensions)])).toEqual([
      [[2], labels.slice(0, 30)],
    ]);
  });
});

test('of 100 000 series a budget of 100 lets 100 through, which go on, and counts all others and names a thousand', {
  timeout: 60_000,
}, async () => {
  const { metrics, aws, log, read, own } = await mirrorRegistry(
    [{ series: 'mails_total', dimensions: ['kind'] }],
    {
      budget: { metrics: 100 },
    },
  );
  const mails = metrics.scope().counter(MAILS);
  for (let kind = 0; kind < 100_000; kind += 1) mails.labels({ kind: `kind ${kind}` }).inc(kind + 1);
  await read();
  for (let kind = 0; kind < 100_000; kind += 1) mails.labels({ kind: `kind ${kind}` }).inc();
  await read();
  const truth = Object.fromEntries(Array.from({ length: 100 }, (_, kind) => [`kind ${kind}`, kind + 2]));
  expect(totals(aws.received, ({ dimensions }) => dimensions.kind ?? '')).toEqual(truth);
  expect(await own(REFUSED, { reason: 'over_budget' })).toBe(2 * 99_900);
  expect(await own('goldwatch_mirror_metrics')).toBe(100);
  const lines = log.lines.filter(({ msg }) => String(msg).startsWith('Beyond the budget of 100 metrics,'));
  const named = lines.flatMap(({ metrics: its }) => its as string[]);
  expect(named).toEqual(
    Array.from({ length: 1000 }, (_, index) =>
      JSON.stringify(['mails_total', ['kind', `kind ${index + 100}`]]),
    ),
  );
});
