import { describe, expect, test } from 'vitest';
import { alarmCalled, inWords, load, SHOP } from '../testing.ts';
import { planAlarms } from './plan.ts';

const planOf = (objective: string, text = SHOP) =>
  planAlarms(load(`${text}\nobjectives:\n  - { name: promise, ${objective} }`));

const REQUESTS = 'Sum of Shop/Api Requests [service=shop]';
const FAILED = 'Sum of Shop/Api FailedRequests [service=shop]';

describe('a budget that burns fast', () => {
  const plan = planOf('signal: availability, target: 99.9%');

  test('is an alarm over two pairs of windows, of which each must burn', () => {
    expect(inWords(alarmCalled(plan, 'production-shop-PromiseBudgetBurnsFast'))).toBe(
      [
        '(ALARM("production-shop-PromiseBudgetBurnsFast-1h") AND ALARM("production-shop-PromiseBudgetBurnsFast-5m"))',
        '(ALARM("production-shop-PromiseBudgetBurnsFast-6h") AND ALARM("production-shop-PromiseBudgetBurnsFast-30m"))',
      ].join(' OR '),
    );
  });

  test('asks in its long windows for the least number of bad events, too', () => {
    expect(inWords(alarmCalled(plan, 'production-shop-PromiseBudgetBurnsFast-1h'))).toBe(
      `total = ${REQUESTS} | bad = ${FAILED} | burn_rate = FILL(IF(FILL(bad, 0) >= 5, FILL(bad, 0) / total / 0.001, 0), 0) | 1 of 1 × 3600 s | GreaterThanThreshold 14.4 | notBreaching`,
    );
    expect(inWords(alarmCalled(plan, 'production-shop-PromiseBudgetBurnsFast-5m'))).toBe(
      `total = ${REQUESTS} | bad = ${FAILED} | burn_rate = FILL(IF(total > 0, FILL(bad, 0) / total / 0.001), 0) | 1 of 1 × 300 s | GreaterThanThreshold 14.4 | notBreaching`,
    );
  });

  test('is told once: its windows tell nobody', () => {
    const told = plan.alarms.filter(({ notifies, alert }) => notifies && alert === 'PromiseBudgetBurnsFast');
    expect(told.map(({ name }) => name)).toEqual(['production-shop-PromiseBudgetBurnsFast']);
  });

  test('says how fast that is', () => {
    const [summary, fires] = alarmCalled(plan, 'production-shop-PromiseBudgetBurnsFast').description.split(
      '\n',
    );
    expect(summary).toBe('The error budget of promise is spent so fast that it will not last.');
    expect(fires).toBe(
      'Fires when shop spends the error budget of promise (99.9% over 30d) more than 14.4 times too fast over 1h and 5m, or 6 times too fast over 6h and 30m.',
    );
  });
});

test('three days are three periods of a day, which is said', () => {
  const plan = planOf('signal: availability, target: 99.9%');
  const slow = alarmCalled(plan, 'production-shop-PromiseBudgetBurnsSlowly-3d');
  expect(inWords(slow)).toContain('3 of 3 × 86400 s');
  // Of five bad events in three days, two each day: in all they are no fewer.
  expect(inWords(slow)).toContain('IF(FILL(bad, 0) >= 2, ');
  expect(plan.deviations).toContainEqual({
    alarm: 'production-shop-PromiseBudgetBurnsSlowly',
    difference:
      '3 days that must each burn too fast stand for a window of 3d, and are looked at once an hour',
  });
});

test('a pair of windows beyond a week is missing, and the other one stays', () => {
  const plan = planOf('signal: availability, target: 99.9%, window: 90d');
  expect(inWords(alarmCalled(plan, 'production-shop-PromiseBudgetBurnsSlowly'))).toBe(
    'ALARM("production-shop-PromiseBudgetBurnsSlowly-3d") AND ALARM("production-shop-PromiseBudgetBurnsSlowly-6h")',
  );
  expect(plan.deviations).toContainEqual({
    alarm: 'production-shop-PromiseBudgetBurnsSlowly',
    difference:
      'the pair of windows of 9d and 18h is missing: 9 periods of a day are more than the 7 that CloudWatch looks back',
  });
});

