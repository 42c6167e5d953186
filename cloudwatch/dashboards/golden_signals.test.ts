import { describe, expect, test } from 'vitest';
import { planAlarms } from '../alarms/plan.ts';
import { load } from '../testing.ts';
import { bodiesOf, rowsOf, titlesOf, widgetOf } from './testing/bodies.ts';
import { everything } from './testing/definitions.ts';

const golden = bodiesOf(everything).get('production-shop-golden-signals-shop');

describe('golden signals of a service', () => {
  test('go from what is wrong to what is promised', () => {
    expect(titlesOf(golden).filter((title) => title.startsWith('## '))).toEqual([
      '## Is shop well?',
      '## Traffic and errors',
      '## Latency',
      '## Saturation',
      '## What else is watched?',
      '## Objective availability: 99.9% over 30d',
      '## Objective latency: 95% over 7d',
      '## Objective payments: 99% over 30d',
    ]);
  });

  test('show the share of failed requests in percent, with the limits of its alerts', () => {
    const { properties } = widgetOf(golden, 'What share of requests fails?');
    const dimensions = ['environment', 'production', 'service', 'shop'];
    expect(properties).toEqual({
      title: 'What share of requests fails?',
      region: `\${AWS::Region}`,
      metrics: [
        ['Shop/Api', 'Requests', ...dimensions, { id: 'l0_requests', visible: false }],
        ['.', 'FailedRequests', '.', '.', '.', '.', { id: 'l0_failed', visible: false }],
        [
          {
            expression: 'IF(l0_requests > 0, FILL(l0_failed, 0) / l0_requests)',
            id: 'l0_error_ratio',
            visible: false,
          },
        ],
        [
          {
            expression: '100 * l0_error_ratio',
            id: 'l0_error_ratio_percent',
            label: 'failed',
            color: '#d62728',
          },
        ],
      ],
      stat: 'Sum',
      period: 300,
      annotations: {
        horizontal: [
          { label: 'ApiDown, over 5m (critical)', value: 90, color: '#d62728' },
          { label: 'HighErrorRate, over 10m (warning)', value: 5, color: '#ff7f0e' },
        ],
      },
      yAxis: { left: { min: 0, label: '%', showUnits: false } },
    });
  });

  test('show percentiles in seconds, those that alerts ask for as well', () => {
    const { properties } = widgetOf(golden, 'How long do requests take?');
    const statistics = rowsOf(properties).map((row) => row.at(-1));
    // The statistic of the first is that of the widget.
    expect(statistics).toEqual([
      { label: 'p50' },
      { label: 'p90', stat: 'p90' },
      { label: 'p95', stat: 'p95' },
      { label: 'p99', stat: 'p99' },
    ]);
    expect(properties).toMatchObject({
      stat: 'p50',
      annotations: {
        horizontal: [
          { label: 'HighLatency, p95 over 5m (warning)', value: 2, color: '#ff7f0e' },
          { label: 'SlowForSome, p90 over 5m (info)', value: 0.5, color: '#1f77b4' },
        ],
      },
      yAxis: { left: { min: 0, label: 'seconds', showUnits: false } },
    });
  });

  test('tell what is left of a budget as one number of the whole window', () => {
    const { properties } = widgetOf(golden, 'What is left of 30d? %');
    expect(properties).toMatchObject({ view: 'singleValue', setPeriodToTimeRange: true, start: '-P30D' });
    expect(properties).not.toHaveProperty('period');
    expect(rowsOf(properties)[3]).toEqual([
      {
        expression: 'IF(l0_total > 0, 1 - l0_bad / l0_total / 0.001)',
        id: 'l0_share',
        visible: false,
      },
    ]);
  });

  test('draw burn rates over both windows, with gaps where there were no events', () => {
    const { properties } = widgetOf(golden, 'Is it spent too fast over 1h and 5m?');
    const dimensions = ['environment', 'production', 'service', 'shop'];
    expect(properties).toMatchObject({
      metrics: [
        ['Shop/Api', 'Requests', ...dimensions, { id: 'l0_total', period: 3600, visible: false }],
        ['.', 'FailedRequests', '.', '.', '.', '.', { id: 'l0_bad', period: 3600, visible: false }],
        [
          {
            expression: 'IF(FILL(l0_bad, 0) >= 5, FILL(l0_bad, 0) / l0_total / 0.001, 0)',
            label: 'over 1h',
            period: 3600,
          },
        ],
        ['Shop/Api', 'Requests', ...dimensions, { id: 'l1_total', period: 300, visible: false }],
        ['.', 'FailedRequests', '.', '.', '.', '.', { id: 'l1_bad', period: 300, visible: false }],
        [
          {
            expression: 'IF(l1_total > 0, FILL(l1_bad, 0) / l1_total / 0.001)',
            label: 'over 5m',
            period: 300,
          },
        ],
      ],
      annotations: {
        horizontal: [{ label: 'AvailabilityBudgetBurnsFast (critical)', value: 14.4, color: '#d62728' }],
      },
      start: '-PT12H',
    });
  });
});

describe('what is unusual', () => {
  const odd = load(`
service: { name: shop, environment: production }
sources:
  - { type: logs, files: [a.json], golden_signals: { method: $.m, route: $.r, status: $.s, duration_ms: $.d } }
  - { type: events, metrics: [{ name: outside_celsius, type: gauge }, { name: orders_total, type: counter }] }
alerts:
  - { name: ManyOrders, severity: warning, metric: orders_total, per: hour, above: 100, summary: Many orders. }
  - { name: Cold, severity: warning, metric: outside_celsius, below: -10, summary: It is cold. }
mirror: { cloudwatch: { namespace: Shop, region: eu-central-1, interval: 10m, select: [{ series: orders_total }] } }
cloudwatch: {}
`);

  test('limits below zero are on their graphs', () => {
    const { properties } = widgetOf(
      bodiesOf(odd).get('production-shop-golden-signals-shop'),
      'Cold: outside_celsius of shop',
    );
    expect(properties).toMatchObject({
      annotations: { horizontal: [{ label: 'Cold (warning)', value: -10 }] },
      yAxis: { left: { showUnits: false } },
    });
    expect(JSON.stringify(properties)).not.toContain('"min"');
  });

  test('a rate is told with what it is per', () => {
    const { properties } = widgetOf(
      bodiesOf(odd).get('production-shop-golden-signals-shop'),
      'ManyOrders: orders_total of shop',
    );
    expect(properties).toMatchObject({ yAxis: { left: { min: 0, label: 'per hour' } } });
    const told = planAlarms(odd).alarms.find(({ alert }) => alert === 'ManyOrders');
    expect(told?.description).toContain('is above 100 an hour over 10m');
  });

  test('an interval of the mirror of over five minutes is what numbers are said to be of', () => {
    const text = JSON.stringify([...bodiesOf(odd).values()]);
    expect(text).toContain('Numbers are of the last 10m;');
    expect(text).toContain('"label":"in 10m"');
    expect(text).not.toContain('five minutes');
  });
});
