import { expect, test } from 'vitest';
import type { Sample } from '../family.ts';
import { renderText, TEXT_CONTENT_TYPE } from './text.ts';

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
