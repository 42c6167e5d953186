import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { collectFamilies } from './collect.ts';
import { refuseDuplicates } from './duplicates.ts';
import type { EscapingScheme } from './escaping.ts';
import { renderText } from './text.ts';

interface Named {
  readonly name: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

function refuse(families: readonly Named[], escaping?: EscapingScheme) {
  const said: [metric: string, error: string][] = [];
  const kept = refuseDuplicates(families, (metric, { message }) => said.push([metric, message]), escaping);
  return { kept, said };
}

const gauge = (name: string, ...labelNames: string[]): Named => ({ name, type: 'gauge', labelNames });

test('families that have nothing in common all stay, in their order', () => {
  const families = [gauge('b'), { name: 'a_total', type: 'counter' }, gauge('a'), gauge('a_created')];
  expect(refuse(families)).toEqual({ kept: families, said: [] });
});

test('of two families of one name, the later is left out and named', () => {
  const { kept, said } = refuse([gauge('a'), { name: 'a', type: 'counter' }, gauge('b')]);
  expect(kept.map(({ type, name }) => `${type} ${name}`)).toEqual(['gauge a', 'gauge b']);
  expect(said).toEqual([
    ['a', 'The counter a is left out: there is a gauge of that name. Rename one of them.'],
  ]);
});

test.each(['x_bucket', 'x_sum', 'x_count'])('beside a histogram x, %s would be there twice', (name) => {
  const histogram = { name: 'x', type: 'histogram' };
  expect(refuse([histogram, gauge(name)])).toEqual({
    kept: [histogram],
    said: [[name, `The gauge ${name} is left out: the histogram x has ${name}, too. Rename one of them.`]],
  });
  expect(refuse([gauge(name), histogram])).toEqual({
    kept: [gauge(name)],
    said: [['x', `The histogram x is left out: the gauge ${name} has ${name}, too. Rename one of them.`]],
  });
});

test('a summary has a sum and a count, and no buckets', () => {
  const families = [{ name: 'x', type: 'summary' }, gauge('x_bucket'), gauge('x_count'), gauge('x_sum')];
  expect(refuse(families).kept.map(({ name }) => name)).toEqual(['x', 'x_bucket']);
});

test('a series that a family has of its own accord counts, too', () => {
  const families = [
    { name: 'x', type: 'gauge', values: [{ metricName: 'x_max', value: 1 }] },
    { name: 'x_max', type: 'gauge', values: [{ value: 2 }] },
  ];
  const said: string[] = [];
  refuseDuplicates(families, (_, { message }) => said.push(message));
  expect(said).toEqual(['The gauge x_max is left out: the gauge x has x_max, too. Rename one of them.']);
});

test('what is left out itself takes no name from others', () => {
  const families = [gauge('x_sum'), { name: 'x', type: 'histogram' }, gauge('x_count')];
  expect(refuse(families).kept.map(({ name }) => name)).toEqual(['x_sum', 'x_count']);
});

test('names that are the same once they are escaped are refused where they are escaped so', () => {
  const families = [gauge('a.b'), gauge('a_b')];
  expect(refuse(families, 'underscores').said).toEqual([
    ['a_b', 'The gauge a_b is left out: the gauge a.b has a_b, too. Rename one of them.'],
  ]);
  for (const escaping of ['dots', 'values', 'allow-utf-8'] as const) {
    expect(refuse(families, escaping).said).toEqual([]);
  }
  expect(refuse([gauge('a_dot_b'), gauge('a.b')], 'dots').said).toHaveLength(1);
  expect(refuse([gauge('U__a_2e_b'), gauge('a.b')], 'values').said).toHaveLength(1);
});

test.each([
  [gauge(''), 'A gauge has an empty name, and is left out. Name it.'],
  [
    gauge('a\0'),
    'The gauge "a\\u0000" is left out: its name has a NUL, at which Prometheus stops reading. Rename it.',
  ],
  [
    gauge('x', 'a', '__name__'),
    'The gauge x is left out: it has a label called __name__, which is where Prometheus keeps the name of the metric. Rename the label.',
  ],
  [
    gauge('x', '--name--'),
    'The gauge x is left out: its label "--name--" would be called __name__, which is where Prometheus keeps the name of the metric. Rename the label.',
  ],
  [gauge('x', ''), 'The gauge x is left out: it has a label with an empty name. Rename the label.'],
  [
    gauge('x', 'a\0'),
    'The gauge x is left out: its label "a\\u0000" has a NUL, at which Prometheus stops reading. Rename the label.',
  ],
  [
    gauge('x', 'a.b', 'a_b'),
    'The gauge x is left out: its labels "a.b" and "a_b" would both be called a_b. Rename the label.',
  ],
])('%j is left out, and what to do is said', (family, message) => {
  expect(refuse([family, gauge('fine')])).toEqual({ kept: [gauge('fine')], said: [[family.name, message]] });
});

test('what prom-client accepts and Prometheus does not, __name__ as a label and duplicate series, is left out', async () => {
  const registry = new Registry();
  const registers = [registry];
  const common = { help: 'H.', registers };
  new Gauge({ name: 'a', labelNames: ['__name__'], ...common }).set({ __name__: 'b' }, 1);
  new Histogram({ name: 'x', buckets: [1], ...common }).observe(1);
  new Counter({ name: 'x_count', ...common }).inc(5);
  expect(await registry.metrics()).toMatch(/x_count 1\n(?:.*\n)*x_count 5\n/);
  const families = await collectFamilies(registry, () => {});
  const left: string[] = [];
  const page = renderText(refuseDuplicates(families, (metric) => left.push(metric)));
  expect(left).toEqual(['a', 'x_count']);
  expect(page).not.toContain('__name__');
  expect(page.match(/^x_count .*$/gm)).toEqual(['x_count 1']);
});