test.each([
  [
    'signal: latency, threshold: 250ms, target: 95%',
    'total = SampleCount of Shop/Api Latency [service=shop] | bad = Sum of Shop/Api RequestsOver250ms [service=shop] | burn_rate = FILL(IF(total > 0, FILL(bad, 0) / total / 0.05), 0)',
  ],
  [
    'signal: error_ratio, below: 1%',
    `total = ${REQUESTS} | bad = ${FAILED} | burn_rate = FILL(IF(total > 0, FILL(bad, 0) / total / 0.01), 0)`,
  ],
  [
    'total: http_requests_total, good: \'http_requests_total{status=~"2.."}\', target: 99%',
    `total = ${REQUESTS} | good = Sum of Shop/Api http_requests_total{status=~"2.."} [service=shop] | burn_rate = FILL(IF(total > 0, (total - FILL(good, 0)) / total / 0.01), 0)`,
  ],
  [
    'total: http_request_duration_seconds_count, bad: \'http_requests_total{status=~"5.."}\', target: 99%',
    `total = SampleCount of Shop/Api Latency [service=shop] | bad = ${FAILED} | burn_rate = FILL(IF(total > 0, FILL(bad, 0) / total / 0.01), 0)`,
  ],
])('the events of %s are %s', (objective, expected) => {
  const short = alarmCalled(planOf(objective), 'production-shop-PromiseBudgetBurnsSlowly-2h');
  expect(inWords(short)).toBe(`${expected} | 1 of 1 × 7200 s | GreaterThanThreshold 3 | notBreaching`);
});

test('an objective of which nothing is told for ten minutes is an alarm of its own', () => {
  const unknown = alarmCalled(
    planOf('signal: availability, target: 99.9%, page: false'),
    'production-shop-PromiseUnknown',
  );
  expect(inWords(unknown)).toBe(`total = ${REQUESTS} | 11 of 11 × 60 s | LessThanThreshold 0 | breaching`);
});

test('no requests are no unknown latency, since none was too slow, but no observations of a histogram cannot be told from silence', () => {
  const latency = alarmCalled(
    planOf('signal: latency, threshold: 1s, target: 95%, page: false'),
    'production-shop-PromiseUnknown',
  );
  expect(inWords(latency)).toContain('bad = Sum of Shop/Api RequestsOver1s');
  const plan = planOf(
    'total: http_request_duration_seconds_count, bad: \'http_requests_total{status="5.."}\', target: 99%',
  );
  expect(plan.deviations).toContainEqual({
    alarm: 'production-shop-PromiseUnknown',
    difference: 'it fires also without any event for so long',
  });
});

test('windows that are no multiple of the interval of the mirror are longer, which is said', () => {
  const plan = planOf(
    'signal: availability, target: 99.9%, window: 7d, ticket: false',
    SHOP.replace('eu-central-1', 'eu-central-1, interval: 5m'),
  );
  expect(inWords(alarmCalled(plan, 'production-shop-PromiseBudgetBurnsFast-2m'))).toContain('1 of 1 × 300 s');
  expect(plan.deviations).toContainEqual({
    alarm: 'production-shop-PromiseBudgetBurnsFast',
    difference: 'a window of 5m stands for one of 2m',
  });
});

describe('what CloudWatch cannot have of an objective is said', () => {
  const why = (objective: string) =>
    planOf(objective).absent.map(({ alert, service, reason, remedy }) => ({
      alert,
      service,
      reason,
      remedy,
    }));

  test('a share of the time', () => {
    const all = {
      service: 'shop',
      reason: 'a share of the time is more than an alarm can count: it knows at most a week, and no minutes',
      remedy: 'an alert on `signal: traffic` with `below`, and `only: prometheus` here',
    };
    expect(why('signal: traffic, at_least: 1, target: 99%')).toEqual([
      { alert: 'PromiseBudgetBurnsFast', ...all },
      { alert: 'PromiseBudgetBurnsSlowly', ...all },
    ]);
  });

  test('a bucket, which the mirror does not send', () => {
    expect(
      why(
        'total: http_requests_total, good: \'http_request_duration_seconds_bucket{le="1"}\', target: 99%',
      ).map(({ reason }) => reason),
    ).toContain(
      'http_request_duration_seconds_bucket may be a part of a histogram, which the mirror sends as one',
    );
  });

  test('what is only to be in Prometheus', () => {
    expect(why('signal: availability, target: 99.9%, only: prometheus').map(({ alert }) => alert)).toEqual([
      'PromiseBudgetBurnsFast',
      'PromiseBudgetBurnsSlowly',
      'PromiseUnknown',
    ]);
  });
});
