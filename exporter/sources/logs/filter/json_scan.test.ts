import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonScan } from './json_scan.ts';
import { LogEvent } from './log_event.ts';
import { CONTAINER, parseSelector } from './selector.ts';

const SELECTORS = [
  '$.a',
  '$.b',
  '$.a.b',
  '$.c[0]',
  '$.c[1].a',
  "$.['d.e']",
  '$.missing',
  '$.__proto__',
  '$.constructor',
].map(parseSelector);

/** Scalars as they can be written. */
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.constantFrom('""', '"\\u0041\\n\\/"', '"\\ud800"', '"\u2028"', '"a,\\"b\\":1}"', '"\\\\"'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
  fc.constantFrom('-0', '1E3', '1e+2', '0.10', '12345678901234567890', '1e999', 'true', 'false', 'null'),
  // What is no JSON, though it looks like it.
  fc.constantFrom('01', '+1', '.5', '1.', '"\\x"', '"\\u12"', '"\n"', '"a', "'a'", 'nul', 'NaN', ''),
);
const blank = fc.constantFrom('', '', '', ' ', '\t', ' \n', '\u00a0');
const key = fc.constantFrom(
  '"a"',
  '"b"',
  '"c"',
  '"d.e"',
  '"\\u0061"',
  '"__proto__"',
  '"it\'s"',
  '"a\\"b"',
  'a',
);

