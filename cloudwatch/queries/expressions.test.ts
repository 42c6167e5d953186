import { describe, expect, test } from 'vitest';
import { evaluateMath } from '../../tests/alarm_model/metric_math.ts';
import type { Alarm } from '../alarms/alarm.ts';
import { planAlarms } from '../alarms/plan.ts';
import { load, SHOP } from '../testing.ts';

const COUNTERS = `
  - type: events
    metrics:
      - { name: orders_total, type: counter, labels: [outcome] }
      - { name: queue_length, type: gauge }
      - { name: queue_size, type: gauge }
      - { name: job_seconds, type: histogram }
`;
const TEXT = SHOP.replace('\nmirror:', `${COUNTERS}\nmirror:`);
type Values = Readonly<Record<string, number>>;

/** What the last expression of an alarm is in one period of five minutes, where these metrics have these values; null for no data. */
function answerOf(
  { alarms }: { readonly alarms: readonly Alarm[] },
  name: string,
  values: Values,
): number | null {
  const alarm = alarms.find((one) => one.name === `production-shop-${name}`);
  const last = alarm?.kind === 'metric' ? alarm.question.queries.at(-1) : undefined;
  if (last?.kind !== 'math') throw new Error(`${name} has no expression.`);
  const series = (id: string) => new Map(values[id] === undefined ? [] : [[0, values[id]] as const]);
  const result = evaluateMath(last.expression, { resolve: series, period: 300, length: 1 });
  return typeof result === 'number' ? result : (result.get(0) ?? null);
}

const alertOn = (settings: string) =>
  planAlarms(
    load(
      `${TEXT}\nalerts: [{ name: TooMuch, severity: critical, summary: Too much., no_data: alert, ${settings} }]`,
    ),
  );

describe('an expression without data where there is nothing to say', () => {
  test.each([
    ['signal: error_ratio, above: 5%', { requests: 200, failed: 10 }, 0.05],
    ['signal: error_ratio, above: 5%', { requests: 200 }, 0],
    ['signal: error_ratio, above: 5%', { requests: 0, failed: 0 }, null],
    ['signal: error_ratio, above: 5%', {}, null],
    ['signal: traffic, below: 5', { requests: 600 }, 2],
    ['signal: traffic, below: 5', {}, null],
    ['metric: orders_total, per: minute, above: 5', { value: 600 }, 120],
    ['metric: orders_total, of: orders_total, of_at_least: 20, above: 5%', { value: 5, total: 20 }, 0.25],
    ['metric: orders_total, of: orders_total, of_at_least: 20, above: 5%', { total: 20 }, 0],
    ['metric: orders_total, of: orders_total, of_at_least: 20, above: 5%', { value: 5, total: 19 }, null],
    ['metric: queue_length, of: queue_size, below: 5%', { value: 5, total: 20 }, 0.25],
    ['metric: queue_length, of: queue_size, below: 5%', { total: 20 }, null],
    ['metric: queue_length, of: queue_size, below: 5%', { value: 5, total: 0 }, null],
    ['metric: job_seconds_count, below: 5', {}, 0],
    ['metric: job_seconds_count, below: 5', { value: 7 }, 7],
  ])('%s with %j is %j', (settings, values: Values, expected) => {
    expect(answerOf(alertOn(settings), 'TooMuch', values)).toBe(expected);
  });
});

describe('a burn rate', () => {
  const burning = (objective: string) =>
    planAlarms(load(`${TEXT}\nobjectives: [{ name: promise, ${objective}, minimum_events: 5 }]`));
  const availability = burning('signal: availability, target: 99.9%');
  const counters = burning('total: orders_total, good: \'orders_total{outcome="ok"}\', target: 99%');

  test('is the share of bad events by the share that may be bad', () => {
    const values = { total: 1000, bad: 5 };
    expect(answerOf(availability, 'PromiseBudgetBurnsFast-1h', values)).toBeCloseTo(5, 10);
    expect(answerOf(availability, 'PromiseBudgetBurnsFast-5m', values)).toBeCloseTo(5, 10);
    expect(answerOf(counters, 'PromiseBudgetBurnsFast-1h', { total: 1000, good: 900 })).toBeCloseTo(10, 10);
  });

  test('is nothing over the long window with fewer bad events than the objective asks for', () => {
    const values = { total: 4, bad: 4 };
    expect(answerOf(availability, 'PromiseBudgetBurnsFast-1h', values)).toBe(0);
    expect(answerOf(availability, 'PromiseBudgetBurnsFast-5m', values)).toBeCloseTo(1000, 8);
  });

  test('is nothing without events, and all of it without good ones', () => {
    expect(answerOf(availability, 'PromiseBudgetBurnsFast-1h', {})).toBe(0);
    expect(answerOf(availability, 'PromiseBudgetBurnsFast-5m', { total: 0 })).toBe(0);
    expect(answerOf(counters, 'PromiseBudgetBurnsFast-1h', { total: 10 })).toBeCloseTo(100, 10);
  });
});
