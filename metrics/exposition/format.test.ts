import { expect, test } from 'vitest';
import {
  escapeHelp,
  escapeQuoted,
  formatFloat,
  formatLabels,
  formatMetadataName,
  formatNumber,
  formatSeries,
  seriesName,
} from './format.ts';

test.each([
  [0, '0', '0.0'],
  [-0, '-0', '-0.0'],
  [1, '1', '1.0'],
  [-12, '-12', '-12.0'],
  [0.25, '0.25', '0.25'],
  [1e21, '1e+21', '1e+21'],
  [5e-324, '5e-324', '5e-324'],
  [123456789012345680000, '123456789012345680000', '123456789012345680000.0'],
  [Number.NaN, 'NaN', 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf', '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf', '-Inf'],
])('%s is written %s, and %s where a float is wanted', (value, number, float) => {
  expect(formatNumber(value)).toBe(number);
  expect(formatFloat(value)).toBe(float);
});

test('quotes, backslashes and newlines are escaped in quotes, and no quotes in HELP of the text format', () => {
  expect(escapeQuoted('"\\\n\r\t')).toBe('\\"\\\\\\n\r\t');
  expect(escapeHelp('"\\\n\r\t')).toBe('"\\\\\\n\r\t');
});

test('lone surrogates become U+FFFD', () => {
  expect(escapeQuoted('a\ud800b😀')).toBe('a\ufffdb😀');
  expect(escapeHelp('a\udfffb😀')).toBe('a\ufffdb😀');
  expect(formatLabels({ 'a\ud800': '\udfff' }, 'allow-utf-8')).toBe('{"a\ufffd"="\ufffd"}');
});

test('names of labels are escaped as asked, and quoted where only Prometheus 3 can read them', () => {
  const labels = { a: 'x', 'b.c': 1, 'd:e': '' };
  expect(formatLabels(labels)).toBe('{a="x",b_c="1",d_e=""}');
  expect(formatLabels(labels, 'dots')).toBe('{a="x",b_dot_c="1",d__e=""}');
  expect(formatLabels(labels, 'values')).toBe('{a="x",U__b_2e_c="1",U__d_3a_e=""}');
  expect(formatLabels(labels, 'allow-utf-8')).toBe('{a="x","b.c"="1","d:e"=""}');
  expect(formatLabels({ '"\\\n': '' }, 'allow-utf-8')).toBe('{"\\"\\\\\\n"=""}');
  expect(formatLabels({}, 'allow-utf-8')).toBe('');
});

test('a name that only Prometheus 3 can read stands quoted inside the braces', () => {
  expect(formatSeries('x', '')).toBe('x');
  expect(formatSeries('x', 'a="1"')).toBe('x{a="1"}');
  expect(formatSeries('my.name', '')).toBe('{"my.name"}');
  expect(formatSeries('my.name', 'a="1"')).toBe('{"my.name",a="1"}');
  expect(formatSeries('my "name"', '')).toBe('{"my \\"name\\""}');
  expect(formatMetadataName('x')).toBe('x');
  expect(formatMetadataName('my.name')).toBe('"my.name"');
});

test('the suffix of a series is not escaped with the name of its family', () => {
  expect(seriesName('a.b', 'a.b_bucket', 'underscores')).toBe('a_b_bucket');
  expect(seriesName('a.b', 'a.b_bucket', 'dots')).toBe('a_dot_b_bucket');
  expect(seriesName('a.b', 'a.b_bucket', 'values')).toBe('U__a_2e_b_bucket');
  expect(seriesName('a.b', 'a.b_bucket', 'allow-utf-8')).toBe('a.b_bucket');
  expect(seriesName('a.b', 'c.d', 'values')).toBe('U__c_2e_d');
});
