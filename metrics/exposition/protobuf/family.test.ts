import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FamilySamples, Sample } from '../../family.ts';
import type { EscapingScheme } from '../escaping.ts';
import { type DecodedFamily, decodeDelimited } from '../testing/metrics_proto.ts';
import { encodeFamily, encodeFamilyInSteps } from './family.ts';
import { ProtoWriter } from './writer.ts';

function encoded(
  families: readonly FamilySamples[],
  escaping: EscapingScheme = 'underscores',
): DecodedFamily[] {
  const writer = new ProtoWriter(1);
  for (const family of families) encodeFamily(family, escaping, writer);
  return decodeDelimited(writer.bytes.subarray(0, writer.length));
}

function family(type: string, values: readonly Sample[], name = 'x'): FamilySamples {
  return { name, help: 'Help.', type, values };
}

const bucket = (le: string | number, value: number, labels = {}): Sample => ({
  metricName: 'x_bucket',
  labels: { ...labels, le },
  value,
});
const sumAndCount = (sum: number, count: number, labels = {}): Sample[] => [
  { metricName: 'x_sum', labels, value: sum },
  { metricName: 'x_count', labels, value: count },
];

test('a counter keeps its name, and a family is announced also without series', () => {
  expect(
    encoded([family('counter', [{ labels: { a: 'é' }, value: 2.5 }], 'x_total'), family('gauge', [])]),
  ).toEqual([
    {
      name: 'x_total',
      help: 'Help.',
      type: 'COUNTER',
      metric: [{ label: [{ name: 'a', value: 'é' }], counter: { value: 2.5 } }],
    },
    { name: 'x', help: 'Help.', type: 'GAUGE', metric: [] },
  ]);
});

test('the unit is that in the name', () => {
  const units = ['wait_seconds', 'cpu_seconds_total', 'jobs_total'].map((name) =>
    family('counter', [], name),
  );
  expect(encoded(units).map(({ unit }) => unit)).toEqual(['seconds', 'seconds', undefined]);
});

test('the series of a histogram become one metric per label set, with its buckets by ascending bound', () => {
  const values = [
    bucket('+Inf', 3, { a: 1 }),
    bucket(10, 2, { a: '1' }),
    bucket(0.5, 1, { a: '1' }),
    ...sumAndCount(12.5, 3, { a: '1' }),
    bucket('+Inf', 0, { a: '2' }),
    ...sumAndCount(0, 0, { a: '2' }),
  ];
  const [first, second] = encoded([family('histogram', values)])[0]?.metric ?? [];
  expect(first).toMatchObject({
    label: [{ name: 'a', value: '1' }],
    histogram: {
      sampleCount: 3,
      sampleSum: 12.5,
      bucket: [
        { cumulativeCount: 1, upperBound: 0.5 },
        { cumulativeCount: 2, upperBound: 10 },
        { cumulativeCount: 3, upperBound: Number.POSITIVE_INFINITY },
      ],
    },
  });
  expect(second).toMatchObject({ label: [{ name: 'a', value: '2' }], histogram: { sampleCount: 0 } });
});

test('label sets are told apart, whatever separators their values have', () => {
  const sets = [{ a: 'x|y', b: 'z' }, { a: 'x', b: 'y|z' }, { a: 'x","b":"z' }, { a: 'x', c: 'z' }];
  const values = sets.flatMap((labels, index) => [
    bucket('+Inf', index, labels),
    ...sumAndCount(1, index, labels),
  ]);
  const metrics = encoded([family('histogram', values)])[0]?.metric ?? [];
  expect(metrics.map(({ histogram }) => histogram?.sampleCount)).toEqual([0, 1, 2, 3]);
});

