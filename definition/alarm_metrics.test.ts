import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSelector } from '../exporter/outputs/cloudwatch_mirror/selector.ts';
import { alarmEntries, alarmMetrics } from './alarm_metrics.ts';
import { load } from './testing.ts';

const SHOP = `
service: { name: shop }
sources:
  - type: logs
    files: [a.json]
    golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d }
mirror: { cloudwatch: { namespace: Shop/Api, region: eu-central-1, dimensions: { stage: live } } }
cloudwatch: {}
`;
const entriesOf = (text: string) =>
  alarmEntries(load(text)).map(({ series, name, dimensions }) => [name, series, ...dimensions]);
const alertOn = (settings: string) =>
  `${SHOP}\nalerts: [{ name: TooMuch, severity: critical, summary: Too much., ${settings} }]`;

function signalsOf(service: string) {
  return [
    ['Requests', `http_requests_total{service="${service}"}`, 'service'],
    ['FailedRequests', `http_requests_total{status=~"5..", service="${service}"}`, 'service'],
    ['Latency', `http_request_duration_seconds{service="${service}"}`, 'service'],
  ];
}

const ALWAYS = [['ExporterReady', 'goldwatch_ready'], ...signalsOf('shop')];

describe('the mirror sends for alarms', () => {
  test('the golden signals of each service, and whether the exporter is there', () => {
    expect(entriesOf(SHOP)).toEqual(ALWAYS);
  });

  test('an entry for each service, so that each sends zero before anything has happened', () => {
    const two = SHOP.replace(
      'mirror:',
      '  - { type: logs, name: till, service: till, files: [b.json], golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d } }\nmirror:',
    );
    expect(entriesOf(two).sort()).toEqual([...ALWAYS, ...signalsOf('till')].sort());
    expect(
      alarmMetrics(load(two)).flatMap(({ name, dimensions }) => (name === 'Requests' ? [dimensions] : [])),
    ).toEqual([
      { service: 'shop', stage: 'live' },
      { service: 'till', stage: 'live' },
    ]);
  });

  test.each([
    ['signal: saturation, resource: cpu, above: 80%', []],
    ['metric: http_requests_total, above: 3', []],
    [
      'metric: http_requests_total, match: { status: "404" }, of: http_requests_total, above: 5%',
      [['http_requests_total{status="404"}', 'http_requests_total{status="404", service="shop"}', 'service']],
    ],
    [
      'metric: http_requests_total, by: [route, route], match: { route: [/a, /a] }, above: 3',
      [
        [
          'http_requests_total{route=~"/a|/a"}',
          'http_requests_total{route=~"/a|/a", service="shop", route="/a"}',
          'service',
          'route',
        ],
      ],
    ],
    [
      'metric: http_requests_total, by: [route], match: { route: [/a, /b] }, above: 3',
      ['/a', '/b'].map((route) => [
        'http_requests_total{route=~"/a|/b"}',
        `http_requests_total{route=~"/a|/b", service="shop", route="${route}"}`,
        'service',
        'route',
      ]),
    ],
    ['metric: goldwatch_series, below: 3', [['goldwatch_series min', 'goldwatch_series']]],
    ['metric: http_requests_total, match: { status: "404" }, above: 3, only: prometheus', []],
    ['promql: vector(1), above: 0', []],
  ])('what an alert looks at: %s', (settings, expected) => {
    expect(entriesOf(alertOn(settings))).toEqual([...ALWAYS, ...expected]);
  });

  test('a metric whose name every object of JavaScript knows', () => {
    const metric = '  - { type: events, metrics: [{ name: constructor, type: gauge }] }\n';
    const text = alertOn('metric: constructor, above: 3').replace('mirror:', `${metric}mirror:`);
    expect(entriesOf(text)).toEqual([...ALWAYS, ['constructor', 'constructor{service="shop"}', 'service']]);
  });

  test('what an objective looks at', () => {
    const objectives = `
objectives:
  - { name: fast, signal: latency, threshold: 2s, target: 95% }
  - { name: found, total: http_requests_total, bad: 'http_requests_total{status="404"}', target: 95% }
  - { name: staging, signal: latency, threshold: 1s, target: 95%, only: prometheus }
`;
    const entries = alarmEntries(load(SHOP + objectives));
    expect(entries.map(({ name }) => name).slice(ALWAYS.length)).toEqual([
      'RequestsOver2s',
      'http_requests_total{status="404"}',
    ]);
    expect(entries.at(-2)).toMatchObject({
      series: 'http_request_duration_seconds{service="shop"}',
      count_above: 2,
    });
  });
});

