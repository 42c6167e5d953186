import { describe, expect, test } from 'vitest';
import { nearestName, oneOf, quoted } from './names.ts';

describe('the name that was probably meant', () => {
  test.each([
    ['serivce', 'service'],
    ['Service', 'service'],
    ['alert', 'alerts'],
    ['sources ', 'sources'],
  ])('of %j is %j', (written, meant) => {
    expect(nearestName(written, ['service', 'exporter', 'sources', 'alerts', 'notify'])).toBe(meant);
  });

  test.each([
    ['crit', 'critical'],
    ['warn', 'warning'],
    ['inf', 'info'],
  ])('of the beginning %j is %j', (written, meant) => {
    expect(nearestName(written, ['critical', 'warning', 'info'])).toBe(meant);
  });

  test.each(['', 'x', 'objectives', 'se', 'x'.repeat(1_000_000)])('of %.12j is none', (written) => {
    expect(nearestName(written, ['service', 'exporter', 'sources', 'alerts', 'notify'])).toBeUndefined();
  });

  test('is none where a beginning fits two names', () => {
    expect(nearestName('duration', ['duration_ms', 'duration_s', 'status'])).toBe('duration_s');
    expect(nearestName('dur', ['duration_ms', 'duration_s', 'status'])).toBeUndefined();
  });

  test('is none among names of one letter, all of which are near', () => {
    expect(nearestName('b', ['a'])).toBeUndefined();
  });

  test('is none where no names are known', () => {
    expect(nearestName('service', [])).toBeUndefined();
  });
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'one of a or b'],
  [['a', 'b', 'c'], 'one of a, b or c'],
])('the names %j read as %j', (names, text) => {
  expect(oneOf(names)).toBe(text);
});

test('a list of names ends where nobody would read on', () => {
  const names = Array.from({ length: 40 }, (_, index) => `service-${index}`);
  expect(oneOf(names)).toMatch(/^one of service-0, .*, service-29 or 10 more$/);
});

test('a quoted name stays on its line, whatever it is made of', () => {
  expect(quoted('name')).toBe('"name"');
  expect(quoted('two\nlines\u001b[31m')).toBe('"two\ufffdlines\ufffd[31m"');
  expect(quoted('x'.repeat(61))).toBe(`"${'x'.repeat(60)}…"`);
});
