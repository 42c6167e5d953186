// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are what is tested
import { describe, expect, test } from 'vitest';
import { underlined } from './source_line.ts';

/** The two lines as a terminal of fixed width shows them. */
function underline(line: string, marked: string): string[] {
  const { shown, caret } = underlined(line, line.indexOf(marked) + 1, marked.length);
  return [shown, caret];
}

describe('the underline', () => {
  test('is as long as what it marks', () => {
    expect(underline('  name: api', 'api')).toEqual(['  name: api', '        ^^^']);
  });

  test('is one caret behind the end of the line where something is missing there', () => {
    expect(underlined('  name:', 8, 1)).toEqual({ shown: '  name:', caret: '       ^' });
  });

  test('keeps tabs, whatever their width', () => {
    expect(underline('a:\t\tb', 'b')).toEqual(['a:\t\tb', '  \t\t^']);
  });

  test('counts letters with accents as one column, composed or not', () => {
    expect(underline('é: x', 'x')).toEqual(['é: x', '   ^']);
    expect(underline('e\u0301: x', 'x')).toEqual(['e\u0301: x', '   ^']);
  });

  test('counts wide letters and emoji as two columns, before it and in it', () => {
    expect(underline('日本: x', 'x')).toEqual(['日本: x', '      ^']);
    expect(underline('🔴: x', 'x')).toEqual(['🔴: x', '    ^']);
    expect(underline('a: 日本', '日本')).toEqual(['a: 日本', '   ^^^^']);
  });
});

describe('a long line', () => {
  const long = `${'a'.repeat(500)} here ${'b'.repeat(500)}`;

  test('is cut to the surroundings of the mistake', () => {
    const [shown = '', caret = ''] = underline(long, 'here');
    expect(shown).toHaveLength(162);
    expect(shown).toMatch(/^…a+ here b+…$/);
    expect(caret.indexOf('^')).toBe(shown.indexOf('here'));
    expect(caret).toMatch(/^ +\^\^\^\^$/);
  });

  test('keeps its beginning where the mistake is there', () => {
    expect(underlined(long, 1, 3).shown).toBe(`${'a'.repeat(160)}…`);
  });

  test('is underlined no further than it is shown', () => {
    const { shown, caret } = underlined(long, 1, 1000);
    expect(caret).toHaveLength(shown.length - 1);
  });
});

describe('what nobody should see', () => {
  test.each([
    ['url: https://hooks.slack.com/services/T0/B0/xyz', 'url: https://hooks.slack.com/services/*********'],
    ['- "https://hooks.slack.com/workflows/T0/A0", 5', '- "https://hooks.slack.com/workflows/*****", 5'],
    ['dsn: postgres://me:pa55@db:5432/x', 'dsn: postgres://me:****@db:5432/x'],
    ['password: hunter2 # mine', 'password: ******* # mine'],
    ["{ api_key: 'a b, c', name: x }", '{ api_key: ********, name: x }'],
    ['"routing_key": "abc"', '"routing_key": *****'],
    ['SLACK_TOKEN: abc', 'SLACK_TOKEN: ***'],
  ])('%j is starred', (line, shown) => {
    expect(underlined(line, 1, 1).shown).toBe(shown);
  });

  test.each([
    'webhook_file: secrets/slack_webhook_url',
    'token_file: secrets/token',
    'password: ${PASSWORD}',
    'runbook: https://wiki.example.com/tokens',
    'promql: rate(llm_tokens_total[5m])',
  ])('%j is no secret', (line) => {
    expect(underlined(line, 1, 1).shown).toBe(line);
  });

  test('is starred where the line is cut, too', () => {
    const line = `password: ${'x'.repeat(300)} ${'y'.repeat(100)}`;
    expect(underlined(line, 320, 1).shown).toMatch(/^…\*+ y+…?$/);
  });
});

test('characters that steer a terminal or are not seen are replaced, so that columns stay', () => {
  expect(underline('a\u001b[31m: \u00a0b\u202e', 'b')).toEqual(['a\ufffd[31m: \ufffdb\ufffd', '         ^']);
});
