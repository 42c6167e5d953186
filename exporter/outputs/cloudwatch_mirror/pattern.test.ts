import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pattern } from './pattern.ts';
import { PatternError } from './pattern_node.ts';

describe('a pattern', () => {
  test.each([
    ['5..', '503', true],
    ['5..', '1503', false],
    ['5..', '5030', false],
    ['a|b', 'b', true],
    ['a|bc', 'ac', false],
    ['', '', true],
    ['', 'a', false],
    ['a*', '', true],
    ['a+', '', false],
    ['a{2,3}', 'aaa', true],
    ['a{2,3}', 'aaaa', false],
    ['a{2,}', 'aaaa', true],
    ['a{2}', 'a', false],
    ['a{,2}', 'a{,2}', true],
    ['a*?b', 'aab', true],
    ['(a|b)+c', 'abac', true],
    ['(?:a)(?P<name>b)(?<other>c)', 'abc', true],
    ['(?i)GET|post', 'gEt', true],
    ['(?i:a)b', 'AB', false],
    ['(?i:a)b', 'Ab', true],
    ['.', '\n', true],
    ['(?-s).', '\n', false],
    ['.', '\u{1f600}', true],
    ['^a$', 'a', true],
    ['\\Aa\\z', 'a', true],
    ['(?m)a$\\n^b', 'a\nb', true],
    ['a$\\n^b', 'a\nb', false],
    ['a\\b.\\Bc', 'a-c', false],
    ['a\\b-\\bc', 'a-c', true],
    ['\\d\\D\\w\\W\\s\\S', '1a_- x', true],
    ['\\s', '\u00a0', false],
    ['[^\\d]', 'x', true],
    ['[\\W5]', '5', true],
    ['[]a]', ']', true],
    ['[a-]', '-', true],
    ['[&&a]', '&', true],
    ['[[:alpha:][:^word:]]', '-', true],
    ['\\pL\\p{Greek}\\P{Lu}\\p{^Lu}', 'aαbc', true],
    ['\\x41\\x{1F600}\\102\\.', 'A\u{1f600}B.', true],
    ['\\Qa.b\\E+', 'a.bb', true],
    ['\\Qa.b\\E', 'axb', false],
  ])('%s says of %j: %s', (text, value, matches) => {
    expect(new Pattern(text).matches(value)).toBe(matches);
  });

  test.each([
    ['(?=a)', 'a lookaround or a backreference, which Prometheus does not know', 0],
    ['a(?!b)', 'a lookaround or a backreference, which Prometheus does not know', 1],
    ['(?<=a)b', 'a lookaround or a backreference, which Prometheus does not know', 0],
    ['(?<!a)b', 'a lookaround or a backreference, which Prometheus does not know', 0],
    ['(?>a)', 'a lookaround or a backreference, which Prometheus does not know', 0],
    ['(?P<a>b)(?P=a)', 'a lookaround or a backreference, which Prometheus does not know', 8],
    ['(a)\\1', 'a backreference, which Prometheus does not know', 3],
    ['(?x)a', 'a group that Prometheus does not know', 0],
    ['\\cA', 'an escape that Prometheus does not know, \\c', 0],
    ['\\u0041', 'an escape that Prometheus does not know, \\u', 0],
    ['\\Z', 'an escape that Prometheus does not know, \\Z', 0],
    ['[a-\\d]', 'an escape that Prometheus does not know, \\d', 3],
    ['\\x{110000}', 'a character beyond U+10FFFF', 0],
    ['a\\', 'a backslash at the end', 2],
    ['\\Qa', 'a \\Q without \\E', 0],
    ['a)', 'a ")" without "("', 1],
    ['(a', 'a "(" without ")"', 0],
    ['[a', 'a class without "]"', 0],
    ['[b-a]', 'a range of characters that ends before it begins', 1],
    ['\\p{Klingon}', 'a class of characters that Prometheus does not know', 0],
    ['[[:vowel:]]', 'a class of characters that Prometheus does not know', 1],
    ['*a', 'a repetition of nothing', 0],
    ['a**', 'a repetition of a repetition', 2],
    ['a{2}{3}', 'a repetition of a repetition', 4],
    ['a{2,1}', 'a repetition beyond 1000, or from more to less', 1],
    ['a{1001}', 'a repetition beyond 1000, or from more to less', 1],
    ['(a{1000}){1000}', 'too large an expression', 0],
    [`${'('.repeat(300)}a`, 'more than 250 groups in each other', 250],
  ])('is not %s', (text, problem, at) => {
    const error = errorOf(text);
    expect(error.message).toBe(problem);
    expect(error.at).toBe(at);
  });

  test('matches what JavaScript matches, where both have the same syntax', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '\\d',
      '(?:a|b)',
      '(?:(?:ab)*)',
      '(?:a|)',
      '(?:\\b)',
    );
    const operator = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '*?');
    const pattern = fc.array(
      fc.tuple(atom, operator).map(([one, many]) => one + many),
      { maxLength: 6 },
    );
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '-'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, fc.array(text, { maxLength: 5 }), (parts, texts) => {
        const pattern = new Pattern(parts.join(''));
        const other = new RegExp(`^(?:${parts.join('')})$`, 'su');
        for (const one of texts) expect(pattern.matches(one), one).toBe(other.test(one));
      }),
      { numRuns: 1000 },
    );
  });

  test('that takes other engines for ever takes as many steps as any', () => {
    expect(new Pattern('(a+)+b').matches('a'.repeat(5000))).toBe(false);
    expect(new Pattern('(a*)*(a|a)*').matches('a'.repeat(5000))).toBe(true);
  });

  test('of any text is refused by a PatternError or answers', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab(|)[]{}?*+^$.\\-,:dDwpPQE12i<>=!'), maxLength: 12 });
    fc.assert(
      fc.property(text, fc.string(), (one, value) => {
        try {
          expect(typeof new Pattern(one).matches(value)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function errorOf(text: string): PatternError {
  try {
    new Pattern(text);
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
  return expect.unreachable(`${text} is taken.`);
}
