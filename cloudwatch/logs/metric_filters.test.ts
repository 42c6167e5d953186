import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FilterMetric } from '../../exporter/sources/logs/metrics/filter_metric.ts';
import { metricsWithPresets } from '../../exporter/sources/logs/presets/index.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { logsResources } from './index.ts';
import { filterMetricOf } from './metric_filters.ts';
import { logsDefinition } from './testing.ts';

const source = (metrics: readonly string[], more = '') => `
  - type: logs
    name: backend
    files: [backend.json]${more}
    metrics: [${metrics.join(', ')}]`;

const counter = (name: string, pattern: string, labels = '{}') =>
  `{ name: ${name}, type: counter, pattern: '${pattern}', labels: ${labels} }`;

test('a counter is one for each line that its pattern matches, and zero while others come', () => {
  const definition = logsDefinition({
    sources: source([counter('failures_total', '{ $.level = "ERROR" }')]),
  });
  expect(logsResources(definition).filters).toEqual([
    {
      name: 'production-shop-failures_total',
      logicalId: expect.stringMatching(/^FilterShopBackendFailuresTotal[0-9a-f]{8}$/),
      group: '/shop/backend',
      pattern: '{ $.level = "ERROR" }',
      metric: { namespace: 'shop/Logs', name: 'failures_total', unit: 'Count', factor: 1, dimensions: [] },
      value: '1',
      defaultValue: 0,
      dimensions: {},
    },
  ]);
});

test('labels are dimensions, beside which there is no zero', () => {
  const metric = counter('failures_total', '{ $.level = "ERROR" }', '{ kind: $.error.kind }');
  const [filter] = logsResources(logsDefinition({ sources: source([metric]) })).filters;
  expect(filter).toMatchObject({ dimensions: { kind: '$.error.kind' }, defaultValue: null });
  expect(filter?.metric.dimensions).toEqual(['kind']);
});

test.each([
  ['ms', 'chat_seconds', 'Milliseconds', 0.001],
  ['us', 'chat_seconds', 'Microseconds', 0.000001],
  ['s', 'chat_seconds', 'Seconds', 1],
  ['min', 'chat_seconds', 'None', 60],
  ['ns', 'chat_seconds', 'None', 1e-9],
  ['kB', 'chat_bytes', 'Kilobytes', 1000],
  ['KiB', 'chat_bytes', 'None', 1024],
  ['percent', 'chat_ratio', 'Percent', 0.01],
])('values in %s stay as the log has them, and the factor makes %s of them', (unit, name, shown, factor) => {
  const metric = `{ name: ${name}, type: histogram, pattern: '{ $.took >= 0 }', value: $.took, unit: ${unit} }`;
  const definition = logsDefinition({ sources: source([metric]) });
  expect(filterMetricOf(definition, name)).toEqual({
    namespace: 'shop/Logs',
    name,
    unit: shown,
    factor,
    dimensions: [],
  });
  // Nobody has measured a zero.
  expect(logsResources(definition).filters[0]).toMatchObject({ value: '$.took', defaultValue: null });
});

test('values without a unit are in that of the name, where it has one', () => {
  const histogram = (name: string) =>
    `{ name: ${name}, type: histogram, pattern: '{ $.a >= 0 }', value: $.a }`;
  const definition = logsDefinition({
    sources: source([histogram('a_seconds'), histogram('a_bytes'), histogram('a_items')]),
  });
  const units = logsResources(definition).filters.map(({ metric }) => metric.unit);
  expect(units).toEqual(['Seconds', 'Bytes', 'None']);
});

test('the namespace is that of the mirror, or one of its own', () => {
  const groups = 'groups: [{ name: /shop/backend, source: backend }]';
  const own = logsDefinition({ cloudwatch: `logs: { namespace: Shop/Lines, ${groups} }` });
  const mirrored = logsDefinition({
    cloudwatch: `logs: { ${groups} }\nmirror: { cloudwatch: { namespace: Shop/Api, region: eu-central-1, select: [{ series: failures_total }] } }`,
  });
  expect(filterMetricOf(own, 'failures_total')?.namespace).toBe('Shop/Lines');
  expect(filterMetricOf(mirrored, 'failures_total')?.namespace).toBe('Shop/Api/Logs');
});

