import { describe, expect, test } from 'vitest';
import { load, planOfAlerts, SHOP } from '../testing.ts';
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

const named = (settings: string) => `{ name: TooMuch, severity: critical, summary: Too much., ${settings} }`;

describe('what CloudWatch cannot have is said, with a remedy', () => {
  const why = (alert: string, text = SHOP) =>
    planAlarms(load(`${text}\nalerts:\n  - ${alert}`)).absent.map(({ reason, remedy, isDeclared }) => ({
      reason,
      remedy,
      isDeclared,
    }));
  const scraped = (via: string) =>
    SHOP.replace(
      '  - type: container',
      `  - { type: scrape, service: till, targets: ["http://127.0.0.1:8000/metrics"], golden_signals: fastapi, via: ${via} }`,
    );

  test.each([
    [
      named('promql: vector(1), above: 0'),
      'CloudWatch has no PromQL over mirrored series',
      'the form `metric` or `signal`, or `only: prometheus`',
    ],
    [
      named('metric: http_requests_total, by: [route], above: 3'),
      'an alarm is about one value of route, and nobody says which ones there are',
      '`match: { route: […] }` with the values',
    ],
    [
      named('metric: http_requests_total, by: [route], match: { route: [/a, ""] }, above: 3'),
      'CloudWatch tells no series apart by an empty route',
      'an alert of its own with `match: { route: "" }`, without route in `by`',
    ],
    [
      named('metric: prometheus_tsdb_head_series, above: 3'),
      'the programs beside the exporter tell prometheus_tsdb_head_series to Prometheus alone',
      '`only: prometheus`',
    ],
    [
      named('signal: error_ratio, above: 5%, for: 2d'),
      '577 periods of 5m are 2885m, and CloudWatch looks back no further than 1d with periods below an hour',
      'a shorter `for`',
    ],
    [
      named('signal: error_ratio, above: 5%, window: 2d'),
      'a window of 2d is longer than the longest period of CloudWatch, 1d',
      'a `window` of 1d at most',
    ],
    [
      named('metric: http_requests_total, match: { route: /ä }, above: 3'),
      'its name in CloudWatch has characters beyond ASCII: "http_requests_total{route=\\"/ä\\"}"',
      'an entry of `mirror.cloudwatch.select` with a `name`, and an alert in the form `aws` on that metric',
    ],
  ])('%s', (alert, reason, remedy) => {
    expect(why(alert)).toEqual([{ reason, remedy, isDeclared: false }]);
  });

  test('a service that Prometheus alone scrapes', () => {
    expect(why(named('signal: latency, above: 2s'), scraped('prometheus'))).toEqual([
      {
        reason: 'Prometheus alone is told the latency of till, and nothing of that is mirrored',
        remedy: '`via: exporter` at the source that scrapes it',
        isDeclared: false,
      },
    ]);
    expect(why(named('signal: latency, above: 2s'), scraped('exporter'))).toEqual([]);
  });

  test('anything without a mirror', () => {
    expect(why(named('signal: latency, above: 2s'), SHOP.replace(/^mirror.*$/m, ''))).toEqual([
      {
        reason: 'nothing is mirrored to CloudWatch',
        remedy: '`mirror.cloudwatch` with a namespace and a region',
        isDeclared: false,
      },
    ]);
  });

  test('what is only to be in Prometheus, which is no fault', () => {
    expect(why(named('signal: latency, above: 2s, only: prometheus'))).toEqual([
      { reason: 'it is to be in Prometheus alone: `only: prometheus`', remedy: null, isDeclared: true },
    ]);
  });
});

test('what is not quite the same is said', () => {
  const plan = planOfAlerts([
    named('signal: error_ratio, above: 5%, window: 90s, keep_firing_for: 5m, no_data: alert'),
  ]);
  expect(plan.deviations).toEqual(
    [
      'it is measured over 2m in place of 90s',
      'it ends with its condition, since CloudWatch has no `keep_firing_for`',
      'it fires also while the exporter is away, when Prometheus says nothing of it',
    ].map((difference) => ({ alarm: 'production-shop-TooMuch', difference })),
  );
});

test.each([
  ['orders_total, below: 3', []],
  [
    'orders_total, match: { outcome: ok }, below: 3',
    ['what was not counted yet is zero, of which Prometheus has no series'],
  ],
  [
    'job_seconds_count, below: 3',
    ['it takes what does not come for nothing, also while the exporter is away'],
  ],
  [
    'job_seconds, quantile: 0.9, above: 3s, no_data: alert',
    [
      'it fires also while there is nothing to measure; Prometheus only asks whether there is such a series',
      'it fires also while the exporter is away, when Prometheus says nothing of it',
    ],
  ],
])('an alert on %s differs in %j', (settings, differences) => {
  const { deviations } = withCounters([named(`metric: ${settings}`)]);
  expect(deviations.map(({ difference }) => difference)).toEqual(differences);
});
