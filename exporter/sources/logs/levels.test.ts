import { describe, expect, test } from 'vitest';
import { LEVELS, levelIn, levelOf, numberOfLevel } from './levels.ts';

test('levels ascend', () => {
  expect(LEVELS.map(numberOfLevel)).toEqual([10, 20, 30, 40, 50, 60]);
});

describe('the level of a line', () => {
  test.each([
    ['INFO', 30],
    ['info', 30],
    ['Information', 30],
    ['WARNING', 40],
    ['Warn', 40],
    ['NOTICE', 35],
    ['CRITICAL', 60],
    ['emerg', 60],
    ['err', 50],
    ['SEVERE', 50],
    [30, 30],
    [35, 35],
    ['50', 50],
    [60, 60],
  ])('%j is %d', (written, level) => {
    expect(levelOf(written)).toBe(level);
  });

  test.each([
    ['LOUD'],
    [''],
    [3],
    [-1],
    [Number.NaN],
    ['3'],
    [true],
    [null],
    [undefined],
    ['constructor'],
    ['__proto__'],
  ])('%j is none', (written) => {
    expect(levelOf(written)).toBeNull();
  });

  test.each([
    ['2026-11-21 10:00:00 ERROR main: no INFO', 50],
    ['[WARN] disk', 40],
    ['level=warn', null],
    ['INFORMED', null],
    ['no level\nERROR in the second line', null],
  ])('in the text %j is %j', (text, level) => {
    expect(levelIn(text)).toBe(level);
  });
});
