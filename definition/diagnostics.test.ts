import { describe, expect, test } from 'vitest';
import { DefinitionError, type Diagnostic, formatDiagnostics } from './diagnostics.ts';

const at = (line: number, column: number, problem: string): Diagnostic => ({
  line,
  column,
  length: 1,
  problem,
});

describe('a list of mistakes', () => {
  test('shows each with its place, its line, a caret, what was expected and what was probably meant', () => {
    const mistake = {
      line: 2,
      column: 3,
      length: 4,
      problem: 'unknown key "nmae"',
      expected: 'one of name or owner',
      suggestion: 'name',
    };
    expect(formatDiagnostics('a.yml', 'service:\n  nmae: api\n', [mistake])).toBe(
      [
        'a.yml:2:3: unknown key "nmae"',
        '  2 |   nmae: api',
        '    |   ^^^^',
        '  expected one of name or owner',
        '  did you mean "name"?',
        '',
        '1 mistake in a.yml',
      ].join('\n'),
    );
  });

  test('is in the order of the file', () => {
    const text = formatDiagnostics('a.yml', 'one two\nthree', [at(2, 1, 'c'), at(1, 5, 'b'), at(1, 1, 'a')]);
    expect(text.match(/^a\.yml.*$/gm)).toEqual(['a.yml:1:1: a', 'a.yml:1:5: b', 'a.yml:2:1: c']);
    expect(text).toMatch(/\n\n3 mistakes in a\.yml$/);
  });

  test('keeps the caret below the line where line numbers grow', () => {
    expect(formatDiagnostics('a.yml', `${'\n'.repeat(99)}abc`, [at(100, 2, 'a')])).toContain(
      '  100 | abc\n      |  ^\n',
    );
  });

  test('leaves out the suggestion that is already the expectation', () => {
    const mistake = { ...at(1, 1, 'a'), expected: 'api', suggestion: 'api' };
    expect(formatDiagnostics('a.yml', 'b', [mistake])).not.toContain('did you mean');
  });

  test('ends after a hundred and says how many there are', () => {
    const mistakes = Array.from({ length: 101 }, (_, index) => at(index + 1, 1, `mistake ${index + 1}`));
    const text = formatDiagnostics('a.yml', 'x\n'.repeat(101), mistakes);
    expect(text).toContain('mistake 100');
    expect(text).not.toContain('mistake 101');
    expect(text).toMatch(/\n\n101 mistakes in a\.yml, of which these are the first 100$/);
  });

  test('is the message of the error, which carries the mistakes as well', () => {
    const error = new DefinitionError('a.yml', 'x', [at(1, 1, 'a')]);
    expect(error.message).toBe(formatDiagnostics('a.yml', 'x', [at(1, 1, 'a')]));
    expect(error.diagnostics).toEqual([at(1, 1, 'a')]);
    expect(error.name).toBe('DefinitionError');
  });
});