const { object } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, { weight: 5, arbitrary: scalar }, tie('object'), tie('array')),
  object: fc
    .array(fc.tuple(blank, key, blank, tie('value'), blank), { maxLength: 4 })
    .map(
      (members) => `{${members.map(([a, name, b, value, c]) => `${a}${name}:${b}${value}${c}`).join(',')}}`,
    ),
  array: fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(', ')}]`),
}));

const line = fc.oneof(
  object,
  object,
  fc.tuple(blank, object, blank).map((parts) => parts.join('')),
  fc.tuple(object, fc.constantFrom(',', '}', ' {}', 'x')).map((parts) => parts.join('')),
  object.map((text) => text.slice(0, -1)),
);

describe('a scan of JSON lines', () => {
  test('finds what JSON.parse finds, in any line after any others', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
        const scan = new JsonScan(SELECTORS);
        for (const one of [...lines, ...lines]) {
          const event = new LogEvent(one, scan);
          const other = new LogEvent(one);
          expect(event.isJson).toBe(other.isJson);
          for (const selector of SELECTORS) {
            expect(event.value(selector), `${selector.text} of ${one}`).toBe(other.value(selector));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('finds what JSON.parse finds, when a line differs from one before by a few characters', () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.string({ unit: fc.constantFrom(...'a"\\{}[]:,10e.- \n'), maxLength: 2 }),
    );
    fc.assert(
      fc.property(object, fc.array(edit, { minLength: 1, maxLength: 20 }), (text, edits) => {
        const scan = new JsonScan(SELECTORS);
        new LogEvent(text, scan).value(parseSelector('$.a'));
        for (const [place, removed, added] of edits) {
          const at = place % (text.length + 1);
          const one = text.slice(0, at) + added + text.slice(at + removed);
          const event = new LogEvent(one, scan);
          const other = new LogEvent(one);
          for (const selector of SELECTORS) {
            expect(event.value(selector), `${selector.text} of ${one}`).toBe(other.value(selector));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('reads a line like one that it knows', () => {
    const scan = new JsonScan(['$.a', '$.b', '$.c', '$.c[1]', '$.d'].map(parseSelector));
    expect(scan.read('{"a": 1, "b": "x", "c": [1, 2]}')).toBeNull();
    scan.learn('{"a": 1, "b": "x", "c": [1, 2]}');
    expect(scan.read('{"a": null, "b": "y\\n", "c": [true, -1.5e3]}')).toEqual([
      null,
      'y\n',
      CONTAINER,
      -1500,
      undefined,
    ]);
  });

  test.each([
    ['{"a":1,"b":"x"}', 'other blanks'],
    ['{"b": "x", "a": 1}', 'another order'],
    ['{"a": 1, "b": "x", "c": 1}', 'another key'],
    ['{"a": 1, "b": []}', 'an array'],
    ['{"a": 01, "b": "x"}', 'no JSON: a number'],
    ['{"a": 1, "b": "\\x41"}', 'no JSON: an escape'],
    ['{"a": 1, "b": "\\u12"}', 'no JSON: half an escape'],
    ['{"a": 1, "b": "\t"}', 'no JSON: a tab in a text'],
    ['{"a": 1, "b": "x"} ', 'a blank more'],
  ])('leaves %j to JSON.parse, which has %s', (other) => {
    const scan = new JsonScan(['$.a'].map(parseSelector));
    scan.learn('{"a": 1, "b": "x"}');
    expect(scan.read(other)).toBeNull();
  });

  test.each([
    ['{"a":1,"a":2}', 'a key twice'],
    ['{"a":1,"\\u0062":2}', 'an escape in a key'],
    ['{"a":1,"b\'c":2}', 'a quote in a key'],
    [`{"a":1,"b":${'['.repeat(30)}${']'.repeat(30)}}`, 'many brackets in each other'],
    [`{"a":1,"b":[${'1,'.repeat(300)}1]}`, 'many values'],
    [`{"a":1,"b":"${'x'.repeat(10_000)}"}`, 'many characters'],
  ])('learns nothing from %.30s, which has %s', (line) => {
    const scan = new JsonScan(['$.a'].map(parseSelector));
    scan.learn(line);
    expect(scan.read(line)).toBeNull();
  });

  test('knows eight kinds of lines at most', () => {
    const { scan, lines } = scanOfTen();
    expect(lines.filter((one) => scan.read(one) !== null)).toEqual(lines.slice(0, 8));
  });

  test('knows a further kind in place of another after a thousand lines of it', () => {
    const { scan, lines } = scanOfTen();
    for (let count = 0; count < 1000; count += 1) {
      scan.read(lines[0] ?? '');
      scan.read(lines[1] ?? '');
      scan.learn(lines[9] ?? '');
    }
    expect(lines.filter((one) => scan.read(one) !== null)).toHaveLength(8);
    expect(scan.read(lines[9] ?? '')).toEqual([1]);
  });

  test('knows one kind only where most lines are of kinds that it does not know', () => {
    const { scan, lines } = scanOfTen();
    for (let count = 0; count < 1000; count += 1) scan.learn(lines[9] ?? '');
    expect(lines.filter((one) => scan.read(one) !== null)).toEqual(lines.slice(9));
  });

  test('leaves a long line to JSON.parse, also where it has a shape that is known', () => {
    const scan = new JsonScan(['$.a'].map(parseSelector));
    scan.learn('{"a":1,"b":"x"}');
    const long = `{"a":2,"b":"${'\\n'.repeat(500_000)}"}`;
    expect(scan.read(long)).toBeNull();
    expect(new LogEvent(long, scan).value(parseSelector('$.a'))).toBe(2);
  });

  test('leaves selectors with a wildcard to JSON.parse', () => {
    const [all, first] = ['$.a[*]', '$.a[0]'].map(parseSelector);
    if (all === undefined || first === undefined) expect.unreachable();
    const scan = new JsonScan([all, first]);
    scan.learn('{"a":[1,2]}');
    const event = new LogEvent('{"a":[3,4]}', scan);
    expect(event.value(first)).toBe(3);
    expect(event.values(all)).toEqual([3, 4]);
  });

  test('is not in the way of a selector that it was not made for', () => {
    const scan = new JsonScan(['$.a'].map(parseSelector));
    scan.learn('{"a":1,"b":2}');
    expect(new LogEvent('{"a":3,"b":4}', scan).value(parseSelector('$.b'))).toBe(4);
  });
});

function scanOfTen() {
  const scan = new JsonScan(['$.a'].map(parseSelector));
  const lines = Array.from({ length: 10 }, (_, index) => `{"a":1,"k${index}":1}`);
  for (const one of lines) scan.learn(one);
  return { scan, lines };
}
