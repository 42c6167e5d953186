import { expect, test } from 'vitest';
import { promqlTree } from '../../definition/promql_syntax.ts';
import { wantedValue } from './wanted_values.ts';

const matchers = (braces: string) => {
  const tree = promqlTree(`x${braces}`);
  return tree.type === 'selector' ? tree.matchers.slice(1) : [];
};

test.each([
  ['{status=~"5.."}', '500'],
  ['{status=~"401|403"}', '401'],
  ['{status=~"[45].."}', '404'],
  ['{status!~"2.."}', '404'],
  ['{status="429"}', '429'],
  ['{status=~"4.+", status!="404"}', '4a'],
])('a status that %s wants is %s', (braces, value) => {
  expect(wantedValue('status', { wanted: matchers(braces), unwanted: [], usual: [] })).toBe(value);
});

test('what others want is avoided, where there is another value', () => {
  const unwanted = matchers('{status=~"2..|404"}');
  expect(wantedValue('status', { wanted: [], unwanted, usual: [] })).toBe('a');
  expect(wantedValue('status', { wanted: [], unwanted: matchers('{status=~".*"}'), usual: [] })).toBe('200');
});

test('what is usual comes first, and null says that nothing was found', () => {
  expect(wantedValue('service', { wanted: [], unwanted: [], usual: ['shop'] })).toBe('shop');
  const wanted = matchers('{service=~"[^a-z]{7}"}');
  expect(wantedValue('service', { wanted, unwanted: [], usual: ['shop'] })).toBeNull();
});
