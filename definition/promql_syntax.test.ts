import { describe, expect, test } from 'vitest';
import { promqlParts, promqlTree } from './promql_syntax.ts';
import { UnsupportedPromqlError } from './promql_tree.ts';

/** The tree without functions, which no two trees share. */
const tree = (expression: string) => JSON.parse(JSON.stringify(promqlTree(expression))) as unknown;

const series = (name: string, more: object = {}) => ({
  type: 'selector',
  matchers: [{ label: '__name__', operator: '=', value: name }],
  range: null,
  offset: 0,
  ...more,
});

describe('promqlTree reads', () => {
  test.each([
    ['1.5e3', 1500],
    ['-0x1F', -31],
    ['5m', 300],
    ['+Inf', Number.POSITIVE_INFINITY],
  ])('the number %s', (expression, value) => {
    expect(promqlTree(expression)).toEqual({ type: 'number', value });
  });

  test('series with matchers, ranges and offsets, in milliseconds', () => {
    expect(tree('up{job=~"a|b", x!=\'\\u0041\'}[90s] offset -1h')).toEqual({
      ...series('up', { range: 90_000, offset: -3_600_000 }),
      matchers: [
        { label: '__name__', operator: '=', value: 'up' },
        { label: 'job', operator: '=~', value: 'a|b' },
        { label: 'x', operator: '!=', value: 'A' },
      ],
    });
  });

  test('names in quotes as those without', () => {
    expect(tree('{"http.requests", "a.b"="c"}')).toEqual({
      ...series(''),
      matchers: [
        { label: '__name__', operator: '=', value: 'http.requests' },
        { label: 'a.b', operator: '=', value: 'c' },
      ],
    });
  });

  test('an offset as that of the series before it alone', () => {
    expect(tree('a unless b offset 5m')).toMatchObject({
      left: series('a'),
      right: series('b', { offset: 300_000 }),
    });
  });

  test('what sides of an operator are matched by', () => {
    expect(tree('a / on (job) group_left (team) b')).toMatchObject({
      operator: '/',
      matching: 'on',
      labels: ['job'],
      many: 'left',
      include: ['team'],
    });
  });

  test('aggregations with their labels on either side, and with a parameter', () => {
    const sum = { type: 'aggregation', operator: 'sum', grouping: 'by', labels: ['a'], of: series('x') };
    expect(tree('sum by (a) (x)')).toEqual({ ...sum, parameter: null });
    expect(tree('sum(x) by (a)')).toEqual(tree('sum by (a) (x)'));
    expect(tree('topk without (a) (3, x)')).toMatchObject({
      grouping: 'without',
      parameter: { type: 'number', value: 3 },
    });
  });

  test('comments and parentheses as nothing', () => {
    expect(tree('(( # one\n up # two\n))')).toEqual(series('up'));
  });
});

test.each([
  ['up @ 5', 'the part `up @ 5`'],
  ['', 'what is not PromQL from character 1 on'],
  ['sum(holt_winters(x[5m], 0.5, 0.5))', 'what is not PromQL from character 17 on'],
])('promqlTree says what of %j it cannot read', (expression, message) => {
  expect(() => promqlTree(expression)).toThrow(new UnsupportedPromqlError(message));
});

test('a matcher matches whole values, as Prometheus does', () => {
  const [, matcher] = matchersOf('up{job=~"a|b.*"}');
  expect(['a', 'b', 'bc', 'ab', ''].filter((value) => matcher?.matches(value))).toEqual(['a', 'b', 'bc']);
});

const matchersOf = (expression: string) =>
  promqlParts(promqlTree(expression)).flatMap((part) => (part.type === 'selector' ? part.matchers : []));
