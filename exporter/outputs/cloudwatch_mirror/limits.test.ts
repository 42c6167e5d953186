import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Datum } from './datum.ts';
import { dimensionProblem, nameProblem, namespaceProblem, problemOf } from './limits.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;

const GOOD: Datum = {
  name: 'http_requests_total',
  dimensions: [['route', '/users/:id']],
  timestamp: NOW - 60_000,
  resolution: 60,
  unit: 'Count',
  values: [1],
  counts: [1],
};

function reasonOf(change: Partial<Record<keyof Datum, unknown>>): string | undefined {
  return problemOf({ ...GOOD, ...change } as Datum, NOW)?.reason;
}

test('a datum within all limits has no problem', () => {
  expect(problemOf(GOOD, NOW)).toBe(null);
});

describe('a value', () => {
  test.each([
    ['NaN', Number.NaN, 'value_nan', 'its value is NaN'],
    ['Infinity', Number.POSITIVE_INFINITY, 'value_infinite', 'its value is Infinity'],
    ['-Infinity', Number.NEGATIVE_INFINITY, 'value_infinite', 'its value is -Infinity'],
    ['1e300', 1e300, 'value_too_large', 'its value, 1e+300, is beyond ±2^360'],
    ['-1e300', -1e300, 'value_too_large', 'its value, -1e+300, is beyond ±2^360'],
    ['−0', -0, 'value_negative_zero', 'its value is −0'],
  ])('of %s is refused', (_, value, reason, detail) => {
    expect(problemOf({ ...GOOD, values: [value] }, NOW)).toEqual({ reason, detail });
    expect(problemOf({ ...GOOD, values: [1, value], counts: [1, 1] }, NOW)).toEqual({ reason, detail });
  });

  test.each([0, 2 ** 360, -(2 ** 360), 5e-324])('of %d is sent', (value) => {
    expect(reasonOf({ values: [value] })).toBe(undefined);
  });
});

describe('values and counts', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => index);

  test('are at most 150', () => {
    expect(reasonOf({ values: many(150), counts: many(150).fill(1) })).toBe(undefined);
    expect(problemOf({ ...GOOD, values: many(151), counts: many(151).fill(1) }, NOW)).toEqual({
      reason: 'too_many_values',
      detail: 'it has 151 values, more than 150',
    });
  });

  test('are at least one', () => {
    expect(problemOf({ ...GOOD, values: [], counts: [] }, NOW)).toEqual({
      reason: 'no_values',
      detail: 'it has no value',
    });
  });

  test('are distinct', () => {
    expect(problemOf({ ...GOOD, values: [1, 2, 1], counts: [1, 1, 1] }, NOW)).toEqual({
      reason: 'duplicate_value',
      detail: 'a value is there twice',
    });
  });

  test.each([
    [[1], 'it has 1 counts for 2 values'],
    [[1, 0], 'a value was observed 0 times'],
    [[-1, 1], 'a value was observed -1 times'],
    [[1, Number.NaN], 'a value was observed NaN times'],
    [[1, Number.POSITIVE_INFINITY], 'a value was observed Infinity times'],
  ])('are as many as each other, and counts are numbers over 0, unlike %j', (counts, detail) => {
    expect(problemOf({ ...GOOD, values: [1, 2], counts }, NOW)).toEqual({ reason: 'counts', detail });
  });
});

