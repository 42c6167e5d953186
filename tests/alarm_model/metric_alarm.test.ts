import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from './metric_alarm.ts';
import { type Observation, Observations } from './observations.ts';
import type { MetricAlarmProperties } from './properties.ts';

const MINUTE = 60_000;
const METRIC = {
  Namespace: 'Shop',
  MetricName: 'Requests',
  Dimensions: [{ Name: 'service', Value: 'shop' }],
};

const ALARM: MetricAlarmProperties = {
  ...METRIC,
  AlarmName: 'shop-Requests',
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 10,
  TreatMissingData: 'notBreaching',
};

/** An observation a minute, from the first on; null for none. */
function minutes(values: readonly (number | null)[]): Observations {
  const observations = values.flatMap((value, minute): Observation[] =>
    value === null ? [] : [{ metric: METRIC, timestamp: minute * MINUTE, values: [value] }],
  );
  return new Observations(observations);
}

function states(alarm: Partial<MetricAlarmProperties>, source: Observations, to: number, delay = 0) {
  const timeline = evaluate({ ...ALARM, ...alarm }, source, { from: MINUTE, to: to * MINUTE, delay });
  return timeline.map(({ at, state }) => `${at / MINUTE} min: ${state}`);
}

test('periods slide: five minutes are looked at anew every minute', () => {
  const source = minutes([1, 1, 1, 9, 1, 1, 1, 1, 1, 1]);

  // 1+1+1+9 = 12 over minutes 0 to 3; minutes 4 to 8 are the first without the nine.
  expect(states({}, source, 10)).toEqual(['1 min: OK', '4 min: ALARM', '9 min: OK']);
});

test('as many periods as DatapointsToAlarm, of those that are looked at, must be beyond the limit', () => {
  const source = minutes([20, 0, 20, 0, 0]);

  expect(states({ Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 }, source, 5)).toEqual([
    '1 min: OK',
    '3 min: ALARM',
    '4 min: OK',
  ]);
  expect(states({ Period: 60, EvaluationPeriods: 3 }, source, 5)).toEqual(['1 min: OK']);
});

test('what came to an end is looked at once more for two periods, as the evaluation range has it', () => {
  const source = minutes([20, 20, 20, null, null, null]);

  expect(states({ Period: 60, EvaluationPeriods: 2 }, source, 7)).toEqual([
    '1 min: OK',
    '2 min: ALARM',
    '6 min: OK',
  ]);
});

test('data that comes late is seen late', () => {
  const source = minutes([20, 0, 0]);

  expect(states({ Period: 60 }, source, 4)).toEqual(['1 min: ALARM', '2 min: OK']);
  expect(states({ Period: 60 }, source, 4, MINUTE)).toEqual(['1 min: OK', '2 min: ALARM', '3 min: OK']);
});

test('more than a day in all is looked at once an hour', () => {
  const source = minutes(Array.from({ length: 60 * 50 }, () => 1));

  expect(states({ Period: 86_400, EvaluationPeriods: 2, Threshold: 1439 }, source, 60 * 50)).toEqual([
    '60 min: OK',
    '2880 min: ALARM',
  ]);
});

test('metric math is over the periods of its metrics', () => {
  const stat = (Id: string, Stat: string) => ({ Id, MetricStat: { Metric: METRIC, Period: 60, Stat } });
  const alarm = {
    ...ALARM,
    Period: undefined,
    Statistic: undefined,
    Metrics: [
      stat('sum', 'Sum'),
      stat('number', 'SampleCount'),
      { Id: 'mean', Expression: 'sum / number', ReturnData: true },
    ],
  };

  expect(evaluate(alarm, minutes([5, 20, 5]), { from: MINUTE, to: 3 * MINUTE })).toEqual([
    { at: MINUTE, state: 'OK' },
    { at: 2 * MINUTE, state: 'ALARM' },
    { at: 3 * MINUTE, state: 'OK' },
  ]);
});

test('whatever is observed, an alarm that asks for more periods never fires earlier', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 10, maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      (values, periods) => {
        const source = minutes(values);
        const first = (EvaluationPeriods: number) =>
          evaluate({ ...ALARM, Period: 60, EvaluationPeriods }, source, {
            from: MINUTE,
            to: 30 * MINUTE,
          }).find(({ state }) => state === 'ALARM')?.at ?? Number.POSITIVE_INFINITY;
        expect(first(periods + 1)).toBeGreaterThanOrEqual(first(periods));
      },
    ),
  );
});

test.each<[Partial<MetricAlarmProperties>, string]>([
  [{ Period: 30 }, 'The model of alarms knows whole minutes only, and shop-Requests has a period of 30 s.'],
  [
    { ComparisonOperator: 'GreaterThanUpperThreshold' },
    'The model of alarms knows thresholds only, and shop-Requests is GreaterThanUpperThreshold.',
  ],
  [{ Statistic: 'tm90' }, 'The model of alarms does not know the statistic tm90.'],
])('what the model does not know is refused: %j', (alarm, message) => {
  expect(() => states(alarm, minutes([1]), 1)).toThrow(message);
});
