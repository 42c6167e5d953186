import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePromql } from './promql.ts';

const series = (expression: string) => parsePromql(expression).metrics.map(({ name }) => name);

describe('an expression selects', () => {
  test.each([
    ['up', ['up']],
    ['sum(rate(http_requests_total{status=~"5.."}[5m])) by (service)', ['http_requests_total']],
    ['a / on (b) group_left (c) d', ['a', 'd']],
    ['service:http_requests:rate5m > 0.5', ['service:http_requests:rate5m']],
    ['a offset 5m or b @ 10', ['a', 'b']],
    ['max_over_time(a[1h:1m])', ['a']],
    ['label_replace(up, "a", "$1", "b", "(.*)")', ['up']],
    ['{job="api"}', []],
    ['1 + 2', []],
    ['a # b', ['a']],
  ])('%s the series %j', (expression, names) => {
    expect(parsePromql(expression)).toMatchObject({ errorAt: null });
    expect(series(expression)).toEqual(names);
  });

  test('each with its place', () => {
    expect(parsePromql('a + sum(b)').metrics).toEqual([
      { name: 'a', at: 0 },
      { name: 'b', at: 8 },
    ]);
  });
});

describe('what is no PromQL', () => {
  test.each([
    ['', 0],
    ['  ', 0],
    ['sum(up', 6],
    ['sum(up))', 7],
    ['up up', 3],
    ['rate(up[5 minutes])', 10],
    ['up{job=api}', 7],
    ['up > > 1', 5],
    ['up == "1" and', 13],
  ])('%j goes wrong at %i', (expression, errorAt) => {
    expect(parsePromql(expression).errorAt).toBe(errorAt);
  });

  test('is told by its place, whatever it is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'up(){}[]"5m=~!, +-*/#\n') }),
    );
    fc.assert(
      fc.property(text, (expression) => {
        const { errorAt, metrics } = parsePromql(expression);
        if (errorAt !== null) expect(errorAt).toBeGreaterThanOrEqual(0);
        if (errorAt !== null) expect(errorAt).toBeLessThanOrEqual(expression.length);
        for (const { name, at } of metrics) expect(expression.slice(at, at + name.length)).toBe(name);
      }),
    );
  });
});
