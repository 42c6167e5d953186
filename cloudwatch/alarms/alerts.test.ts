import { describe, expect, test } from 'vitest';
import { alarmCalled, inWords, load, planOfAlerts, SHOP } from '../testing.ts';
import { planAlarms } from './plan.ts';

const COUNTERS = `
  - type: events
    metrics:
      - { name: orders_total, type: counter, labels: [outcome] }
      - { name: queue_length, type: gauge }
      - { name: queue_size, type: gauge }
      - { name: job_seconds, type: histogram }
`;
const withCounters = (alerts: readonly string[]) =>
  planAlarms(
    load(
      `${SHOP.replace('\nmirror:', `${COUNTERS}\nmirror:`)}\nalerts:\n${alerts.map((one) => `  - ${one}\n`).join('')}`,
    ),
  );

const SHOP_IS = '[service=shop]';
const named = (settings: string) => `{ name: TooMuch, severity: critical, summary: Too much., ${settings} }`;

describe('an alert on a signal', () => {
  test.each([
    [
      'signal: error_ratio, above: 5%, for: 5m',
      `requests = Sum of Shop/Api Requests ${SHOP_IS} | failed = Sum of Shop/Api FailedRequests ${SHOP_IS} | error_ratio = FILL(IF(requests > 0, FILL(failed, 0) / requests), 0) | 2 of 2 × 300 s | GreaterThanThreshold 0.05 | notBreaching`,
    ],
    [
      'signal: latency, quantile: 0.999, above: 1500ms, window: 1m, for: 0s',
      `latency = p99.9 of Shop/Api Latency ${SHOP_IS} | 1 of 1 × 60 s | GreaterThanThreshold 1.5 | notBreaching`,
    ],
    [
      'signal: traffic, below: 0.5, for: 10m',
      `requests = Sum of Shop/Api Requests ${SHOP_IS} | traffic = requests / PERIOD(requests) | 3 of 3 × 300 s | LessThanThreshold 0.5 | breaching`,
    ],
    [
      'signal: traffic, below: 0.5, for: 10m, no_data: ok',
      `requests = Sum of Shop/Api Requests ${SHOP_IS} | traffic = FILL(requests / PERIOD(requests), 0.5) | 3 of 3 × 300 s | LessThanThreshold 0.5 | notBreaching`,
    ],
    [
      'signal: saturation, resource: memory, above: 80%, for: 5m, no_data: alert',
      'saturation = Maximum of Shop/Api Saturation [resource=memory, service=shop] | 6 of 6 × 60 s | GreaterThanThreshold 0.8 | breaching',
    ],
  ])('%s looks at %s', (settings, expected) => {
    expect(inWords(alarmCalled(planOfAlerts([named(settings)]), 'production-shop-TooMuch'))).toBe(expected);
  });

  test('is an alarm for each service of which requests are counted', () => {
    const plan = planOfAlerts([named('signal: error_ratio, above: 5%')], 'objectives: []');
    const two = planAlarms(
      load(
        `${SHOP.replace('  - type: container', '  - { type: logs, name: till, service: till, files: [b.json], golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d } }')}\nalerts:\n  - ${named('signal: error_ratio, above: 5%')}`,
      ),
    );
    const called = ({ alarms }: typeof plan) =>
      alarms.flatMap(({ alert, name, service }) => (alert === 'TooMuch' ? [[name, service]] : []));
    expect(called(plan)).toEqual([['production-shop-TooMuch', 'shop']]);
    expect(called(two)).toEqual([
      ['production-shop-TooMuch', 'shop'],
      ['production-shop-till-TooMuch', 'till'],
    ]);
  });

  test('says in its description what it is about, when it fires, and where to look', () => {
    const plan = planOfAlerts([named('signal: error_ratio, above: 5%, for: 5m')]);
    expect(alarmCalled(plan, 'production-shop-TooMuch').description.split('\n')).toEqual([
      'Too much.',
      'Fires when error ratio of shop is above 5% over 5m, for 5m.',
      'Runbook: https://wiki.example.com/TooMuch',
      'Dashboard: https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/production-shop-golden-signals-shop',
    ]);
  });
});

