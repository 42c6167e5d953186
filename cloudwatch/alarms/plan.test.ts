import { describe, expect, test } from 'vitest';
import { alarmCalled, inWords, load, planOfAlerts, SHOP } from '../testing.ts';
import { planAlarms } from './plan.ts';

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
    const slack = 'notify: { slack: { webhook_file: secrets/slack, channels: { critical: "#alerts" } } }';
    expect(inWords(alarmCalled(planOfAlerts([], slack), 'production-shop-SlackForwarderFailing'))).toBe(
      'errors = Sum of AWS/Lambda Errors [FunctionName=production-shop-slack] | 1 of 1 × 300 s | GreaterThanThreshold 0 | notBreaching',
    );
    expect(planOfAlerts([]).alarms.map(({ alert }) => alert)).toEqual(['ExporterSilent']);
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
