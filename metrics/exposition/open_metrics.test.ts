import { expect, test } from 'vitest';
import type { FamilySamples, Sample } from '../family.ts';
import { OPEN_METRICS_CONTENT_TYPE, renderOpenMetrics } from './open_metrics.ts';

function family(type: string, values: readonly Sample[], name = 'x', help = 'Help.'): FamilySamples {
  return { name, help, type, values };
}

/** Lines of a page, without its end. */
function lines(...families: FamilySamples[]): string[] {
  return renderOpenMetrics(families).split('\n').slice(0, -2);
}

test('the content type is that of OpenMetrics 1.0, and every page ends with EOF', () => {
  expect(OPEN_METRICS_CONTENT_TYPE).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(renderOpenMetrics([])).toBe('# EOF\n');
});

test("a counter's family is called without _total, its series with it", () => {
  expect(lines(family('counter', [{ value: 1 }], 'jobs_total'))).toEqual([
    '# HELP jobs Help.',
    '# TYPE jobs counter',
    'jobs_total 1',
  ]);
});

test('a counter without _total keeps its name, and has type unknown', () => {
  expect(lines(family('counter', [{ value: 1 }], 'jobs'))).toEqual([
    '# HELP jobs Help.',
    '# TYPE jobs unknown',
    'jobs 1',
  ]);
});

test('a counter whose name without _total is taken has type unknown; so has one that could not have counted', () => {
  const unknown = ['# HELP x_total Help.', '# TYPE x_total unknown'];
  const gauge = ['# HELP x Help.', '# TYPE x gauge', 'x 1'];
  expect(lines(family('gauge', [{ value: 1 }]), family('counter', [{ value: 2 }], 'x_total'))).toEqual([
    ...gauge,
    ...unknown,
    'x_total 2',
  ]);
  expect(lines(family('counter', [{ value: -1 }], 'x_total'))).toEqual([...unknown, 'x_total -1']);
  expect(lines(family('counter', [{ value: Number.NaN }], 'x_total'))).toEqual([...unknown, 'x_total NaN']);
});

test('a family without series is announced all the same, whatever its type', () => {
  expect(lines(family('counter', [], 'x'), family('histogram', [], 'y'))).toEqual([
    '# HELP x Help.',
    '# TYPE x unknown',
    '# HELP y Help.',
    '# TYPE y histogram',
  ]);
});

const bucket = (le: string | number, value: number): Sample => ({
  metricName: 'x_bucket',
  labels: { a: '1', le },
  value,
});
const sumAndCount = (sum: number, count: number): Sample[] => [
  { metricName: 'x_sum', labels: { a: '1' }, value: sum },
  { metricName: 'x_count', labels: { a: '1' }, value: count },
];

test('bounds of buckets and quantiles are written as floats, whether they come as numbers or as texts', () => {
  expect(
    lines(
      family('histogram', [
        bucket(0.5, 1),
        bucket('1', 1),
        bucket(10, 1),
        bucket('+Inf', 1),
        ...sumAndCount(0.5, 1),
      ]),
    ),
  ).toEqual([
    '# HELP x Help.',
    '# TYPE x histogram',
    'x_bucket{a="1",le="0.5"} 1',
    'x_bucket{a="1",le="1.0"} 1',
    'x_bucket{a="1",le="10.0"} 1',
    'x_bucket{a="1",le="+Inf"} 1',
    'x_sum{a="1"} 0.5',
    'x_count{a="1"} 1',
  ]);
  const quantiles = [0, 0.99, 1].map((quantile): Sample => ({ labels: { quantile }, value: 2 }));
  expect(lines(family('summary', quantiles)).slice(2)).toEqual([
    'x{quantile="0.0"} 2',
    'x{quantile="0.99"} 2',
    'x{quantile="1.0"} 2',
  ]);
});

test('labels called le and quantile mean nothing on other types', () => {
  expect(lines(family('gauge', [{ labels: { le: '1', quantile: '2' }, value: 1 }])).at(-1)).toBe(
    'x{le="1",quantile="2"} 1',
  );
});

test('a histogram with a negative sum, which OpenMetrics forbids, is served whole as series of unknown type', () => {
  expect(lines(family('histogram', [bucket(1, 1), bucket('+Inf', 1), ...sumAndCount(-1, 1)]))).toEqual([
    '# HELP x_bucket Help.',
    '# TYPE x_bucket unknown',
    'x_bucket{a="1",le="1.0"} 1',
    'x_bucket{a="1",le="+Inf"} 1',
    '# HELP x_sum Help.',
    '# TYPE x_sum unknown',
    'x_sum{a="1"} -1',
    '# HELP x_count Help.',
    '# TYPE x_count unknown',
    'x_count{a="1"} 1',
  ]);
});

test.each([
  [
    'a histogram with a negative bound',
    family('histogram', [bucket(-1, 0), bucket('+Inf', 1), ...sumAndCount(1, 1)]),
  ],
  ['a summary with a negative quantile', family('summary', [{ labels: { quantile: 0.5 }, value: -1 }])],
  ['a summary with a negative sum', family('summary', sumAndCount(-1, 1))],
])('%s is served as unknown, too', (_name, one) => {
  const types = lines(one).filter((line) => line.startsWith('# TYPE'));
  expect(types.every((line) => line.endsWith(' unknown'))).toBe(true);
  expect(lines(one).filter((line) => !line.startsWith('#'))).toHaveLength(one.values.length);
});

test('a quantile of nothing is NaN, and leaves a summary a summary', () => {
  expect(
    lines(family('summary', [{ labels: { quantile: 0.5 }, value: Number.NaN }, ...sumAndCount(0, 0)]))[1],
  ).toBe('# TYPE x summary');
});

test('quotes, backslashes and newlines are escaped in label values and in help', () => {
  expect(lines(family('untyped', [{ labels: { a: '"\\\n\r😀' }, value: 1 }], 'x', 'a "b"\\c\nd'))).toEqual([
    '# HELP x a \\"b\\"\\\\c\\nd',
    '# TYPE x unknown',
    'x{a="\\"\\\\\\n\r😀"} 1',
  ]);
});
