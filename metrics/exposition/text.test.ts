import { Gauge, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { FamilySamples, Sample } from '../family.ts';
import { renderText, TEXT_CONTENT_TYPE, textParts } from './text.ts';

function lines(type: string, values: readonly Sample[], help = 'Help.'): string[] {
  return renderText([{ name: 'x', help, type, values }])
    .split('\n')
    .slice(0, -1);
}

test('the content type is that of the text format 0.0.4, and a page of nothing is empty', () => {
  expect(TEXT_CONTENT_TYPE).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(renderText([])).toBe('');
});

test('every type keeps its name, and unknown is untyped', () => {
  for (const type of ['counter', 'gauge', 'histogram', 'summary', 'untyped']) {
    expect(lines(type, [])).toEqual(['# HELP x Help.', `# TYPE x ${type}`]);
  }
  expect(lines('unknown', [])).toEqual(['# HELP x Help.', '# TYPE x untyped']);
});

test.each([
  [0, '0'],
  [-0, '-0'],
  [1e300, '1e+300'],
  [5e-324, '5e-324'],
  [0.1 + 0.2, '0.30000000000000004'],
  [123456789012345680000, '123456789012345680000'],
  [1e21, '1e+21'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
])('the number %s is written %s', (value, text) => {
  expect(lines('gauge', [{ value }]).at(-1)).toBe(`x ${text}`);
});

test('quotes are escaped in label values only, backslashes and newlines in help as well', () => {
  expect(lines('gauge', [{ labels: { a: '"\\\n\r😀' }, value: 1 }], 'a "b"\\c\nd')).toEqual([
    '# HELP x a "b"\\\\c\\nd',
    '# TYPE x gauge',
    'x{a="\\"\\\\\\n\r😀"} 1',
  ]);
});

test('label values that are numbers are written as numbers are, and no labels as nothing', () => {
  expect(lines('gauge', [{ labels: { a: 1.5, b: '' }, value: 1 }]).at(-1)).toBe('x{a="1.5",b=""} 1');
  expect(lines('gauge', [{ labels: {}, value: 1 }]).at(-1)).toBe('x 1');
});

test('bounds stay as the application wrote them, so that series go on under their names', () => {
  expect(lines('histogram', [{ metricName: 'x_bucket', labels: { le: 1 }, value: 1 }]).at(-1)).toBe(
    'x_bucket{le="1"} 1',
  );
});

test('a type that the format does not know is untyped, since one such line would make all unreadable', () => {
  for (const type of ['stateset', 'info', 'gaugehistogram', '', 'constructor']) {
    expect(lines(type, [])[1]).toBe('# TYPE x untyped');
  }
});

test('a quote in HELP stands for itself', () => {
  expect(lines('gauge', [], 'The "best" one.')[0]).toBe('# HELP x The "best" one.');
});

const dotted: FamilySamples = {
  name: 'http.wait',
  help: 'Wait.',
  type: 'histogram',
  values: [{ metricName: 'http.wait_bucket', labels: { le: '+Inf', 'http.route': '/' }, value: 1 }],
};

test.each([
  ['underscores', 'http_wait', 'http_wait_bucket{le="+Inf",http_route="/"} 1'],
  ['dots', 'http_dot_wait', 'http_dot_wait_bucket{le="+Inf",http_dot_route="/"} 1'],
  ['values', 'U__http_2e_wait', 'U__http_2e_wait_bucket{le="+Inf",U__http_2e_route="/"} 1'],
  ['allow-utf-8', '"http.wait"', '{"http.wait_bucket",le="+Inf","http.route"="/"} 1'],
] as const)(
  'names that not every Prometheus reads are escaped with %s as in %s',
  (escaping, name, series) => {
    expect(renderText([dotted], escaping)).toBe(
      `# HELP ${name} Wait.\n# TYPE ${name} histogram\n${series}\n`,
    );
  },
);

test('underscores are the escaping unless another is asked for', () => {
  expect(renderText([dotted])).toBe(renderText([dotted], 'underscores'));
});

test('a long family comes in parts of 500 lines, which together are the page', () => {
  const values = Array.from({ length: 1200 }, (_, index) => ({ labels: { index }, value: index }));
  const family = { name: 'x', help: 'H.', type: 'gauge', values };
  const parts = [...textParts(family, 'underscores')];
  expect(parts.map((part) => part.split('\n').length - 1)).toEqual([500, 500, 202]);
  expect(parts.join('')).toBe(renderText([family]));
});

test('what changes while a long family is written shows next time', () => {
  const values = Array.from({ length: 1200 }, (_, index) => ({ labels: { index }, value: 0 }));
  const parts = textParts({ name: 'x', help: 'H.', type: 'gauge', values }, 'underscores');
  const first = parts.next().value ?? '';
  for (const sample of values) sample.value = 1;
  expect(first + [...parts].join('')).not.toContain('} 1\n');
});

test('prom-client prints NaN as Nan, which no parser has to read; here it is NaN', async () => {
  const registry = new Registry();
  new Gauge({ name: 'x', help: 'H.', registers: [registry] }).set(Number.NaN);
  expect(await registry.metrics()).toContain('x Nan\n');
  expect(renderText((await registry.getMetricsAsJSON()) as FamilySamples[])).toContain('x NaN\n');
});
