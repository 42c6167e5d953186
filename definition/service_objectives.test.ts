import { expect, test } from 'vitest';
import { serviceObjectives } from './service_objectives.ts';
import { load } from './testing.ts';

const SOURCES = `
service: { name: api }
exporter: { scrape_interval: 20s }
sources:
  - { type: logs, files: [a], golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d } }
  - { type: container, service: host }
  - { type: events, service: shop, metrics: [{ name: orders_total, type: counter, labels: [outcome] }] }
  - { type: events, name: market, service: market, metrics: [{ name: orders_total, type: counter, labels: [outcome] }] }
  - { type: scrape, name: web, service: web, interval: 30s, targets: ["http://a:1/metrics"], golden_signals: promhttp }
  - { type: scrape, name: jobs, service: jobs, targets: ["http://a:2/metrics"] }
  - type: scrape
    name: counting
    service: counting
    targets: ["http://a:3/metrics"]
    golden_signals: { requests: { metric: hits_total, status: code } }
objectives:
`;

/** The services of one objective with these settings. */
const servicesOf = (settings: string) =>
  serviceObjectives(load(`${SOURCES}  - { name: it, ${settings} }\n`)).map(({ service }) => service);

test.each([
  ['signal: availability, target: 99%', ['api', 'web', 'counting']],
  ['signal: error_ratio, below: 1%', ['api', 'web', 'counting']],
  ['signal: traffic, at_least: 1, target: 99%', ['api', 'web', 'counting']],
  ['signal: latency, threshold: 1s, target: 99%', ['api', 'web']],
  ['signal: availability, target: 99%, service: web', ['web']],
  ['total: orders_total, bad: orders_total, target: 99%', ['shop', 'market']],
  ['total: orders_total, bad: orders_total, target: 99%, service: market', ['market']],
  ['total: http_requests_total, bad: http_requests_total, target: 99%', ['api', 'web', 'counting']],
  ['total: goldwatch_events_total, bad: goldwatch_events_total, target: 99%', ['shop', 'market']],
])('an objective with %s is one of %j', (settings, services) => {
  expect(servicesOf(settings)).toEqual(services);
});

test('an objective on a counter that nobody is known to emit is one of the only service that is scraped', () => {
  const text = `
service: { name: api }
sources:
  - { type: container }
  - { type: scrape, service: jobs, targets: ["http://a:2/metrics"] }
objectives:
  - { name: it, total: jobs_total, bad: 'jobs_total{outcome="lost"}', target: 99% }
`;
  expect(serviceObjectives(load(text)).map(({ service }) => service)).toEqual(['jobs']);
});

test('an objective has its target and its budget to the last digit, and rates over four scrapes', () => {
  const objectives = serviceObjectives(
    load(`${SOURCES}
  - { name: first, signal: availability, target: 99.95% }
  - { name: second, signal: error_ratio, service: api, below: 0.1% }
`),
  );

  expect(
    objectives.map(({ objective, service, target, budget, rateWindow }) => [
      objective.name,
      service,
      target,
      budget,
      rateWindow,
    ]),
  ).toEqual([
    ['first', 'api', 0.9995, 0.0005, 80_000],
    ['first', 'web', 0.9995, 0.0005, 120_000],
    ['first', 'counting', 0.9995, 0.0005, 80_000],
    ['second', 'api', 0.999, 0.001, 80_000],
  ]);
});

test('rates are over a minute at least, however often there are scrapes', () => {
  const [objective] = serviceObjectives(
    load(
      `${SOURCES.replace('20s', '5s')}  - { name: it, signal: availability, service: api, target: 99% }\n`,
    ),
  );
  expect(objective?.rateWindow).toBe(60_000);
});
