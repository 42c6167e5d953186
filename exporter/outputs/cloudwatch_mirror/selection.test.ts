import { expect, test } from 'vitest';
import { compileSelection, destinationOf, entriesOf, type SelectionEntry, selects } from './selection.ts';
import { cloudwatchMirrorSettings } from './settings.ts';

const REQUESTS = { name: 'http_requests_total', type: 'counter' };

function compiled(select: readonly object[], settings: object = {}): SelectionEntry[] {
  return compileSelection(cloudwatchMirrorSettings.parse({ namespace: 'Shop', select, ...settings }));
}

function onlyEntry(entry: object, settings: object = {}): SelectionEntry {
  return compiled([entry], settings)[0] ?? expect.unreachable('There is no entry.');
}

test('an entry has what it says, and what is said for all', () => {
  const settings = { idle: 'zero', resolution: '1s', interval: '10s', dimensions: { env: 'staging' } };
  const [plain, own] = compiled(
    [{ series: 'a' }, { series: 'b', idle: 'none', resolution: '60s', statistic: 'avg' }],
    settings,
  );
  expect(plain).toMatchObject({
    index: 0,
    resolution: 1,
    sendsZero: true,
    statistic: 'max',
    name: null,
    unit: null,
  });
  expect(own).toMatchObject({ index: 1, resolution: 60, sendsZero: false, statistic: 'avg' });
  expect(own?.fixed).toEqual([['env', 'staging']]);
});

test('a metric is selected by its name, and its series by their labels', () => {
  const entries = compiled([
    { series: 'http_requests_total{status=~"5.."}', name: 'Errors' },
    { series: '{__name__=~"http_.+"}' },
    { series: 'up' },
  ]);
  const its = entriesOf(entries, 'http_requests_total');
  expect(its.map(({ index }) => index)).toEqual([0, 1]);
  expect(its.map((entry) => selects(entry, { status: '503' }))).toEqual([true, true]);
  expect(its.map((entry) => selects(entry, { status: '200' }))).toEqual([false, true]);
});

test('what a series says of itself is more exact than a fixed dimension of the same name', () => {
  const settings = cloudwatchMirrorSettings.parse({
    namespace: 'Shop',
    select: [{ series: 'http_requests_total', name: 'Requests', dimensions: ['service'] }],
  });
  const [entry] = compileSelection({ ...settings, dimensions: { service: 'all', env: 'staging' } });
  expect(entry && destinationOf(entry, REQUESTS, { service: 'shop' }).dimensions).toEqual([
    ['env', 'staging'],
    ['service', 'shop'],
  ]);
});

test('a count has no unit of the histogram that it is made of', () => {
  const entry = onlyEntry({ series: 'took_seconds', name: 'Slow', count_above: '250ms' });
  expect(entry.countAbove).toBe(0.25);
  expect(destinationOf(entry, { name: 'took_seconds', type: 'histogram' }, {}).unit).toBe('Count');
});

test('labels become dimensions beside the fixed ones, sorted by name', () => {
  const entry = onlyEntry(
    { series: 'http_requests_total', dimensions: ['route', 'method'] },
    { dimensions: { Service: 'shop', env: 'staging' } },
  );
  expect(destinationOf(entry, REQUESTS, { method: 'GET', route: '/', status: '200' })).toEqual({
    metric: 'http_requests_total',
    name: 'http_requests_total',
    unit: 'Count',
    dimensions: [
      ['Service', 'shop'],
      ['env', 'staging'],
      ['method', 'GET'],
      ['route', '/'],
    ],
    key: '["http_requests_total",["Service","shop"],["env","staging"],["method","GET"],["route","/"]]',
    problem: null,
  });
});

test('name and unit are those that are given', () => {
  const entry = onlyEntry({ series: 'wait_seconds', name: 'Wait', unit: 'Milliseconds' });
  expect(destinationOf(entry, { name: 'wait_seconds', type: 'gauge' }, {})).toMatchObject({
    name: 'Wait',
    unit: 'Milliseconds',
    key: '["Wait"]',
  });
});

test.each([{}, { route: '' }])(
  'a dimension of which %j says nothing is <none>, as CloudWatch takes no empty one',
  (labels) => {
    const entry = onlyEntry({ series: 'http_requests_total', dimensions: ['route'] });
    expect(destinationOf(entry, REQUESTS, labels).dimensions).toEqual([['route', '<none>']]);
  },
);

test('a destination that CloudWatch would refuse says why', () => {
  const entry = onlyEntry({ series: 'http_requests_total', dimensions: ['route'] });
  expect(destinationOf(entry, REQUESTS, { route: '/caf\u00e9' }).problem).toEqual({
    reason: 'dimension_value_not_ascii',
    detail: 'the value of dimension route has characters beyond ASCII: "/caf\u00e9"',
  });
});

test.each([
  ['http_requests_total', false],
  ['http_requests_total{status="200"}', false],
  ['http_requests_total{service="goldwatch"}', true],
  ['http_requests_total{service=~".+"}', true],
  ['http_requests_total{service!="goldwatch"}', false],
])('requests to goldwatch itself are selected by %s: %s', (series, expected) => {
  const labels = { service: 'goldwatch', status: '200' };
  expect(selects(onlyEntry({ series, dimensions: ['service'] }), labels)).toBe(expected);
});
