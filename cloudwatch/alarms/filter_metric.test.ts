import { expect, test } from 'vitest';
import { inWords, load } from '../testing.ts';
import { planAlarms } from './plan.ts';

/** The alarm of an alert with these settings, or why there is none; nothing is mirrored, and metric filters count. */
function alarmWith(settings: string, more = ''): string[] {
  const { alarms, absent } = planAlarms(
    load(`
service: { name: shop, environment: production }
sources:${more}
  - type: logs
    files: [a.json]
    metrics:
      - { name: lost_orders_total, type: counter, pattern: '{ $.event = "lost" }' }
      - { name: orders_total, type: counter, pattern: '{ $.event = "order" }', labels: { plan: $.plan } }
      - { name: payment_seconds, type: histogram, pattern: '{ $.ms > 0 }', value: $.ms, unit: ms }
cloudwatch: { logs: { groups: [{ name: /aws/ecs/shop, source: logs }] } }
alerts:
  - { name: TooMuch, severity: critical, summary: Too much., ${settings} }
`),
  );
  const told = alarms
    .filter(({ alert }) => alert === 'TooMuch')
    .map((alarm) => (alarm.service === 'shop' ? inWords(alarm) : `${alarm.service}: ${inWords(alarm)}`));
  return [...told, ...absent.map(({ reason, remedy }) => `${reason}: ${remedy}`)];
}

test.each([
  [
    'metric: lost_orders_total, above: 3',
    'value = Sum of shop/Logs lost_orders_total [] | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 3 | notBreaching',
  ],
  [
    'metric: orders_total, match: { plan: gold }, above: 3',
    'value = Sum of shop/Logs orders_total [plan=gold] | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 3 | notBreaching',
  ],
  [
    'metric: payment_seconds, quantile: 0.9, above: 2s',
    'value = p90 of shop/Logs payment_seconds [] | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 2000 | notBreaching',
  ],
])(
  'without a mirror, %s looks at what a metric filter counts, in the unit of the log',
  (settings, expected) => {
    expect(alarmWith(settings)).toEqual([expected]);
  },
);

test.each([
  [
    'metric: orders_total, above: 3',
    'the metric filter of orders_total has the dimension plan, and TooMuch is about more than one value of it: `match: { plan: … }` with one value, or `mirror.cloudwatch`',
  ],
  [
    'metric: orders_total, match: { plan: "!gold" }, above: 3',
    'the metric filter of orders_total has the dimension plan, and TooMuch is about more than one value of it: `match: { plan: … }` with one value, or `mirror.cloudwatch`',
  ],
  [
    'metric: http_requests_total, above: 3',
    'nothing is mirrored to CloudWatch: `mirror.cloudwatch` with a namespace and a region',
  ],
])(
  '%s is absent, since a filter has one metric for each value of its dimensions and no others',
  (settings, expected) => {
    expect(alarmWith(settings)).toEqual([expected]);
  },
);

test('a service whose lines no filter counts has no alarm, which is said; that of another one stays its own', () => {
  const till = `
  - type: logs
    name: till
    service: till
    files: [b.json]
    metrics: [{ name: lost_orders_total, type: counter, pattern: '{ $.event = "lost" }' }]`;
  expect(alarmWith('metric: lost_orders_total, above: 3', till)).toEqual([
    'value = Sum of shop/Logs lost_orders_total [] | value_filled = FILL(value, 0) | 2 of 2 × 300 s | GreaterThanThreshold 3 | notBreaching',
    'no metric filter counts lost_orders_total of till: `mirror.cloudwatch` with a namespace and a region',
  ]);
});
