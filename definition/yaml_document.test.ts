import { describe, expect, test } from 'vitest';
import { load, refusal } from './testing.ts';

/** The place, the problem and the expectation of the first mistake. */
function first(text: string): string {
  return refusal(text)
    .split('\n\n')
    .slice(0, 1)
    .join()
    .split('\n')
    .filter((line) => !/^ *\d* \|/.test(line))
    .map((line) => line.replace('monitoring.yml:', '').trim())
    .join('; ');
}

const IN_QUOTES = 'expected the whole value in quotes';
const NO_COLON = 'a key without a ":"; expected a ":" behind the key';
const INDENTATION =
  'this indentation fits no line above; expected the keys of one mapping in one column, and the "-" of one list';

describe('broken YAML is told at the place where people would mend it', () => {
  test.each([
    [
      'a: [b',
      `1:4: this "[" is not closed; expected a closing "]", and all before it indented deeper than its key`,
    ],
    ["a: 'b\nc: d", `1:4: this quote is not closed; expected a closing "'"`],
    [
      'a: {b: [c}',
      '1:8: this "[" is not closed; expected a closing "]", and all before it indented deeper than its key',
    ],
    ['a: "b" c', `1:8: text behind the end of the value; ${IN_QUOTES}`],
    ["a: 'it's'", `1:8: text behind the end of the value; ${IN_QUOTES}`],
    ['a: %b', `1:4: a value cannot begin with "%"; ${IN_QUOTES}`],
    ['a: *', `1:4: a value cannot begin with "*" or "&"; ${IN_QUOTES}`],
    ['a: [b,,c]', '1:7: a "," without a value before it; expected a value'],
    [
      'a: [b: c: d]',
      '1:8: a second ":" in one entry; expected a "," between entries, or the whole value in quotes',
    ],
    ['service\nname: a', `1:1: ${NO_COLON}`],
    ['a: >\nb', `2:1: ${NO_COLON}`],
    ['a: b\n c: d', `1:4: ${INDENTATION}`],
    ['a:\n  b: c\n d: e', `3:1: ${INDENTATION}`],
    ['- - a\n -b', `2:1: ${INDENTATION}`],
    ['a:\n  b: c\n  - d', '3:1: a list begins among keys; expected either keys or "-" items'],
    ['a: |b\n  c', '1:5: text behind "|" or ">"; expected the text on the lines below'],
    [
      'a: "\\u00"',
      `1:5: invalid escape sequence \\u00"; expected "\\\\" for a backslash, or '…' around the text instead of "…"`,
    ],
    ['%FOO\n---\na: b', '1:1: unknown directive %FOO'],
    ['a: !!int b', `1:4: unresolved tag: tag:yaml.org,2002:int; ${IN_QUOTES}`],
    ['a: b\n...\nc: d', '3:1: a second document begins here; expected one document in the file'],
  ])('%j', (text, told) => {
    expect(first(text)).toBe(told);
  });

  test('and by its first mistake only, because the others follow from it', () => {
    expect(refusal('a: {b: c]}\nd: "')).toMatch(/\n\n1 mistake in monitoring\.yml$/);
  });
});

describe('keys', () => {
  test('that occur twice are told all at once, with the line of the first', () => {
    expect(refusal('a: 1\nb: { c: 1, c: 2 }\na: 2\na: 3').match(/^monitoring.*$/gm)).toEqual([
      'monitoring.yml:2:12: a second key "c"; the first is in line 2',
      'monitoring.yml:3:1: a second key "a"; the first is in line 1',
      'monitoring.yml:4:1: a second key "a"; the first is in line 1',
    ]);
  });

  test('are the same whether they are written as numbers or as text', () => {
    expect(first('5: a\n"5": b')).toBe(
      '2:1: a second key "5"; the first is in line 1; expected every key once',
    );
  });

  test.each(['? [a, b]\n: c', '{ a: b }: c', 'a: &a b\n*a : c'])(
    '%j is refused, because no text is its key',
    (text) => {
      expect(first(text)).toContain('this is no key; expected a key of text');
    },
  );
});

test('values mean the same whatever version a file claims to be of', () => {
  expect(load('%YAML 1.1\n---\nservice: { name: yes }').service.name).toBe('yes');
});

// Each of these takes a second; what they guard against takes minutes, far beyond the time a test has.
describe('a hostile file is refused in no time', () => {
  const levels = (entry: (aliases: string) => string) =>
    Array.from('bcdefghij', (name, index) => {
      const aliases = Array.from({ length: 9 }, () => `*${'abcdefghi'[index]}`);
      return `${name}: &${name} ${entry(`[${aliases.join(', ')}]`)}`;
    }).join('\n');

  test('with aliases that multiply', () => {
    expect(refusal(`a: &a [x, x, x]\n${levels((aliases) => aliases)}`)).toContain('too many aliases');
  });

  test('with merges that multiply', () => {
    const text = `a: &a { x: y }\n${levels((aliases) => `{ <<: ${aliases} }`)}`;
    expect(refusal(text)).toContain('too many aliases');
  });

  test('with thousands of aliases', () => {
    const pairs = Array.from({ length: 10_000 }, (_, index) => `&a${index} x, *a${index}`);
    expect(refusal(`a: [${pairs.join(', ')}]`)).toContain('too many aliases');
  });

  test('with brackets in brackets', () => {
    expect(refusal('['.repeat(20_000))).toContain('this is nested too deeply');
    expect(refusal(`a: ${'['.repeat(400)}${']'.repeat(400)}`)).toContain('this is nested too deeply');
  });

  test('with thousands of keys that nobody knows', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `key${index}: 5\n`);
    expect(refusal(keys.join(''))).toContain('20001 mistakes in monitoring.yml');
  });

  test('with thousands of alerts on services that nobody watches', () => {
    const sources = Array.from({ length: 3000 }, (_, index) => `{ type: container, service: shop${index} }`);
    const alert = 'severity: info, signal: traffic, above: 1, summary: Traffic.';
    const alerts = sources.map((_, index) => `{ name: Alert${index}, service: api${index}, ${alert} }`);
    const text = `service: { name: api }\nsources: [${sources.join(',\n ')}]\nalerts: [${alerts.join(',\n ')}]`;
    expect(refusal(text)).toContain('5999 mistakes in monitoring.yml');
  });
});

test('a file of five megabytes is loaded', () => {
  const alert = 'severity: critical, signal: error_ratio, above: 5%, summary: Too many requests fail.';
  const description = 'Too many requests to this service fail. '.repeat(62);
  const alerts = Array.from(
    { length: 2000 },
    (_, index) => `  - { name: Alert${index}, ${alert}, description: ${description} }\n`,
  );
  const text = `service: { name: api }\nalerts:\n${alerts.join('')}`;
  expect(text.length).toBeGreaterThan(5_000_000);
  expect(load(text).alerts).toHaveLength(2000);
});