test('the namespace has nothing that PutMetricFilter refuses, whatever that of the mirror has', () => {
  const definition = logsDefinition({
    cloudwatch:
      'logs: { groups: [{ name: /shop/backend, source: backend }] }\nmirror: { cloudwatch: { namespace: "Shop:Api $*", region: eu-central-1 } }',
  });
  expect(filterMetricOf(definition, 'failures_total')?.namespace).toBe('Shop-Api --/Logs');
});

test('a metric has a filter in each log group of its source, and one without a log group has none', () => {
  const sources = `${source([counter('failures_total', 'ERROR')])}
  - { type: logs, name: other, files: [other.json], metrics: [${counter('others_total', 'ERROR')}] }`;
  const definition = logsDefinition({
    sources,
    cloudwatch:
      'logs: { groups: [{ name: /a, source: backend }, { name: /b, source: backend }, { name: /c }] }',
  });
  const filters = logsResources(definition).filters.map(({ group, metric }) => [group, metric.name]);
  expect(filters).toEqual([
    ['/a', 'failures_total'],
    ['/b', 'failures_total'],
  ]);
  expect(filterMetricOf(definition, 'others_total')).toBeNull();
});

test('presets and errors are filters, too, and what differs is said', () => {
  const definition = logsDefinition({
    sources: `
  - type: logs
    name: backend
    files: [{ path: backend.json, min_level: warn }]
    presets: [security]
    errors: { pattern: '{ $.level = "ERROR" }' }`,
  });
  const { filters, deviations, absent } = logsResources(definition);
  expect(filters.map(({ metric }) => metric.name)).toEqual([
    'auth_failures_total',
    'rate_limited_requests_total',
    'application_errors_total',
  ]);
  expect(filters[2]?.pattern).toBe('{ $.level = "ERROR" }');
  expect(absent).toEqual([]);
  const below = 'CloudWatch counts lines of every level, also below `min_level`';
  expect(deviations.map(({ metric, difference }) => [metric, difference])).toEqual([
    ['auth_failures_total', below],
    ['rate_limited_requests_total', below],
    [
      'application_errors_total',
      'CloudWatch counts errors as one, without the labels error_type and fingerprint',
    ],
    ['application_errors_total', below],
  ]);
});

test('a source that changes lines before it counts them says that CloudWatch does not', () => {
  const metric = counter('failures_total', 'ERROR');
  const sources = source([metric], '\n    unwrap: $.log\n    multiline: stack_traces');
  expect(logsResources(logsDefinition({ sources })).deviations.map(({ difference }) => difference)).toEqual([
    'CloudWatch looks at lines as they are, and not at what `unwrap` takes out of them',
    'CloudWatch counts events as they were sent to it, and joins none as `multiline` does',
  ]);
});

test.each([
  [
    'four labels',
    counter('a_total', '{ $.a = 1 }', '{ a: $.a, b: $.b, c: $.c, d: $.d }'),
    'a metric filter has at most 3 dimensions, and this one has 4 labels',
    'fewer labels, or the mirror',
  ],
  [
    'a value with a long name',
    `{ name: a_total, type: counter, pattern: '{ $.a = 1 }', value: $.${'x'.repeat(99)} }`,
    'the field of a value has at most 100 characters in a metric filter, and this one 101',
    'a shorter field, or the mirror',
  ],
  [
    'a label with a long name',
    counter('a_total', '{ $.a = 1 }', `{ a: $.${'x'.repeat(254)} }`),
    'the field of a dimension has at most 255 characters, and that of a more',
    'a shorter field, or the mirror',
  ],
])('a metric with %s has no filter, and the plan says why', (_, metric, reason, remedy) => {
  const definition = logsDefinition({ sources: source([metric]) });
  const { filters, absent } = logsResources(definition);
  expect(filters).toEqual([]);
  expect(absent).toEqual([{ what: 'a_total', group: '/shop/backend', reason, remedy }]);
  expect(filterMetricOf(definition, 'a_total')).toBeNull();
});