test.each([
  [
    'without `cloudwatch`',
    SHOP.replace('cloudwatch: {}', '').replace(
      'dimensions: { stage: live }',
      'select: [{ series: goldwatch_ready }]',
    ),
  ],
  ['without a mirror', SHOP.replace(/^mirror.*$/m, '')],
])('there is nothing %s', (_, text) => {
  const definition = load(text);
  expect(alarmEntries(definition)).toEqual([]);
  expect(alarmMetrics(definition)).toEqual([]);
});

test('counters send zero, so that too little is seen, too', () => {
  expect(alarmEntries(load(SHOP)).map(({ idle }) => idle)).toEqual(['zero', 'zero', 'zero', 'zero']);
});

test('what Prometheus alone scrapes is not mirrored', () => {
  const scraped = SHOP.replace(
    'mirror:',
    '  - { type: scrape, service: till, targets: ["http://127.0.0.1:8000/metrics"], golden_signals: fastapi, via: prometheus }\nmirror:',
  );
  expect(alarmMetrics(load(scraped)).flatMap(({ dimensions }) => dimensions.service ?? [])).toEqual([
    'shop',
    'shop',
    'shop',
  ]);
});

test('each entry is a selector of its own, whatever values an alert asks for', () => {
  const values = fc.array(
    fc.string({ unit: fc.constantFrom(...'ab.*+?|()[]^\\"#'), minLength: 1, maxLength: 4 }),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  fc.assert(
    fc.property(values, (wanted) => {
      const match = JSON.stringify({ route: wanted });
      const entries = alarmEntries(load(alertOn(`metric: http_requests_total, match: ${match}, above: 3`)));
      for (const { series } of entries) expect(parseSelector(series).text).toBe(series);
      expect(new Set(entries.map(({ name, dimensions }) => JSON.stringify([name, dimensions]))).size).toBe(
        entries.length,
      );
    }),
    { numRuns: 50 },
  );
});

test('what the programs beside the exporter tell of themselves is Prometheus’s alone', () => {
  const withSeries = (metric: string) =>
    entriesOf(alertOn(`metric: ${metric}, above: 3`)).length - ALWAYS.length;
  expect(withSeries('nodejs_eventloop_lag_p99_seconds')).toBe(1);
  expect(withSeries('prometheus_tsdb_head_series')).toBe(0);
});

test('requests to goldwatch itself are mirrored where it is watched like any other service', () => {
  const watched = SHOP.replace('{ name: shop }', '{ name: goldwatch }');
  expect(entriesOf(watched).slice(1)).toEqual([
    ['Requests', 'http_requests_total{service="goldwatch"}', 'service'],
    ['FailedRequests', 'http_requests_total{status=~"5..", service="goldwatch"}', 'service'],
    ['Latency', 'http_request_duration_seconds{service="goldwatch"}', 'service'],
  ]);
});

test('series that are called like a golden signal are not mixed with it', () => {
  const scraped = alertOn('metric: Requests, service: till, aggregate: max, above: 3').replace(
    'mirror:',
    '  - { type: scrape, service: till, targets: ["http://127.0.0.1:8000/metrics"], via: exporter, expose: true }\nmirror:',
  );
  expect(entriesOf(scraped)).toEqual(ALWAYS);
});
