import { describe, expect, test } from 'vitest';
import { planAlarms } from '../../cloudwatch/alarms/plan.ts';
import { loadDefinition } from '../../definition/load.ts';
import { stateAt } from '../alarm_model/states.ts';
import { firedAlarms } from './cloudwatch_half.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-02T00:00:00Z');

/** The state after an hour, and all that follow, of the alarm of an alert on a shop that gets 1.5 requests a second for two hours, sent once in an interval. */
function statesOf(alert: string, minutes: number) {
  const definition = loadDefinition(
    `
service: { name: shop }
sources:
  - type: logs
    files: [a.json]
    golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d }
alerts: [{ name: Traffic, severity: info, window: 20m, for: 0s, summary: Traffic., ${alert} }]
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, interval: ${minutes}m } }
cloudwatch: {}
`,
    'monitoring.yml',
    {},
  );
  const Dimensions = [{ Name: 'service', Value: 'shop' }];
  const observations = Array.from({ length: 120 / minutes }, (_, index) => ({
    metric: { Namespace: 'Shop', MetricName: 'Requests', Dimensions },
    timestamp: START + index * minutes * MINUTE,
    values: [90 * minutes],
  }));
  const simulated = { samples: new Map(), observations, start: START, minutes: 120, away: [] };
  const [fired] = firedAlarms(definition, planAlarms(definition), simulated, minutes * MINUTE).filter(
    (one) => one.alert === 'Traffic',
  );
  const timeline = fired?.timeline ?? [];
  const settled = START + 60 * MINUTE;
  return [stateAt(timeline, settled), ...timeline.flatMap(({ at, state }) => (at > settled ? [state] : []))];
}

// The newest point of a window is told only when its interval has passed.
describe.each([5, 10])('an alarm counts no less for a mirror that sends every %i minutes', (minutes) => {
  test.each([
    ['signal: traffic, below: 1.4', 'OK'],
    ['signal: traffic, above: 1.4', 'ALARM'],
    ['metric: http_requests_total, above: 1700', 'ALARM'],
    ['metric: http_requests_total, per: minute, above: 80', 'ALARM'],
  ])('%s', (alert, state) => {
    expect([alert, statesOf(alert, minutes)]).toEqual([alert, [state]]);
  });
});
