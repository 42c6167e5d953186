import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { FamilySamples, Sample } from '../family.ts';
import {
  OPEN_METRICS_CONTENT_TYPE,
  OPEN_METRICS_END,
  openMetricsParts,
  renderOpenMetrics,
} from './open_metrics.ts';

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

test('quotes, backslashes and newlines are escaped in label values and in help', () => {
  expect(lines(family('untyped', [{ labels: { a: '"\\\n\r😀' }, value: 1 }], 'x', 'a "b"\\c\nd'))).toEqual([
    '# HELP x a \\"b\\"\\\\c\\nd',
    '# TYPE x unknown',
    'x{a="\\"\\\\\\n\r😀"} 1',
  ]);
});

test('a family whose name ends in a base unit says so, a counter ahead of its _total', () => {
  expect(lines(family('gauge', [], 'heap_bytes'))[2]).toBe('# UNIT heap_bytes bytes');
  expect(lines(family('histogram', [], 'wait_seconds'))[2]).toBe('# UNIT wait_seconds seconds');
  expect(lines(family('counter', [{ value: 1 }], 'cpu_seconds_total'))).toEqual([
    '# HELP cpu_seconds Help.',
    '# TYPE cpu_seconds counter',
    '# UNIT cpu_seconds seconds',
    'cpu_seconds_total 1',
  ]);
});

test('series of unknown type have no unit that their name does not end in', () => {
  expect(lines(family('counter', [{ value: -1 }], 'cpu_seconds_total'))).toEqual([
    '# HELP cpu_seconds_total Help.',
    '# TYPE cpu_seconds_total unknown',
    'cpu_seconds_total -1',
  ]);
});

const exemplar = { labelSet: { trace_id: 'abc' }, value: 0.4, timestamp: 1_700_000_000.5 };
const WRITTEN = ' # {trace_id="abc"} 0.4 1700000000.5';

test("exemplars of prom-client's counters and buckets are written, and no others", () => {
  const marked = (sample: Sample): Sample => ({ ...sample, exemplar }) as Sample;
  expect(lines(family('counter', [marked({ value: 1 })], 'jobs_total')).at(-1)).toBe(
    `jobs_total 1${WRITTEN}`,
  );
  expect(
    lines(family('histogram', [bucket('+Inf', 1), ...sumAndCount(0.4, 1)].map(marked))).slice(2),
  ).toEqual([`x_bucket{a="1",le="+Inf"} 1${WRITTEN}`, 'x_sum{a="1"} 0.4', 'x_count{a="1"} 1']);
  expect(lines(family('gauge', [marked({ value: 1 })])).at(-1)).toBe('x 1');
  // Of unknown type, where exemplars are forbidden.
  expect(lines(family('counter', [marked({ value: 1 })], 'jobs')).at(-1)).toBe('jobs 1');
});

test.each([
  ['underscores', 'http_busy_seconds', 'http_busy_seconds_total{http_route="/"} 1'],
  ['dots', 'http_dot_busy__seconds_', 'http_dot_busy__seconds__total{http_dot_route="/"} 1'],
  ['values', 'U__http_2e_busy__seconds_', 'U__http_2e_busy__seconds__total{U__http_2e_route="/"} 1'],
  ['allow-utf-8', '"http.busy_seconds"', '{"http.busy_seconds_total","http.route"="/"} 1'],
] as const)(
  'names that not every Prometheus reads are escaped with %s as in %s',
  (escaping, name, series) => {
    const one = family('counter', [{ labels: { 'http.route': '/' }, value: 1 }], 'http.busy_seconds_total');
    const page = renderOpenMetrics([one], escaping).split('\n');
    expect([page[0], page.at(-3)]).toEqual([expect.stringContaining(` ${name} Help.`), series]);
  },
);

test('a long family comes in parts of about 500 lines, which together with the end are the page', () => {
  const values = Array.from({ length: 1200 }, (_, index) => ({ labels: { index }, value: index }));
  const one = family('gauge', values);
  const parts = [...openMetricsParts(one, 'underscores', new Set())];
  expect(parts.map((part) => part.split('\n').length - 1)).toEqual([501, 500, 201]);
  expect(parts.join('') + OPEN_METRICS_END).toBe(renderOpenMetrics([one]));
});

test('what prom-client gets wrong is right here: le="1", quotes in HELP, NaN, and a counter that is renamed', async () => {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  new Histogram({ name: 'h', help: 'A "quoted" help.', buckets: [1], registers }).observe(1);
  new Gauge({ name: 'g', help: 'G.', registers }).set(Number.NaN);
  const counter = new Counter({ name: 'c_total', help: 'C.', registers });
  const page = renderOpenMetrics((await registry.getMetricsAsJSON()) as FamilySamples[]);
  expect(page).toContain('# HELP h A \\"quoted\\" help.\n');
  expect(page).toContain('h_bucket{le="1.0"} 1\n');
  expect(page).toContain('g NaN\n');
  expect(counter).toMatchObject({ name: 'c_total' });
  const theirs = await registry.metrics();
  expect(theirs).toContain('# HELP h A "quoted" help.\n');
  expect(theirs).toContain('h_bucket{le="1"} 1\n');
  expect(theirs).toContain('g Nan\n');
  expect(counter).toMatchObject({ name: 'c' });
});
