import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilterError } from './filter_error.ts';
import { Regex } from './regex.ts';
import { errorOf, matches, regexSource } from './testing.ts';

describe('a regular expression', () => {
  test.each([
    ['AUTHORIZED', '[ERROR 401] UNAUTHORIZED REQUEST', true],
    ['AUTHORIZED', '[SUCCESS 200] OK', false],
    ['^[hc]at', 'hat trick', true],
    ['^[hc]at', 'a hat', false],
    ['[hc]at$', 'the cat', true],
    ['[hc]at$', 'the cats', false],
    ['colou?r', 'color', true],
    ['colou?r', 'colouur', false],
    ['^a{3,5}$', 'aa', false],
    ['^a{3,5}$', 'aaaaa', true],
    ['^a{3,5}$', 'aaaaaa', false],
    ['^a{2}$', 'aa', true],
    ['^a{2,}$', 'aaaaaaa', true],
    ['gra|ey', 'grey', true],
    ['^starting|^initializing|^shutting down', 'shutting down now', true],
    ['^starting|^initializing|^shutting down', 'skipping initializing', false],
    ['10\\.10\\.0\\.1', 'from 10.10.0.1', true],
    ['10\\.10\\.0\\.1', 'from 10010,051', false],
    ['10.10.0.1', '10010,051', true],
    ['\\[.\\]', 'value [7] here', true],
    ['ab*c', 'ac', true],
    ['ab+c', 'ac', false],
    ['ab+c', 'abbbc', true],
    ['.at', ' at', true],
    ['^\\d\\D\\s\\S\\w\\W$', '1a b_-', true],
    ['\\s', 'a\tb', true],
    ['\\s', 'a\nb', true],
    ['\\s', 'a\u00a0b', false],
    ['\\w', '-', false],
    ['\\x7B', 'a {', true],
    ['^[^a-z]+$', 'ABC 1', true],
    ['^[^a-z]+$', 'ABC d', false],
    ['^[^a]$', 'é', true],
    ['^.$', '\u{1f600}', true],
    ['^[a-]$', '-', true],
    ['^[.*]$', '*', true],
    ['^[\\]\\\\]$', ']', true],
    ['^[\\d.]+$', '10.1', true],
    ['^$', '', true],
    ['^$', 'a', false],
    ['^', 'a', true],
    ['$', 'a', true],
    ['^ab|cd$', 'xcd', true],
    ['^ab|cd$', 'xab', false],
    ['ERROR.*time', 'ERROR: a timeout', true],
    ['ERROR.*time', 'a timeout, an ERROR', false],
    ['ERROR.*time', 'a timeout', false],
    ['^x.*$|ab?c', 'bc, ac', true],
    ['^.*\\D$', '1\u{1f600}', true],
    ['^.$', '\ud83d', true],
    ['^.*..$', '\u{1f600}', false],
    ['^[\\d\\D]$', '\n', true],
    ['a[^\\d\\D]', 'ab', false],
    ['[^\\x00-\\x7F].*a', 'été, a', true],
  ])('%s is in %j: %s', (source, text, isIn) => {
    expect(new Regex(source).isIn(text)).toBe(isIn);
    expect(matches(`%${source}%`, text)).toBe(isIn);
  });

  test.each([
    ['%something!%', '"!" in a regular expression, where only \\x21 can stand for it', 10],
    ['%(ab)+%', '"(" in a regular expression, where only \\x28 can stand for it', 1],
    ['%a)%', '")" in a regular expression, where only \\x29 can stand for it', 2],
    ['%"a"%', '""" in a regular expression, where only \\x22 can stand for it', 1],
    ['%a]%', '"]" in a regular expression, where only \\x5D can stand for it', 2],
    ['%a}%', '"}" in a regular expression, where only \\x7D can stand for it', 2],
    ['%[a!]%', '"!" in a regular expression, where only \\x21 can stand for it', 3],
    ['%café%', 'a character beyond ASCII in a regular expression', 4],
    [
      '%\\p%',
      'an escape that is none of \\d \\s \\w \\D \\S \\W, \\x00 to \\x7F or a backslash and an operator',
      1,
    ],
    [
      '%\\(%',
      'an escape that is none of \\d \\s \\w \\D \\S \\W, \\x00 to \\x7F or a backslash and an operator',
      1,
    ],
    [
      '%\\xE9%',
      'an escape that is none of \\d \\s \\w \\D \\S \\W, \\x00 to \\x7F or a backslash and an operator',
      1,
    ],
    [
      '%a\\%',
      'an escape that is none of \\d \\s \\w \\D \\S \\W, \\x00 to \\x7F or a backslash and an operator',
      2,
    ],
    ['%%', 'a regular expression, or a side of "|", without anything in it', 1],
    ['%a|%', 'a regular expression, or a side of "|", without anything in it', 3],
    ['%a||b%', 'a regular expression, or a side of "|", without anything in it', 3],
    ['%*a%', 'a repetition of nothing', 1],
    ['%a{3,%', 'a repetition of nothing', 2],
    ['%a**%', 'a repetition of a repetition', 3],
    ['%a+?%', 'a repetition of a repetition', 3],
    ['%a{3,2}%', 'a repetition from more to less', 2],
    ['%a^b%', 'a "^" after the beginning, before which nothing can match', 2],
    ['%a$b%', 'a "$" before the end, after which nothing can match', 2],
    ['%[abc%', 'a class without "]"', 1],
    ['%[]%', '"]" in a regular expression, where only \\x5D can stand for it', 2],
    ['%[z-a]%', 'a range of characters that ends before it begins, or with a class', 2],
    ['%[a-\\d]%', 'a range of characters that ends before it begins, or with a class', 2],
    ['%a{2000}%', 'too large a regular expression', 1],
    ['%a', 'a "%" without its second one', 0],
    ['%a% b', 'nothing may follow a regular expression, not even "b"', 4],
  ])('is not %s', (pattern, problem, at) => {
    expect(errorOf(pattern)).toEqual({ problem, at });
  });

  test('finds what JavaScript finds, where both have the same syntax', () => {
    const text = fc.string({ unit: fc.constantFrom(...'abc1-. '), maxLength: 10 });
    fc.assert(
      fc.property(regexSource(), fc.array(text, { maxLength: 5 }), (source, texts) => {
        const regex = new Regex(source);
        const other = new RegExp(source, 's');
        for (const one of texts) expect(regex.isIn(one), one).toBe(other.test(one));
      }),
      { numRuns: 1000 },
    );
  });

  test('finds the same when it has forgotten what it knew', () => {
    const regex = new Regex('[ab]*a[ab]{12}c');
    const other = /[ab]*a[ab]{12}c/;
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'b', 'c'), minLength: 50, maxLength: 200 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 20 }), (texts) => {
        for (const one of texts) expect(regex.isIn(one), one).toBe(other.test(one));
        expect(regex.states).toBeLessThanOrEqual(500);
      }),
      { numRuns: 50 },
    );
  });

  test('that takes other engines for ever takes as long as any', () => {
    expect(new Regex('a*a*a*a*a*a*a*a*b').isIn('a'.repeat(1_000_000))).toBe(false);
    expect(new Regex('.*.*.*.*.*.*=x').isIn('='.repeat(1_000_000))).toBe(false);
  });

  test('of any text is refused by a FilterError or answers', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab(|)[]{}?*+^$.\\-,:dDwsx2!é'), maxLength: 12 });
    fc.assert(
      fc.property(text, fc.string({ unit: 'binary' }), (source, one) => {
        try {
          expect(typeof new Regex(source).isIn(one)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