test('a log group has a hundred filters, and the plan says which are left out', () => {
  const metrics = Array.from({ length: 100 }, (_, index) => counter(`a${index}_total`, 'ERROR'));
  const { filters, absent } = logsResources(
    logsDefinition({ sources: source(metrics, '\n    presets: [security]') }),
  );
  expect(filters).toHaveLength(100);
  expect(absent.map(({ what, reason }) => [what, reason])).toEqual([
    ['auth_failures_total', 'a log group has at most 100 metric filters'],
    ['rate_limited_requests_total', 'a log group has at most 100 metric filters'],
  ]);
});

test('a log group has five filters with regular expressions, and any others', () => {
  const regexes = Array.from({ length: 6 }, (_, index) =>
    counter(`a${index}_total`, `{ $.a = %x${index}% }`),
  );
  const { filters, absent } = logsResources(
    logsDefinition({ sources: source([...regexes, counter('b_total', '{ $.a = "50%" || $.a = "%" }')]) }),
  );
  expect(filters.map(({ metric }) => metric.name)).toEqual([
    ...['a0_total', 'a1_total', 'a2_total', 'a3_total', 'a4_total'],
    'b_total',
  ]);
  expect(absent).toEqual([
    {
      what: 'a5_total',
      group: '/shop/backend',
      reason: 'a log group has at most 5 filters with a regular expression in their pattern',
      remedy: 'a pattern without "%…%", or the mirror',
    },
  ]);
});

test('two services do not share a metric, which could not tell them apart', () => {
  const metric = counter('failures_total', 'ERROR');
  const definition = logsDefinition({
    sources: `
  - { type: logs, name: a, files: [a.json], metrics: [${metric}] }
  - { type: logs, name: b, service: carts, files: [b.json], metrics: [${metric}] }
  - { type: logs, name: c, service: shop, files: [c.json], metrics: [${metric}] }`,
    cloudwatch:
      'logs: { groups: [{ name: /a, source: a }, { name: /b, source: b }, { name: /c, source: c }] }',
  });
  const { filters, absent } = logsResources(definition);
  expect(filters.map(({ group }) => group)).toEqual(['/a', '/c']);
  expect(absent).toEqual([
    {
      what: 'failures_total',
      group: '/b',
      reason: 'shop has a metric of this name as well, and metric filters cannot tell services apart',
      remedy: 'a name of its own, or the mirror',
    },
  ]);
});

test('every filter has the pattern, the value and the dimensions that the exporter evaluates', () => {
  const text = fc.constantFrom(
    'ERROR',
    '{ $.level = "ERROR" }',
    '{ $.took > 5 }',
    '[ip, ..., status=5*]',
    '',
  );
  const metrics = fc.array(text, { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(metrics, (patterns) => {
      const written = patterns.map((pattern, index) => counter(`a${index}_total`, pattern));
      const definition = logsDefinition({ sources: source(written) });
      const [logs] = definition.sources;
      if (logs?.type !== 'logs') throw new Error('The source is of another type.');
      const scope = new MetricRegistry().scope();
      const evaluated = metricsWithPresets(logs).map((settings) => new FilterMetric(settings, scope, 'shop'));
      const { filters } = logsResources(definition);
      expect(filters.map(({ pattern }) => pattern)).toEqual(evaluated.map(({ filter }) => filter.pattern));
      expect(filters.map(({ metric }) => metric.name)).toEqual(evaluated.map(({ name }) => name));
    }),
    { numRuns: 20 },
  );
});
