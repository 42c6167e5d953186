import { describe, expect, test } from 'vitest';
import { matchersOf, readCounter } from './counter_selector.ts';

/** The matchers of a counter of the service `shop`. */
function matchers(text: string, isNamed = false): string[] | null {
  const counter = readCounter(text);
  return counter === null ? null : matchersOf(counter, 'shop', isNamed);
}

describe('the series of a counter', () => {
  test.each([
    ['orders_total', ['service="shop"']],
    ['orders_total{}', ['service="shop"']],
    [
      'orders_total{outcome="ok", plan!~"free|trial"}',
      ['service="shop"', 'outcome="ok"', 'plan!~"free|trial"'],
    ],
    ['orders_total{outcome=\'a "b" \\\\ c\'}', ['service="shop"', 'outcome="a \\"b\\" \\\\ c"']],
    ['{__name__="orders_total", outcome="ok"}', ['service="shop"', 'outcome="ok"']],
    ['  (orders_total) # of all', ['service="shop"']],
  ])('of %s are those of the service', (text, expected) => {
    expect(readCounter(text)?.metric).toBe('orders_total');
    expect(matchers(text)).toEqual(expected);
  });

  test('are those of the services that are chosen, where some are', () => {
    expect(matchers('orders_total{service=~"shop|market"}')).toEqual(['service=~"shop|market"']);
  });

  test('of the stack’s own programs belong to no service', () => {
    expect(matchers('prometheus_notifications_sent_total{alertmanager="a"}')).toEqual(['alertmanager="a"']);
    expect(matchers('goldwatch_log_lines_total{source="logs"}', true)).toEqual(['source="logs"']);
  });

  test('that services and the stack’s programs have alike are those of the service that is named', () => {
    expect(matchers('nodejs_gc_runs_total')).toEqual([]);
    expect(matchers('nodejs_gc_runs_total', true)).toEqual(['service="shop"']);
  });
});

test.each([
  'rate(orders_total[5m])',
  'orders_total[5m]',
  'orders_total offset 1h',
  'orders_total + refunds_total',
  'sum(orders_total)',
  '{__name__=~"orders.*"}',
  '{outcome="ok"}',
  'orders_total{',
  '5',
  '',
])('%s is not the series of one counter', (text) => {
  expect(readCounter(text)).toBeNull();
});
