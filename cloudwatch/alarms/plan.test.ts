import { describe, expect, test } from 'vitest';
import { evaluate } from '../../tests/alarm_model/metric_alarm.ts';
import { Observations } from '../../tests/alarm_model/observations.ts';
import { alarmCalled, inWords, load, planOfAlerts, SHOP } from '../testing.ts';
import { planAlarms } from './plan.ts';
import { alarmProperties, type MetricAlarmProperties } from './properties.ts';

const SLACK = 'notify: { slack: { webhook_file: secrets/slack, channels: { critical: "#alerts" } } }';

const named = (settings: string) => `{ name: TooMuch, severity: critical, summary: Too much., ${settings} }`;

test('a mirror that sends every five minutes is looked at no more often', () => {
  const slow = SHOP.replace('eu-central-1', 'eu-central-1, interval: 5m');
  const plan = planAlarms(
    load(`${slow}\nalerts:\n  - ${named('signal: saturation, resource: cpu, above: 80%, for: 5m')}`),
  );
  expect(inWords(alarmCalled(plan, 'production-shop-TooMuch'))).toContain('2 of 2 × 300 s');
});

test('there is nothing without `cloudwatch`', () => {
  expect(planAlarms(load(SHOP.replace(/^(?:mirror|cloudwatch).*$/gm, '')))).toEqual({
    alarms: [],
    absent: [],
    deviations: [],
  });
});

describe('what nobody has to configure', () => {
  test('is an alarm on an exporter that sends nothing, or is not ready', () => {
    expect(inWords(alarmCalled(planOfAlerts([]), 'production-shop-ExporterSilent'))).toBe(
      'ready = Minimum of Shop/Api ExporterReady [] | 6 of 6 × 60 s | LessThanThreshold 1 | breaching',
    );
  });

  test('is an alarm on the function that tells Slack, where there is one', () => {
    expect(inWords(alarmCalled(planOfAlerts([], SLACK), 'production-shop-SlackForwarderFailing'))).toBe(
      'errors = Sum of AWS/Lambda Errors [FunctionName=production-shop-slack] | 1 of 1 × 300 s | GreaterThanThreshold 0 | ignore',
    );
    expect(planOfAlerts([]).alarms.map(({ alert }) => alert)).toEqual(['ExporterSilent']);
  });

  test('is told once that Slack hears nothing, though that very message and its end fail as well', () => {
    const definition = load(`${SHOP}${SLACK}\n`);
    const alarm = alarmCalled(planAlarms(definition), 'production-shop-SlackForwarderFailing');
    const properties = alarmProperties(alarm, definition) as MetricAlarmProperties;
    const MINUTE = 60_000;
    const metric = {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: 'production-shop-slack' }],
    };
    // Each change of the alarm is a message of its own, which AWS Lambda tries to send three times.
    let messages = [5 * MINUTE];
    let states: { readonly at: number; readonly state: string }[] = [];
    for (let round = 0; round < 10; round += 1) {
      const failures = messages.flatMap((at) => [at, at + MINUTE, at + 3 * MINUTE]);
      const source = new Observations(failures.map((timestamp) => ({ metric, timestamp, values: [1] })));
      states = [...evaluate(properties, source, { from: 0, to: 180 * MINUTE })];
      messages = [5 * MINUTE, ...states.filter(({ at }) => at > 5 * MINUTE).map(({ at }) => at)];
    }
    expect(states.map(({ state }) => state)).toEqual(['ALARM']);
  });

  test('is an alarm on each heartbeat, after two runs without success', () => {
    const text = SHOP.replace(
      'cloudwatch: {}',
      'cloudwatch: { heartbeats: [{ name: front, url: "https://example.com/", every: 5m }] }',
    );
    const plan = planAlarms(load(text));
    expect(inWords(alarmCalled(plan, 'production-shop-HeartbeatFailing-front'))).toBe(
      'success = Maximum of CloudWatchSynthetics SuccessPercent [CanaryName=production-shop-front] | 1 of 1 × 600 s | LessThanThreshold 100 | breaching',
    );
    expect(inWords(alarmCalled(plan, 'production-shop-ServiceState'))).toBe(
      'ALARM("production-shop-HeartbeatFailing-front")',
    );
  });
});
