import { describe, expect, test } from 'vitest';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { exactlyOne } from '../conventions/exactly_one.ts';
import type { Diagnostic } from './diagnostics.ts';
import { expectation } from './expectations.ts';
import { describePath, diagnoseIssues } from './issues.ts';
import { Positions } from './positions.ts';

/** What is wrong with a text that does not fit a schema. */
function diagnosed(schema: z.ZodType, text: string): Diagnostic[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const value = document.toJS() as unknown;
  const { error } = schema.safeParse(value, { error: expectation });
  const positions = new Positions(document, lineCounter, text, new Map());
  return diagnoseIssues(error?.issues ?? [], { schema, value, positions });
}

/** What is said of such a text: its problems, and what was expected. */
function said(schema: z.ZodType, text: string): string[] {
  return diagnosed(schema, text).map(
    ({ problem, expected, suggestion }) =>
      `${problem}: ${expected}${suggestion === undefined ? '' : ` (${suggestion})`}`,
  );
}

describe('where a schema does not say what it expects, the project does', () => {
  test.each([
    [z.string(), '5', 'a is a number: text, in quotes'],
    [z.string(), '[5]', 'a is a list: text'],
    [z.number(), 'x', 'a is text: a number'],
    [z.number(), '"5"', 'a is text: a number, without quotes'],
    [z.number(), '.nan', 'a is no finite number: a number'],
    [z.int(), '1.5', 'a is no whole number: a whole number'],
    [z.boolean(), '5', 'a is a number: true or false'],
    [z.string(), 'true', 'a is true or false: text, in quotes'],
    [z.array(z.string()), '{}', 'a is a mapping: a list'],
    [z.tuple([z.string()]), '5', 'a is a number: a list'],
    [z.strictObject({ b: z.string() }), '[]', 'a is a list: a mapping of keys to values, such as "b: …"'],
    [z.record(z.string(), z.string()), '~', 'a is empty: a mapping of keys to values'],
    [z.string().min(1), '""', 'a is empty: some text'],
    [z.string().min(3), 'ab', 'a is too short: at least 3 characters'],
    [z.string().max(3), 'abcd', 'a is too long: at most 3 characters'],
    [z.array(z.string()).min(1), '[]', 'a is empty: at least 1 entry'],
    [z.array(z.string()).max(1), '[b, c]', 'a is too long: at most 1 entry'],
    [z.number().min(3), '2', 'a is out of range: at least 3'],
    [z.number().gt(3), '3', 'a is out of range: more than 3'],
    [z.number().max(3), '4', 'a is out of range: at most 3'],
    [z.number().lt(3), '3', 'a is out of range: less than 3'],
    [z.number().multipleOf(5), '3', 'a is not allowed: a multiple of 5'],
    [z.url(), 'x', 'a is not understood: an address such as https://example.com'],
    [z.string().startsWith('/'), 'x', 'a is not understood: text that begins with "/"'],
    [z.string().regex(/^b/), 'x', 'a is not understood: text of the form /^b/'],
    [z.email(), 'x', 'a is not understood: text of another form'],
    [z.union([z.number(), z.boolean()]), 'x', 'a is unknown: something else'],
    [z.string().refine(() => false), 'x', 'a is not allowed: something else'],
    [z.enum(['low', 'high']), 'hgh', 'a is unknown: one of low or high (high)'],
    [z.array(z.enum(['low', 'high'])), '[low, hgh]', 'a[1] is unknown: one of low or high (high)'],
    [z.literal(2), '3', 'a is unknown: 2'],
    [z.record(z.string().max(1), z.string()), '{ bb: c }', '"bb" is no key here: at most 1 character'],
  ])('%#: %s', (schema, text, sentence) => {
    const [one, ...others] = said(z.strictObject({ a: schema as z.ZodType }), `a: ${text}`);
    expect(one).toBe(sentence);
    expect(others).toEqual([]);
  });
});

describe('what is missing', () => {
  test('is told with what it is missing in', () => {
    const schema = z.strictObject({ a: z.array(z.strictObject({ b: z.number({ error: 'a port' }) })) });
    expect(said(schema, 'a: [{}]')).toEqual(['"b" is missing in a[0]: a port']);
  });

  test('is told at the top level without one', () => {
    expect(said(z.strictObject({ a: z.string() }), '{}')).toEqual(['"a" is missing: text']);
  });

  test('is told as empty where its key has no value', () => {
    expect(said(z.strictObject({ a: z.string() }), 'a:')).toEqual(['a is empty: text']);
  });
});

describe('one of two keys', () => {
  const schema = z
    .strictObject({ a: z.string().optional(), b: z.string().optional() })
    .refine(...exactlyOne('a', 'b'));

  test('is told as missing where there is neither', () => {
    expect(said(schema, '{}')).toEqual([
      '"a" and "b" are both missing: either "a" or "b", and only one of them',
    ]);
  });

  test('is told as too many where there are both', () => {
    expect(said(schema, 'a: x\nb: y')).toEqual([
      '"a" and "b" are both there: either "a" or "b", and only one of them',
    ]);
  });

  test('is told together with other mistakes', () => {
    expect(said(schema, 'a: [x]\nb: y')).toHaveLength(2);
  });
});

test('a mapping whose colon lacks its space is told as that', () => {
  const schema = z.strictObject({ a: z.strictObject({ b: z.string() }) });
  expect(said(schema, 'a:\n  b:c')).toEqual([
    'a is text: a mapping of keys to values, such as "b: …"; a space follows the ":"',
  ]);
});

test('a value that is a comment is told as that', () => {
  expect(said(z.strictObject({ a: z.string() }), 'a: #b')).toEqual([
    'a is empty: text; "#" begins a comment unless it stands in quotes',
  ]);
  expect(said(z.strictObject({ a: z.string() }), 'a: # b')).toEqual(['a is empty: text']);
});

describe('a rule that says at which character it is broken', () => {
  const schema = z.strictObject({
    a: z.string().superRefine((text, context) => {
      const at = text.indexOf('%');
      context.addIssue({ code: 'custom', message: 'no "%"', params: { is: 'a template', at } });
    }),
  });
  const places = (text: string) =>
    diagnosed(schema, text).map(({ line, column, length }) => [line, column, length]);

  test('is told there', () => {
    expect(places('a: b % c')).toEqual([[1, 6, 1]]);
    expect(places("a: 'b % c'")).toEqual([[1, 7, 1]]);
  });

  test('is told of all of a text that the file shows otherwise', () => {
    expect(places('a: "b \\x25 c"')).toEqual([[1, 4, 10]]);
  });
});

test.each([
  [[], 'the file'],
  [['alerts', 2, 'above'], 'alerts[2].above'],
  [['a', 0, 1], 'a[0][1]'],
  [['labels', 'two\nlines'], 'labels.two\ufffdlines'],
])('the path %j reads as %s', (path, text) => {
  expect(describePath(path)).toBe(text);
});
