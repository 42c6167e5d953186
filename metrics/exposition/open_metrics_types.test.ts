import { expect, test } from 'vitest';
import type { FamilySamples, Sample } from '../family.ts';
import { renderOpenMetrics } from './open_metrics.ts';

function family(type: string, values: readonly Sample[], name = 'x', help = 'Help.'): FamilySamples {
  return { name, help, type, values };
}

/** Lines of a page, without its end. */
function lines(...families: FamilySamples[]): string[] {
  return renderOpenMetrics(families).split('\n').slice(0, -2);
}

const bucket = (le: string | number, value: number): Sample => ({
  metricName: 'x_bucket',
  labels: { a: '1', le },
  value,
});
const sumAndCount = (sum: number, count: number): Sample[] => [
  { metricName: 'x_sum', labels: { a: '1' }, value: sum },
  { metricName: 'x_count', labels: { a: '1' }, value: count },
];

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

test.each([
  ['a count that is no whole number', [bucket('+Inf', 1.5), ...sumAndCount(1, 1.5)]],
  ['no +Inf', [bucket(1, 1), ...sumAndCount(1, 1)]],
  ['no sum', [bucket('+Inf', 1), ...sumAndCount(1, 1).slice(1)]],
  ['a count that is not that of +Inf', [bucket('+Inf', 1), ...sumAndCount(1, 2)]],
  ['bounds that do not ascend', [bucket(2, 1), bucket(1, 2), bucket('+Inf', 2), ...sumAndCount(1, 2)]],
  ['a bound twice', [bucket(1, 1), bucket('1.0', 1), bucket('+Inf', 1), ...sumAndCount(1, 1)]],
  ['a bound that is no number', [bucket('much', 1), bucket('+Inf', 1), ...sumAndCount(1, 1)]],
  ['counts that descend', [bucket(1, 2), bucket('+Inf', 1), ...sumAndCount(1, 1)]],
  ['a series of another name', [bucket('+Inf', 1), ...sumAndCount(1, 1), { metricName: 'x_max', value: 1 }]],
  ['a sum that is NaN', [bucket('+Inf', 1), ...sumAndCount(Number.NaN, 1)]],
])('a histogram with %s is served as unknown, and none of its series is lost', (_what, values) => {
  const page = lines(family('histogram', values));
  expect(page.filter((line) => line.startsWith('# TYPE')).every((line) => line.endsWith(' unknown'))).toBe(
    true,
  );
  expect(page.filter((line) => !line.startsWith('#'))).toHaveLength(values.length);
});

test('a histogram whose label sets are mixed up is served as unknown', () => {
  const other = (sample: Sample): Sample => ({ ...sample, labels: { ...sample.labels, a: '2' } });
  const mixed = [
    bucket('+Inf', 1),
    other(bucket('+Inf', 1)),
    ...sumAndCount(1, 1),
    ...sumAndCount(1, 1).map(other),
  ];
  expect(lines(family('histogram', mixed))[1]).toBe('# TYPE x_bucket unknown');
});

test('the labels of a bucket may come in any order', () => {
  const turned: Sample = { metricName: 'x_bucket', labels: { le: '+Inf', b: '2', a: '1' }, value: 1 };
  const totals = ['x_sum', 'x_count'].map(
    (metricName): Sample => ({ metricName, labels: { a: '1', b: '2' }, value: 1 }),
  );
  expect(lines(family('histogram', [turned, ...totals]))[1]).toBe('# TYPE x histogram');
});

test('a gauge with series of other names is of unknown type', () => {
  expect(lines(family('gauge', [{ value: 1 }, { metricName: 'x_max', value: 2 }]))).toEqual([
    '# HELP x Help.',
    '# TYPE x unknown',
    'x 1',
    '# HELP x_max Help.',
    '# TYPE x_max unknown',
    'x_max 2',
  ]);
});

test.each(['info', 'stateset', 'gaugehistogram', ''])('a family of type "%s" is of unknown type', (type) => {
  expect(lines(family(type, [{ value: 1 }]))).toEqual(['# HELP x Help.', '# TYPE x unknown', 'x 1']);
});

test.each([
  ['x_created', 'gauge', 'x_total', 'counter'],
  ['x_created', 'gauge', 'x', 'histogram'],
  ['x_created', 'gauge', 'x', 'summary'],
  ['x_created_total', 'counter', 'x', 'histogram'],
  ['x', 'histogram', 'x_count_total', 'counter'],
  ['x', 'gauge', 'x_total', 'counter'],
])('beside %s, a %s, %s, a %s, has type unknown, whichever comes first', (name, type, other, its) => {
  const one = family(type, [], name);
  const two = family(its, [], other);
  const types = (page: string) =>
    [...page.matchAll(/# TYPE (\S+) (\S+)/g)].map(([, own, said]) => `${own} ${said}`);
  expect(types(renderOpenMetrics([one, two]))).toContain(`${other} unknown`);
  expect(types(renderOpenMetrics([two, one])).sort()).toEqual(types(renderOpenMetrics([one, two])).sort());
});

test('names that clash only once they are escaped are seen, too', () => {
  const page = renderOpenMetrics([family('gauge', [], 'x'), family('counter', [], 'x.total')], 'underscores');
  expect(page).toContain('# TYPE x_total unknown\n');
  expect(
    renderOpenMetrics([family('gauge', [], 'x.y'), family('counter', [], 'x_y_total')], 'allow-utf-8'),
  ).toContain('# TYPE x_y counter\n');
});