test('a label may be called like what JavaScript objects have', () => {
  const labels = Object.fromEntries([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  const values = [bucket('+Inf', 1, labels), ...sumAndCount(1, 1, labels)];
  expect(encoded([family('histogram', values)])[0]?.metric[0]).toMatchObject({
    label: [
      { name: '__proto__', value: 'a' },
      { name: 'constructor', value: 'b' },
    ],
    histogram: { sampleCount: 1 },
  });
});

test('a summary has its quantiles, and NaN where nothing was observed', () => {
  const values: Sample[] = [
    { labels: { quantile: 0.5 }, value: 1 },
    { labels: { quantile: '0.99' }, value: Number.NaN },
    ...sumAndCount(3, 2),
  ];
  expect(encoded([family('summary', values)])[0]?.metric[0]?.summary).toEqual({
    sampleCount: 2,
    sampleSum: 3,
    quantile: [
      { quantile: 0.5, value: 1 },
      { quantile: 0.99, value: Number.NaN },
    ],
  });
});

test("exemplars of prom-client's counters and buckets have their labels, value and time", () => {
  const exemplar = { labelSet: { 'trace.id': 'abc' }, value: 0.4, timestamp: 1_700_000_000.123 };
  const marked = (sample: Sample): Sample => ({ ...sample, exemplar }) as Sample;
  const [counter, histogram, gauge] = encoded([
    family('counter', [marked({ value: 1 })], 'x_total'),
    family('histogram', [bucket('+Inf', 1), ...sumAndCount(0.4, 1)].map(marked)),
    family('gauge', [marked({ value: 1 })]),
  ]);
  const expected = {
    label: [{ name: 'trace_id', value: 'abc' }],
    value: 0.4,
    timestamp: { seconds: 1_700_000_000, nanos: 123_000_000 },
  };
  expect(counter?.metric[0]?.counter?.exemplar).toEqual(expected);
  expect(histogram?.metric[0]?.histogram?.bucket[0]?.exemplar).toEqual(expected);
  expect(gauge?.metric[0]).toEqual({ label: [], gauge: { value: 1 } });
});

test.each([
  ['a histogram without +Inf', family('histogram', [bucket(1, 1), ...sumAndCount(1, 1)])],
  ['a histogram without a count', family('histogram', [bucket('+Inf', 1), ...sumAndCount(1, 1).slice(0, 1)])],
  ['a histogram with half a count', family('histogram', [bucket('+Inf', 0.5), ...sumAndCount(1, 0.5)])],
  [
    'a histogram with a count beyond 2^53',
    family('histogram', [bucket('+Inf', 1e17), ...sumAndCount(1, 1e17)]),
  ],
  ['a histogram with a bound that is none', family('histogram', [bucket('', 1), ...sumAndCount(1, 1)])],
  ['a summary without sum and count', family('summary', [{ labels: { quantile: 0.5 }, value: 1 }])],
  ['a summary with a quantile that is none', family('summary', [{ labels: { quantile: 'most' }, value: 1 }])],
  ['a counter with series of another name', family('counter', [{ metricName: 'x_max', value: 1 }])],
  ['a type that protobuf does not know', family('stateset', [{ labels: { x: 'on' }, value: 1 }])],
])('%s goes out as untyped families under the names of its series, and none is lost', (_what, one) => {
  const decoded = encoded([one]).flatMap(({ name, type, metric }) =>
    metric.map(({ label, untyped }) => ({
      type,
      name,
      labels: Object.fromEntries(label.map((pair) => [pair.name, pair.value])),
      value: untyped?.value,
    })),
  );
  expect(decoded).toEqual(
    one.values.map(({ metricName = 'x', labels = {}, value }) => ({
      type: 'UNTYPED',
      name: metricName,
      labels: Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, String(text)])),
      value,
    })),
  );
});

test.each([
  ['underscores', 'http_wait', 'http_route'],
  ['dots', 'http_dot_wait', 'http_dot_route'],
  ['values', 'U__http_2e_wait', 'U__http_2e_route'],
  ['allow-utf-8', 'http.wait', 'http.route'],
] as const)('names are escaped with %s as in %s', (escaping, name, label) => {
  const one = family('gauge', [{ labels: { 'http.route': '/' }, value: 1 }], 'http.wait');
  expect(encoded([one], escaping)).toMatchObject([
    { name, metric: [{ label: [{ name: label, value: '/' }] }] },
  ]);
});

test('a long family is encoded in steps, with the numbers of the moment of the first', () => {
  const values = Array.from({ length: 250 }, (_, index) => ({ labels: { index }, value: 0 }));
  const writer = new ProtoWriter();
  const steps = encodeFamilyInSteps(family('gauge', values), 'underscores', writer);
  let pauses = 0;
  while (!steps.next().done) {
    pauses += 1;
    for (const sample of values) sample.value = 1;
  }
  expect(pauses).toBe(2);
  const [decoded] = decodeDelimited(writer.bytes.subarray(0, writer.length));
  expect(decoded?.metric.map(({ gauge }) => gauge?.value)).toEqual(new Array(250).fill(0));
});

const text = fc.string({ unit: 'binary', maxLength: 200 });
const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, Infinity, -Infinity));
const count = fc.oneof(fc.maxSafeNat(), fc.constant(2 ** 53));
const sets = fc.uniqueArray(fc.tuple(text, text), { maxLength: 5, selector: (pair) => JSON.stringify(pair) });

test('whatever a gauge or counter holds, protobufjs reads the same', () => {
  fc.assert(
    fc.property(fc.constantFrom('gauge', 'counter'), text, sets, number, (type, help, all, value) => {
      const values = all.map(([a, b]) => ({ labels: { a, b }, value }));
      expect(encoded([{ name: 'x', help, type, values }])).toEqual([
        {
          name: 'x',
          help,
          type: type.toUpperCase(),
          metric: all.map(([a, b]) => ({
            label: [
              { name: 'a', value: a },
              { name: 'b', value: b },
            ],
            [type]: { value },
          })),
        },
      ]);
    }),
  );
});

test('whatever a histogram holds, protobufjs reads the same', () => {
  const bounds = fc.uniqueArray(
    fc.double({ noNaN: true, max: 1e300 }).map((bound) => bound + 0),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(sets, bounds, count, number, (all, upper, total, sum) => {
      const values = all.flatMap(([a, b]) => [
        ...[...upper, Number.POSITIVE_INFINITY].map((bound) => bucket(bound, total, { a, b })),
        ...sumAndCount(sum, total, { a, b }),
      ]);
      const ascending = [...upper.toSorted((a, b) => a - b), Number.POSITIVE_INFINITY];
      const [decoded] = encoded([family('histogram', values)]);
      expect(decoded?.metric.map(({ label }) => label.map(({ value }) => value))).toEqual(all);
      for (const { histogram } of decoded?.metric ?? []) {
        expect(histogram).toMatchObject({
          sampleCount: total,
          sampleSum: sum,
          bucket: ascending.map((upperBound) => ({ cumulativeCount: total, upperBound })),
        });
      }
    }),
  );
});
