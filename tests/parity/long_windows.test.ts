import { expect, test } from 'vitest';
import { planAlarms } from '../../cloudwatch/alarms/plan.ts';
import { alarmProperties } from '../../cloudwatch/alarms/properties.ts';
import { alarmCalled } from '../../cloudwatch/testing.ts';
import { loadDefinition } from '../../definition/load.ts';
import { evaluate } from '../alarm_model/metric_alarm.ts';
import { Observations } from '../alarm_model/observations.ts';
import type { AlarmState } from '../alarm_model/states.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-02T00:00:00Z');

const DEFINITION = `
service: { name: shop, environment: live }
sources:
  - type: logs
    files: [a.json]
    golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d }
objectives: [{ name: availability, signal: availability, target: 99%, window: 30d }]
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1 } }
cloudwatch: {}
`;

interface Told {
  readonly every: number;
  /** Of each stretch of `every` minutes; null where nothing is told. */
  readonly requests: readonly (readonly [all: number, failed: number] | null)[];
}

/** The states of an alarm, and since when in minutes, by what is told of requests. */
function statesOf(name: string, { every, requests }: Told): [AlarmState, number][] {
  const definition = loadDefinition(DEFINITION, 'monitoring.yml', {});
  const properties = alarmProperties(alarmCalled(planAlarms(definition), name), definition);
  if ('AlarmRule' in properties) throw new Error(`${name} is a composite alarm.`);
  const Dimensions = [{ Name: 'service', Value: 'shop' }];
  const observations = requests.flatMap((values, index) =>
    (values ?? []).map((value, which) => ({
      metric: { Namespace: 'Shop', MetricName: which === 0 ? 'Requests' : 'FailedRequests', Dimensions },
      timestamp: START + index * every * MINUTE,
      values: [value],
    })),
  );
  const to = START + requests.length * every * MINUTE;
  const timeline = evaluate(properties, new Observations(observations), { from: START + MINUTE, to });
  return timeline.map(({ at, state }) => [state, (at - START) / MINUTE]);
}

test('three days of a slow burn are told within the third one, until a day burns no more', () => {
  // 1.5% of requests fail where 1% may.
  const burning = Array.from({ length: 96 }, () => [6000, 90] as const);
  const sound = Array.from({ length: 24 }, () => [6000, 0] as const);
  expect(
    statesOf('live-shop-AvailabilityBudgetBurnsSlowly-3d', { every: 60, requests: [...burning, ...sound] }),
  ).toEqual([
    ['OK', 60],
    ['ALARM', 49 * 60],
    // Of the last day, sixteen hours failed.
    ['OK', 104 * 60],
  ]);
});

test('an objective of which nothing is told is unknown after ten minutes, until something is told again', () => {
  const told = Array.from({ length: 30 }, () => [100, 0] as const);
  const silent = Array.from({ length: 30 }, () => null);
  const states = statesOf('live-shop-AvailabilityUnknown-condition', {
    every: 1,
    requests: [...told, ...silent, ...told],
  });
  expect(states.filter(([, minute]) => minute >= 30)).toEqual([
    ['ALARM', 43],
    ['OK', 61],
  ]);
});
