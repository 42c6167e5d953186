import { Counter, Histogram } from 'prom-client';
import { expect, test } from 'vitest';
import type { Sample } from '../family.ts';
import { exemplarOf, formatExemplar } from './exemplars.ts';

function sample(
  labelSet: Record<string, unknown>,
  timestamp: number | undefined = 1_700_000_000.123,
): Sample {
  return { value: 1, exemplar: { labelSet, value: 0.5, timestamp } } as Sample;
}

test("the exemplars of prom-client's metrics are found, with their time in milliseconds", async () => {
  const exemplars = { registers: [], help: 'H.', enableExemplars: true };
  const before = Date.now();
  const counter = new Counter<string>({ name: 'c_total', ...exemplars });
  counter.inc({ value: 2, exemplarLabels: { trace_id: 'abc' } });
  const histogram = new Histogram<string>({ name: 'h', buckets: [1], ...exemplars });
  histogram.observe({ value: 3, exemplarLabels: { trace_id: 'def' } });
  const values = [...(await counter.get()).values, ...(await histogram.get()).values] as Sample[];
  const found = values.map((one) => exemplarOf(one, 'underscores'));
  const [ofCounter, ofLowest, ofInfinity, ...others] = found;
  expect(ofCounter).toMatchObject({ labels: { trace_id: 'abc' }, value: 2 });
  expect(ofLowest).toBeUndefined();
  expect(ofInfinity).toMatchObject({ labels: { trace_id: 'def' }, value: 3 });
  expect(others).toEqual([undefined, undefined]);
  expect(ofInfinity?.timestamp).toBeGreaterThanOrEqual(before);
  expect(ofInfinity?.timestamp).toBeLessThanOrEqual(Date.now());
});

test('the time is exact to the millisecond, although prom-client keeps it in seconds', () => {
  for (const milliseconds of [0, 1, 1_700_000_000_001, 1_700_000_000_999]) {
    expect(exemplarOf(sample({ a: 1 }, milliseconds / 1000), 'values')?.timestamp).toBe(milliseconds);
  }
});

test('an exemplar is written with its labels, value and time in seconds', () => {
  const exemplar = exemplarOf(sample({ trace_id: 'a"b', 'span.id': 7 }), 'underscores');
  expect(exemplar && formatExemplar(exemplar, 'underscores')).toBe(
    ' # {trace_id="a\\"b",span_id="7"} 0.5 1700000000.123',
  );
});

test('names of its labels are escaped as on the rest of the page', () => {
  expect(exemplarOf(sample({ 'span.id': 7 }), 'values')?.labels).toEqual({ U__span_2e_id: '7' });
  const raw = exemplarOf(sample({ 'span.id': 7 }), 'allow-utf-8');
  expect(raw && formatExemplar(raw, 'allow-utf-8')).toBe(' # {"span.id"="7"} 0.5 1700000000.123');
});

test.each([
  ['has none', { value: 1 }],
  ['has none yet', { value: 1, exemplar: null } as Sample],
  ['has one without labels', sample({})],
  ['has one without a time', { value: 1, exemplar: { labelSet: { a: '1' }, value: 1 } } as Sample],
  ['has one with a time that is none', sample({ a: 1 }, Number.NaN)],
  ['has one of before 1970', sample({ a: 1 }, -1)],
  ['has one with a label without a name', sample({ '': 'x' })],
  ['has one with the label __name__', sample({ __name__: 'x' })],
  ['has one whose labels are called alike', sample({ 'a.b': 'x', a_b: 'y' })],
  ['has one with 129 characters in its labels', sample({ a: 'x'.repeat(128) })],
])('nothing is written for a sample that %s', (_what, one) => {
  expect(exemplarOf(one, 'underscores')).toBeUndefined();
});

test('128 characters are not too many, and a character counts once however many bytes it has', () => {
  expect(exemplarOf(sample({ a: 'x'.repeat(127) }), 'underscores')).toBeDefined();
  expect(exemplarOf(sample({ a: '😀'.repeat(127) }), 'underscores')).toBeDefined();
  expect(exemplarOf(sample({ a: '😀'.repeat(128) }), 'underscores')).toBeUndefined();
});
