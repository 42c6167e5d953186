import { expect, test } from 'vitest';
import { parsePage } from './page.ts';

const sample = (metricName: string, labels: Record<string, string>, value: number, more = {}) => ({
  metricName,
  labels,
  value,
  timestamp: null,
  exemplar: null,
  ...more,
});

test('a text page is its families, in its order', () => {
  const page = `# Made by hand
# HELP wait_seconds Waiting, "in\\n seconds" \\\\ \\".
# TYPE wait_seconds histogram
wait_seconds_bucket{le="1"} 2
wait_seconds_bucket{le="+Inf"} 3
wait_seconds_sum 4.5
wait_seconds_count 3
#HELP x is a comment, and so is what follows:
# HELP
#

\t# TYPE\tpeople   gauge
people { town = "B\\"e\\\\r\\nn" , country="\\CH", } 1.5e5 1700000000123
# TYPE quantiles summary
quantiles{quantile="0.5"} NaN
quantiles_sum 0
quantiles_count 0
loose -Inf
{"http.wait","http.route"="/",a="b"} +Inf
people{town="Basel"} .5
`;
  expect(parsePage(page, 'text')).toEqual([
    {
      name: 'wait_seconds',
      help: 'Waiting, "in\n seconds" \\ \\".',
      type: 'histogram',
      unit: '',
      created: [],
      values: [
        sample('wait_seconds_bucket', { le: '1' }, 2),
        sample('wait_seconds_bucket', { le: '+Inf' }, 3),
        sample('wait_seconds_sum', {}, 4.5),
        sample('wait_seconds_count', {}, 3),
      ],
    },
    {
      name: 'people',
      help: '',
      type: 'gauge',
      unit: '',
      created: [],
      values: [
        sample('people', { town: 'B"e\\r\nn', country: '\\CH' }, 150_000, { timestamp: 1_700_000_000_123 }),
        sample('people', { town: 'Basel' }, 0.5),
      ],
    },
    {
      name: 'quantiles',
      help: '',
      type: 'summary',
      unit: '',
      created: [],
      values: [
        sample('quantiles', { quantile: '0.5' }, Number.NaN),
        sample('quantiles_sum', {}, 0),
        sample('quantiles_count', {}, 0),
      ],
    },
    {
      name: 'loose',
      help: '',
      type: 'unknown',
      unit: '',
      created: [],
      values: [sample('loose', {}, Number.NEGATIVE_INFINITY)],
    },
    {
      name: 'http.wait',
      help: '',
      type: 'unknown',
      unit: '',
      created: [],
      values: [sample('http.wait', { 'http.route': '/', a: 'b' }, Number.POSITIVE_INFINITY)],
    },
  ]);
});

test('an OpenMetrics page is its families, with units, exemplars and when they began', () => {
  const page = `# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
# HELP wait_seconds "Waiting" \\"again\\".
wait_seconds_bucket{le="1.0"} 2 # {trace_id="4bf9"} 0.25 1700000000.123
wait_seconds_bucket{le="+Inf"} 3 1700000001.5 # {} 2
wait_seconds_sum 4.5
wait_seconds_count 3
wait_seconds_created 1700000000.25
# TYPE jobs counter
jobs_total{kind="a"} 7 # {"trace.id"="1"} 1
jobs_created{kind="a"} 1.6e9
# TYPE build info
build_info{version="1"} 1
# TYPE door stateset
door{door="open"} 1
door{door="shut"} 0
# TYPE sizes gaugehistogram
sizes_bucket{le="+Inf"} 1
sizes_gsum -2
sizes_gcount 1
# TYPE "http.jobs" counter
{"http.jobs_total"} 3
loose{} 1
# EOF
`;
  const [wait, jobs, build, door, sizes, quoted, loose] = parsePage(page, 'openmetrics');
  expect(wait).toEqual({
    name: 'wait_seconds',
    help: '"Waiting" "again".',
    type: 'histogram',
    unit: 'seconds',
    created: [{ labels: {}, timestamp: 1_700_000_000_250 }],
    values: [
      sample('wait_seconds_bucket', { le: '1.0' }, 2, {
        exemplar: { labelSet: { trace_id: '4bf9' }, value: 0.25, timestamp: 1_700_000_000.123 },
      }),
      sample('wait_seconds_bucket', { le: '+Inf' }, 3, {
        timestamp: 1_700_000_001_500,
        exemplar: { labelSet: {}, value: 2 },
      }),
      sample('wait_seconds_sum', {}, 4.5),
      sample('wait_seconds_count', {}, 3),
    ],
  });
  expect(jobs).toMatchObject({
    name: 'jobs_total',
    type: 'counter',
    created: [{ labels: { kind: 'a' }, timestamp: 1_600_000_000_000 }],
    values: [{ metricName: 'jobs_total', exemplar: { labelSet: { 'trace.id': '1' }, value: 1 } }],
  });
  expect(build).toMatchObject({ name: 'build_info', type: 'info', values: [{ metricName: 'build_info' }] });
  expect(door).toMatchObject({ name: 'door', type: 'stateset', values: [{ value: 1 }, { value: 0 }] });
  expect(sizes).toMatchObject({ name: 'sizes', type: 'gaugehistogram', values: [{}, { value: -2 }, {}] });
  expect(quoted).toMatchObject({ name: 'http.jobs_total', type: 'counter' });
  expect(loose).toMatchObject({ name: 'loose', type: 'unknown', values: [{ labels: {} }] });
});

test('a counter or info that OpenMetrics calls by the name of its series is read all the same', () => {
  const page = `# TYPE jobs_total counter
jobs_total 1
jobs_created 5
# TYPE build_info info
build_info 1
# EOF`;
  expect(parsePage(page, 'openmetrics')).toMatchObject([
    { name: 'jobs_total', type: 'counter', created: [{ timestamp: 5000 }], values: [{ value: 1 }] },
    { name: 'build_info', type: 'info', values: [{ value: 1 }] },
  ]);
});

test('in text, whoever says the same of a family twice is understood', () => {
  const page = '# HELP x X.\n# TYPE x gauge\nx{a="1"} 1\n# HELP x X.\n# TYPE x gauge\nx{a="2"} 2\n';
  expect(parsePage(page, 'text')).toMatchObject([{ name: 'x', values: [{ value: 1 }, { value: 2 }] }]);
});

test('labels may be called as what every object has', () => {
  const [family] = parsePage('x{__proto__="a",constructor="b",toString=""} 1\n', 'text');
  expect(Object.entries(family?.values[0]?.labels ?? {})).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', ''],
  ]);
});

test('pages of nothing are pages', () => {
  expect(parsePage('', 'text')).toEqual([]);
  expect(parsePage('# EOF\n', 'openmetrics')).toEqual([]);
});