describe('an alert on a metric', () => {
  const failed = 'Shop/Api orders_total{outcome="failed"} [service=shop]';
  const orders = 'Shop/Api orders_total [service=shop]';
  test.each([
    [
      'metric: orders_total, match: { outcome: failed }, above: 3',
      `value = Sum of ${failed} | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 3 | notBreaching`,
    ],
    [
      'metric: orders_total, per: minute, below: 3, no_data: alert',
      `value = Sum of ${orders} | result = value / PERIOD(value) * 60 | 2 of 2 × 300 s | LessThanThreshold 3 | breaching`,
    ],
    [
      'metric: orders_total, per: second, above: 3',
      `value = Sum of ${orders} | result = FILL(value / PERIOD(value), 0) | 2 of 2 × 300 s | GreaterThanThreshold 3 | notBreaching`,
    ],
    [
      'metric: orders_total, match: { outcome: failed }, of: orders_total, of_at_least: 20, above: 50%',
      `value = Sum of ${failed} | total = Sum of ${orders} | result = FILL(IF(total >= 20, FILL(value, 0) / total), 0) | 2 of 2 × 300 s | GreaterThanThreshold 0.5 | notBreaching`,
    ],
    [
      'metric: queue_length, above: 10',
      'value = Maximum of Shop/Api queue_length [service=shop] | 6 of 6 × 60 s | GreaterThanThreshold 10 | notBreaching',
    ],
    [
      'metric: queue_length, below: 10',
      'value = Minimum of Shop/Api queue_length min [service=shop] | 6 of 6 × 60 s | LessThanThreshold 10 | notBreaching',
    ],
    [
      'metric: queue_length, of: queue_size, above: 80%',
      'value = Average of Shop/Api queue_length sum [service=shop] | total = Average of Shop/Api queue_size sum [service=shop] | result = IF(total > 0 AND FILL(value, -1) >= 0, value / total) | 6 of 6 × 60 s | GreaterThanThreshold 0.8 | notBreaching',
    ],
    [
      'metric: job_seconds, quantile: 0.9, above: 2s, window: 10m',
      'value = p90 of Shop/Api job_seconds [service=shop] | value_filled = FILL(value, 0) | 2 of 2 × 600 s | GreaterThanThreshold 2 | notBreaching',
    ],
    [
      'metric: job_seconds, aggregate: avg, above: 2s',
      'value = Average of Shop/Api job_seconds [service=shop] | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 2 | notBreaching',
    ],
    [
      'metric: job_seconds_count, above: 100',
      'value = SampleCount of Shop/Api job_seconds [service=shop] | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 100 | notBreaching',
    ],
    [
      'metric: job_seconds_count, per: minute, below: 3',
      'value = SampleCount of Shop/Api job_seconds [service=shop] | result = FILL(FILL(value, 0) / PERIOD(value) * 60, 3) | 2 of 2 × 300 s | LessThanThreshold 3 | notBreaching',
    ],
    [
      'metric: goldwatch_series, above: 100',
      'value = Maximum of Shop/Api goldwatch_series [] | 6 of 6 × 60 s | GreaterThanThreshold 100 | notBreaching',
    ],
    [
      'metric: http_requests_total, above: 100',
      `value = Sum of Shop/Api Requests ${SHOP_IS} | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 100 | notBreaching`,
    ],
  ])('%s looks at %s', (settings, expected) => {
    expect(inWords(alarmCalled(withCounters([named(settings)]), 'production-shop-TooMuch'))).toBe(expected);
  });

  test('by a label is an alarm for each value that `match` lists', () => {
    const settings = 'metric: orders_total, by: [outcome], match: { outcome: [failed, lost] }, above: 3';
    const plan = withCounters([named(settings)]);
    expect(inWords(alarmCalled(plan, 'production-shop-TooMuch-lost'))).toBe(
      'value = Sum of Shop/Api orders_total{outcome=~"failed|lost"} [outcome=lost, service=shop] | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 3 | notBreaching',
    );
    expect(alarmCalled(plan, 'production-shop-TooMuch-failed').logicalId).toBe('TooMuchFailed');
  });
});

describe('an alert on a metric of AWS', () => {
  const more = `
cloudwatch:
  resources:
    lambda: [resize, mail]
    load_balancers: [{ load_balancer: app/front/50dc6c49, target_groups: [targetgroup/blue/73e2, targetgroup/green/84f3] }]
`;
  const plan = (settings: string) =>
    planAlarms(load(`${SHOP.replace('cloudwatch: {}\n', more)}\nalerts:\n  - ${named(settings)}`));

  test.each([
    [
      'aws: { namespace: AWS/Lambda, metric: Errors, statistic: Sum, at_least: 5 }, for: 0s',
      'production-shop-TooMuch-mail',
      'value = Sum of AWS/Lambda Errors [FunctionName=mail] | 1 of 1 × 300 s | GreaterThanOrEqualToThreshold 5 | notBreaching',
    ],
    [
      'aws: { namespace: AWS/ApplicationELB, metric: UnHealthyHostCount, statistic: Maximum, period: 1m, above: 0 }, for: 5m, datapoints: 3',
      'production-shop-TooMuch-green',
      'value = Maximum of AWS/ApplicationELB UnHealthyHostCount [LoadBalancer=app/front/50dc6c49, TargetGroup=targetgroup/green/84f3] | 3 of 5 × 60 s | GreaterThanThreshold 0 | notBreaching',
    ],
    [
      'aws: { namespace: Shop/Own, metric: Orders, dimensions: { Stage: live }, anomaly: { band: 3, side: below } }, for: 12m, no_data: alert',
      'production-shop-TooMuch',
      'value = Average of Shop/Own Orders [Stage=live] | 3 of 3 × 300 s | LessThanLowerThreshold a band of 3 | breaching',
    ],
  ])('%s is %s', (settings, name, expected) => {
    expect(inWords(alarmCalled(plan(settings), name))).toBe(expected);
  });
});
