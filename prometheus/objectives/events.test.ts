import { expect, test } from 'vitest';
import { objections, type Scenario } from '../testing/rule_test.ts';

const DEFINITION = `
service: { name: api }
sources:
  - { type: logs, files: [logs/*.json], golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms } }
  - type: events
    service: shop
    metrics:
      - { name: orders_total, type: counter, labels: [outcome] }
  - { type: scrape, service: web, targets: ["http://127.0.0.1:8000/metrics"], golden_signals: promhttp }
  - type: scrape
    name: old
    service: old
    targets: ["http://127.0.0.1:8001/metrics"]
    golden_signals: { requests: { metric: hits_total, status: code }, duration: { metric: took, unit: milliseconds } }
objectives:
  - { name: availability, signal: availability, target: 99% }
  - { name: errors, signal: error_ratio, below: 1%, service: web }
  - { name: latency, signal: latency, threshold: 2s, target: 95% }
  - { name: throughput, signal: traffic, at_least: 10, target: 99%, service: api }
  - { name: orders, total: orders_total, good: 'orders_total{outcome="ok"}', target: 99% }
  - { name: refusals, total: orders_total, bad: 'orders_total{outcome="refused"}', target: 99% }
  - { name: losses, total: orders_total, bad: 'orders_total{outcome="lost"}', target: 99% }
  - { name: wins, total: orders_total, good: 'orders_total{outcome="won"}', target: 99% }
  - { name: notifications, total: prometheus_notifications_sent_total, bad: prometheus_notifications_errors_total, target: 99% }
`;

const WEB = 'job="scrape/scrape", instance="127.0.0.1:8000", service="web", environment="staging"';
const OLD = 'job="scrape/old", instance="127.0.0.1:8001", service="old", environment="staging"';
const bucket = (metric: string, labels: string, counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(counts).map(([le, count]) => [`${metric}_bucket{${labels}, le="${le}"}`, `0+${count}x80`]),
  );

/** So many of each in 15 s. */
const SERIES: Scenario['series'] = {
  // The exporter comes after five minutes.
  'goldwatch_ready{job="goldwatch"}': '_x20 1x60',
  // Two hundred requests, one of which fails; from the tenth minute on there are only 15, one a second.
  'http_requests_total{job="goldwatch", service="api", route="/a", status="200"}': '0+199x40 7960+15x40',
  'http_requests_total{job="goldwatch", service="api", route="/a", status="500"}': '0+1x40 40x40',
  'http_requests_total{job="goldwatch", service="goldwatch", route="/metrics", status="500"}': '0+7x80',
  // Four of 200 take longer than two seconds.
  ...bucket('http_request_duration_seconds', 'job="goldwatch", service="api", route="/a", status="200"', {
    '1': 150,
    '2.0': 196,
    '5': 200,
    '+Inf': 200,
  }),
  // Nine of a hundred fail. No bucket ends at two seconds.
  [`http_requests_total{${WEB}, handler="/b", method="get", code="200"}`]: '0+91x80',
  [`http_requests_total{${WEB}, handler="/b", method="get", code="502"}`]: '0+9x80',
  ...bucket('http_request_duration_seconds', `${WEB}, handler="/b", method="get", code="200"`, {
    '1': 50,
    '2.5': 99,
    '+Inf': 100,
  }),
  // The scraped service that has milliseconds, of which one route tells two seconds apart.
  [`hits_total{${OLD}, code="200"}`]: '0+10x80',
  ...bucket('took', `${OLD}, route="/c"`, { '2000': 7, '+Inf': 10 }),
  ...bucket('took', `${OLD}, route="/d"`, { '3000': 0, '+Inf': 10 }),
  'orders_total{job="goldwatch", service="shop", outcome="ok"}': '0+90x80',
  'orders_total{job="goldwatch", service="shop", outcome="refused"}': '0+10x80',
  'orders_total{job="goldwatch", service="elsewhere", outcome="ok"}': '0+900x80',
  'prometheus_notifications_sent_total{job="prometheus", alertmanager="a"}': '0+10x80',
  // More than there are: of two counters, each may be ahead of the other.
  'prometheus_notifications_errors_total{job="prometheus", alertmanager="a"}': '0+11x80',
};

const at = '9m';
const labelsOf = (slo: string, service: string) => ({
  service,
  sloth_service: service,
  sloth_slo: slo,
  sloth_id: `${service}-${slo}`,
});
const share = (slo: string, service: string, value: number | null, moment = at) => ({
  at: moment,
  query: `slo:sli_error:ratio_rate5m{sloth_slo="${slo}", service="${service}"}`,
  gives: value === null ? [] : ([[{ ...labelsOf(slo, service), sloth_window: '5m' }, value]] as const),
});

test('each form of objective counts what it says, of the services that it is for', async () => {
  expect(
    await objections(DEFINITION, {
      ruleFiles: ['golden_signals.rules.yml', 'objectives.rules.yml'],
      // Rates are those of the last minute.
      evaluationInterval: '1m',
      series: SERIES,
      queries: [
        share('availability', 'api', 0.005),
        share('availability', 'web', 0.09),
        share('availability', 'old', 0),
        share('availability', 'goldwatch', null),
        share('errors', 'web', 0.09),
        share('errors', 'api', null),
        share('latency', 'api', 0.02),
        // Nobody knows how many of those that took up to 2.5 s took up to two.
        share('latency', 'web', null),
        share('latency', 'old', 0.3),
        { at, query: 'slo:total_events:increase{sloth_slo="latency", service="web"}', gives: [] },
        share('orders', 'shop', 0.1),
        share('refusals', 'shop', 0.1),
        share('losses', 'shop', 0),
        // There is no series of what is good, and so nothing was.
        share('wins', 'shop', 1),
        share('notifications', 'api', 1),
        {
          at,
          query: 'slo:total_events:increase{sloth_slo="availability"}',
          gives: [
            [labelsOf('availability', 'api'), 200],
            [labelsOf('availability', 'web'), 100],
            [labelsOf('availability', 'old'), 10],
          ],
        },
        {
          at,
          query: 'slo:bad_events:increase{sloth_slo="losses"} == 0',
          gives: [[labelsOf('losses', 'shop'), 0]],
        },
        // Nobody knows the traffic of five minutes before the exporter has been there for as long.
        share('throughput', 'api', null),
        share('throughput', 'api', 0, '11m'),
        // A rate over five minutes falls below ten a second 81 s after the traffic did: one of three minutes was bad.
        share('throughput', 'api', 1 / 3, '12m'),
        {
          at: '19m',
          query: 'slo:bad_events:increase{sloth_slo="throughput"}',
          gives: [[labelsOf('throughput', 'api'), 15]],
        },
        {
          at: '19m',
          query: 'slo:total_events:increase{sloth_slo="throughput"}',
          gives: [[labelsOf('throughput', 'api'), 15]],
        },
        { at, query: 'slo:objective:ratio{sloth_slo="errors"}', gives: [[labelsOf('errors', 'web'), 0.99]] },
        {
          at,
          query: 'slo:error_budget:ratio{sloth_slo="latency", service="old"}',
          gives: [[labelsOf('latency', 'old'), 0.05]],
        },
        { at, query: 'slo:time_period:days{sloth_slo="orders"}', gives: [[labelsOf('orders', 'shop'), 30]] },
        {
          at: '19m',
          query: 'count({__name__=~"slo:.+"}) - count({__name__=~"slo:.+"} >= -Inf)',
          gives: [[{}, 0]],
        },
      ],
    }),
  ).toBe('');
});
