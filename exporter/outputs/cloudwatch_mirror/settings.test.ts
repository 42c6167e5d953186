import { expect, test } from 'vitest';
import { cloudwatchMirrorSettings } from './settings.ts';

const LEAST = { namespace: 'Shop/Api', select: [{ series: 'up' }] };

/** Each issue as `path: is | message`. */
function issuesOf(settings: object): string[] {
  const { error } = cloudwatchMirrorSettings.safeParse({ ...LEAST, ...settings });
  return (error?.issues ?? []).map((issue) => {
    const is = issue.code === 'custom' ? String(issue.params?.is ?? '') : '';
    return `${issue.path.join('.')}: ${is === '' ? '' : `${is} | `}${issue.message}`;
  });
}

test('a namespace and a series are enough; the rest has defaults', () => {
  expect(cloudwatchMirrorSettings.parse(LEAST)).toEqual({
    namespace: 'Shop/Api',
    interval: 60_000,
    resolution: '60s',
    idle: 'none',
    dimensions: {},
    select: [{ series: 'up', dimensions: [], statistic: 'max' }],
    budget: { metrics: 100 },
    in_doubt: 'resend',
    spool_size: 1_000_000_000,
  });
});

test('everything can be said', () => {
  const settings = {
    namespace: 'Shop/Api',
    region: 'eu-central-1',
    endpoint: 'http://127.0.0.1:4566',
    profile: 'shop',
    assume_role: 'arn:aws:iam::123456789012:role/mirror',
    interval: '10s',
    resolution: '1s',
    idle: 'zero',
    dimensions: { env: 'staging' },
    select: [
      {
        series: 'http_requests_total{status=~"5.."}',
        dimensions: ['route'],
        name: 'ServerErrors',
        unit: 'Count',
        statistic: 'avg',
        resolution: '60s',
        idle: 'none',
      },
    ],
    budget: { metrics: 50, monthly_usd: 20.5 },
    in_doubt: 'drop',
    spool_size: '100MB',
  };
  expect(cloudwatchMirrorSettings.parse(settings)).toEqual({
    ...settings,
    interval: 10_000,
    spool_size: 100_000_000,
  });
});

test.each(['1s', '5s', '10s', '30s', '1m', '5m', '60m'])('the interval may be %s', (interval) => {
  expect(issuesOf({ interval })).toEqual([]);
});

test.each(['2s', '45s', '90s', '61m', '500ms'])('the interval cannot be %s', (interval) => {
  expect(issuesOf({ interval })).toEqual(['interval: 1s, 5s, 10s, 30s, or whole minutes up to 60m']);
});

const SELECTOR = 'a series such as http_requests_total{status=~"5.."}';
const LABELS = Array.from({ length: 30 }, (_, index) => `label_${index}`);

test.each<[object, string[]]>([
  [
    { namespace: 'AWS/EC2' },
    ['namespace: a namespace such as "Shop/Api": at most 255 ASCII characters, and no "AWS/"'],
  ],
  [{ region: 'Frankfurt' }, ['region: a region such as "eu-central-1"']],
  [
    { endpoint: 'localhost:4566' },
    ['endpoint: an address such as https://monitoring.eu-central-1.amazonaws.com'],
  ],
  [{ endpoint: 'http://[' }, ['endpoint: an address such as https://monitoring.eu-central-1.amazonaws.com']],
  [{ assume_role: 'mirror' }, ['assume_role: a role such as "arn:aws:iam::123456789012:role/mirror"']],
  [
    { select: [{ series: 'rate(up[5m])' }] },
    [`select.0.series: no selector: this is an expression, not a selector, at character 1 | ${SELECTOR}`],
  ],
  [
    { select: [{ series: 'up{job=~"(?=a)"}' }] },
    [
      'select.0.series: no selector: the regular expression has a lookaround or a backreference, which Prometheus does not ' +
        `know, at its character 1, at character 9 | ${SELECTOR}`,
    ],
  ],
  [
    { select: [{ series: 'up', name: ':up' }] },
    ['select.0.name: a name of at most 255 ASCII characters, the first of them no ":"'],
  ],
  [
    { select: [{ series: 'up', dimensions: ['job', 'größe'] }] },
    ['select.0.dimensions.1: a name of at most 255 ASCII characters, the first of them no ":"'],
  ],
  [{ budget: { metrics: 0 } }, ['budget.metrics: at least 1 metric']],
  [{ budget: { monthly_usd: 0 } }, ['budget.monthly_usd: a number of dollars over 0']],
  [
    { dimensions: { env: 'l\u00e4den' } },
    [
      'dimensions.env: refused by CloudWatch: dimension value not ascii | names of at most 255 ASCII characters, ' +
        'the first of them no ":", and values of at most 1024',
    ],
  ],
  [
    { resolution: '1s' },
    ['resolution: 1s, but there is one point a minute at most | 60s, or an interval of 1s, 5s, 10s or 30s'],
  ],
  [
    { select: [{ series: 'up', resolution: '1s' }] },
    [
      'select.0.resolution: 1s, but there is one point a minute at most | 60s, or an interval of 1s, 5s, 10s or 30s',
    ],
  ],
  [
    { dimensions: { job: 'a' }, select: [{ series: 'up', dimensions: ['job'] }] },
    ['select.0.dimensions.0: a fixed dimension, too | a label that no fixed dimension is called'],
  ],
  [
    { select: [{ series: 'up', dimensions: ['job', 'job'] }] },
    ['select.0.dimensions.1: there twice | each label once'],
  ],
  [
    { dimensions: { env: 'a' }, select: [{ series: 'up', dimensions: LABELS }] },
    ['select.0.dimensions: 31 dimensions | at most 30 dimensions, with the fixed ones'],
  ],
  [
    {
      select: [
        { series: 'up{a="1"}', dimensions: ['x', 'y'] },
        { series: 'up{a="2"}', dimensions: ['y', 'x'] },
      ],
    },
    [
      'select.1: the same metric in CloudWatch as select[0] | a name or dimensions that no other entry has, or one entry ' +
        'that selects all of it',
    ],
  ],
])('%j is refused', (settings, issues) => {
  expect(issuesOf(settings)).toEqual(issues);
});

test('entries of one name may differ in their dimensions', () => {
  const select = [{ series: 'up' }, { series: 'up', dimensions: ['job'] }, { series: '{__name__=~"u."}' }];
  expect(issuesOf({ select })).toEqual([]);
});
