import { describe, expect, test } from 'vitest';
import type { CounterSelection, ObjectiveEvents } from '../exporter/status/status_settings.ts';
import { statusSettingsOf } from './status_settings.ts';
import { load } from './testing.ts';

const LOGS = `{ type: logs, files: [a], golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d } }`;

const settingsOf = (text: string) =>
  statusSettingsOf(load(`service: { name: shop }\n${text}`), { text, readAt: 1 });

/** What is counted of each objective, of a definition with these sources. */
const eventsOf = (objectives: string, sources = `[${LOGS}]`): ObjectiveEvents[] =>
  settingsOf(`sources: ${sources}\nobjectives: ${objectives}`).objectives.map(({ events }) => events);

/** Which of these label sets are selected. */
const selects = ({ matchers }: CounterSelection, ...sets: Readonly<Record<string, string>>[]) =>
  sets.map((labels) => matchers.every(({ label, matches }) => matches(labels[label] ?? '')));

describe('objectives for the status page', () => {
  test('have their service, their target and budget, and what is counted', () => {
    const { objectives } = settingsOf(`
sources: [${LOGS}]
objectives:
  - { name: availability, signal: availability, target: 99.9% }
  - { name: errors, signal: error_ratio, below: 1%, window: 7d }
  - { name: latency, signal: latency, threshold: 300ms, target: 95% }
  - { name: traffic, signal: traffic, at_least: 2, target: 99% }
`);

    expect(objectives).toEqual([
      {
        objective: 'availability',
        service: 'shop',
        target: 0.999,
        budget: 0.001,
        window: '30d',
        events: { kind: 'requests' },
      },
      expect.objectContaining({ target: 0.99, budget: 0.01, window: '7d', events: { kind: 'requests' } }),
      expect.objectContaining({ events: { kind: 'latency', seconds: 0.3 } }),
      expect.objectContaining({ events: { kind: 'traffic', atLeast: 2 } }),
    ]);
  });

  test('select the series of their service, unless the counter chooses one or has none', () => {
    const declared = `[{ type: events, metrics: [{ name: orders_total, type: counter, help: Orders., labels: [outcome] }] }]`;
    const of = (total: string, bad: string) =>
      eventsOf(
        `[{ name: orders, service: shop, total: '${total}', bad: '${bad}', target: 99% }]`,
        declared,
      )[0];

    const own = of('orders_total', 'orders_total{outcome=~"lost|stolen"}');
    if (own?.kind !== 'counters') throw new Error('They are counters.');
    expect(own).toMatchObject({ other: 'bad', total: { metric: 'orders_total' } });
    expect(selects(own.total, { service: 'shop' }, { service: 'other' }, {})).toEqual([true, false, false]);
    expect(
      selects(
        own.counter,
        { service: 'shop', outcome: 'lost' },
        { service: 'shop', outcome: 'loster' },
        { service: 'other', outcome: 'lost' },
      ),
    ).toEqual([true, false, false]);

    const self = of('goldwatch_events_total', 'goldwatch_scrapes_refused_total');
    if (self?.kind !== 'counters') throw new Error('They are counters.');
    expect(selects(self.total, { source: 'events' })).toEqual([true]);
  });

  test('that only Prometheus can count say why', () => {
    const unknown = (why: string) => [
      {
        kind: 'unknown',
        why: `Not known without Prometheus: ${why}. Set exporter.prometheus to its address.`,
      },
    ];
    const scraped = `[{ type: scrape, name: api, targets: ['http://api:1'], golden_signals: fastapi }]`;

    expect(eventsOf('[{ name: up, signal: availability, target: 99% }]', scraped)).toEqual(
      unknown('Prometheus reads the source api itself (via: prometheus), past the exporter'),
    );
    expect(
      eventsOf(
        `[{ name: q, service: shop, total: prometheus_a_total, bad: prometheus_b_total, target: 99% }]`,
      ),
    ).toEqual(unknown('other programs have prometheus_a_total too, which only Prometheus reads'));
    expect(
      eventsOf(
        `[{ name: q, total: 'http_requests_total{job="x"}', bad: 'http_requests_total{job="y"}', target: 99% }]`,
      ),
    ).toEqual(unknown('only Prometheus gives http_requests_total the label job'));
  });
});

test('limits are those of alerts on golden signals, the first that is reached of each severity; latencies are seconds', () => {
  const alert = (name: string, severity: string, rest: string) =>
    `  - { name: ${name}, severity: ${severity}, summary: It fires., ${rest} }`;
  const { limits } = settingsOf(`
alerts:
${[
  alert('Errors', 'critical', 'signal: error_ratio, above: 5%'),
  alert('FewerErrors', 'critical', 'signal: error_ratio, above: 2%, window: 10m'),
  alert('OwnErrors', 'critical', 'signal: error_ratio, above: 9%, service: shop'),
  alert('Slow', 'warning', 'signal: latency, above: 750ms, quantile: 0.99'),
  alert('Busy', 'info', 'signal: traffic, above: 100'),
  alert('Idle', 'info', 'signal: traffic, below: 0.5'),
  alert('Full', 'warning', 'signal: saturation, resource: disk, above: 90%'),
  alert('Targets', 'info', 'promql: sum(up), above: 10'),
].join('\n')}
`);

  const none = { service: null, resource: null, quantile: null, above: null, below: null };
  expect(limits).toEqual([
    { ...none, signal: 'error_ratio', severity: 'critical', above: 0.02 },
    { ...none, signal: 'error_ratio', severity: 'critical', service: 'shop', above: 0.09 },
    { ...none, signal: 'latency', severity: 'warning', quantile: 0.99, above: 0.75 },
    { ...none, signal: 'traffic', severity: 'info', above: 100 },
    { ...none, signal: 'traffic', severity: 'info', below: 0.5 },
    { ...none, signal: 'saturation', severity: 'warning', resource: 'disk', above: 0.9 },
  ]);
});

test('services of Prometheus are those of which it scrapes golden signals itself', () => {
  const { servicesOfPrometheus } = settingsOf(`
sources:
  - ${LOGS}
  - { type: scrape, name: a, service: web, targets: ['http://a:1'], golden_signals: fastapi }
  - { type: scrape, name: b, service: own, targets: ['http://b:1'], golden_signals: fastapi, via: exporter }
  - { type: scrape, name: c, service: bare, targets: ['http://c:1'] }
`);

  expect(servicesOfPrometheus).toEqual(['web']);
});

test('the environment, the links and the file are as they are written', () => {
  const text = 'notify: { links: { grafana: "https://grafana.example.com/" } }';

  expect(settingsOf(text)).toMatchObject({
    environment: 'staging',
    links: { grafana: 'https://grafana.example.com', prometheus: null, alertmanager: null },
    file: { text, readAt: 1 },
  });
});