describe('a dimension', () => {
  test('may have a value of 1024 characters, and none of 2 kB', () => {
    expect(dimensionProblem('route', 'x'.repeat(1024))).toBe(null);
    expect(dimensionProblem('route', 'x'.repeat(2048))).toEqual({
      reason: 'dimension_value_too_long',
      detail: 'the value of dimension route has 2048 characters, more than 1024',
    });
  });

  test.each([
    ['emoji', 'caf\u00e9 \u{1f600}', 'not_ascii', 'has characters beyond ASCII: "caf\u00e9 \u{1f600}"'],
    ['a line break', 'a\nb', 'control_character', 'has a control character: "a\\nb"'],
    ['NUL', 'a\0', 'control_character', 'has a control character: "a\\u0000"'],
    ['DEL', 'a\x7f', 'control_character', 'has a control character: "a\x7f"'],
    ['nothing', '', 'blank', 'is blank'],
    ['blanks', '  ', 'blank', 'is blank'],
  ])('has no value with %s', (_, value, kind, detail) => {
    expect(dimensionProblem('route', value)).toEqual({
      reason: `dimension_value_${kind}`,
      detail: `the value of dimension route ${detail}`,
    });
  });

  test('may have a value that begins with ":", but no name', () => {
    expect(dimensionProblem('route', ':id')).toBe(null);
    expect(dimensionProblem(':id', 'route')).toEqual({
      reason: 'dimension_name',
      detail: 'the dimension name ":id" begins with ":"',
    });
  });

  test('is one of at most 30', () => {
    const dimensions = Array.from({ length: 31 }, (_, index) => [`label${index}`, 'x'] as const);
    expect(reasonOf({ dimensions: dimensions.slice(1) })).toBe(undefined);
    expect(problemOf({ ...GOOD, dimensions }, NOW)).toEqual({
      reason: 'too_many_dimensions',
      detail: 'it has 31 dimensions, more than 30',
    });
  });

  test('is there once', () => {
    const dimensions = [
      ['route', '/'],
      ['route', '/users'],
    ];
    expect(reasonOf({ dimensions })).toBe('duplicate_dimension');
  });
});

test.each([
  ['x'.repeat(255), null],
  ['http requests', null],
  ['x'.repeat(256), 'has 256 characters, more than 255'],
  ['', 'is blank'],
  [':x', 'begins with ":"'],
  ['größe', 'has characters beyond ASCII: "größe"'],
])('the name %j %s', (name, detail) => {
  expect(nameProblem(name)).toBe(detail);
  expect(reasonOf({ name })).toBe(detail === null ? undefined : 'metric_name');
});

test.each([
  ['Shop/Api', null],
  ['AWS/EC2', 'begins with "AWS/", which Amazon keeps for itself'],
  [':shop', 'begins with ":"'],
  [' ', 'is blank'],
  ['x'.repeat(256), 'has 256 characters, more than 255'],
  ['Läden', 'has characters beyond ASCII: "Läden"'],
])('the namespace %j %s', (namespace, detail) => {
  expect(namespaceProblem(namespace)).toBe(detail);
});

test.each([
  [NOW - 14 * DAY, undefined],
  [NOW - 14 * DAY - 60_000, 'timestamp_too_old'],
  [NOW + 7_200_000, undefined],
  [NOW + 7_260_000, 'timestamp_too_new'],
  [-60_000, 'timestamp'],
  [NOW + 0.5, 'timestamp'],
  [NOW + 1000, 'timestamp'],
  [Number.NaN, 'timestamp'],
])('of a point at %d the problem is %s', (timestamp, reason) => {
  expect(reasonOf({ timestamp })).toBe(reason);
});

test('a point of 1 s is at a whole second', () => {
  expect(reasonOf({ resolution: 1, timestamp: NOW + 1000 })).toBe(undefined);
  expect(problemOf({ ...GOOD, resolution: 1, timestamp: NOW + 500 }, NOW)).toEqual({
    reason: 'timestamp',
    detail: `its time, ${NOW + 500}, is no multiple of its resolution, 1 s`,
  });
});

test('unit and resolution are those that CloudWatch has', () => {
  expect(problemOf({ ...GOOD, unit: 'seconds' } as unknown as Datum, NOW)).toEqual({
    reason: 'unit',
    detail: 'CloudWatch has no unit "seconds"',
  });
  expect(problemOf({ ...GOOD, resolution: 10 } as unknown as Datum, NOW)).toEqual({
    reason: 'resolution',
    detail: 'its resolution is 10 s, neither 60 s nor 1 s',
  });
});

test('whatever a datum holds, the answer is a clause on one line of bounded length', () => {
  const datum = fc.record({
    name: fc.string({ unit: 'binary', maxLength: 300 }),
    dimensions: fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), {
      maxLength: 32,
    }),
    timestamp: fc.double(),
    resolution: fc.constantFrom(60 as const, 1 as const),
    unit: fc.constant('None' as const),
    values: fc.array(fc.double()),
    counts: fc.array(fc.double()),
  });
  fc.assert(
    fc.property(datum, (one) => {
      const detail = problemOf(one, NOW)?.detail ?? '';
      expect(detail.length).toBeLessThan(700);
      expect(detail).not.toMatch(/[\n\r]/);
    }),
  );
});
