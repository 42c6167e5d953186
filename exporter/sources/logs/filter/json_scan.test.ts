import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonScan } from './json_scan.ts';
import { LogEvent, ValueReader } from './log_event.ts';
import { CONTAINER, type Found, parseSelector } from './selector.ts';

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

const READERS = SELECTORS.map((selector) => new ValueReader(selector));

/** Reads a line with a scan, as a text and as bytes among others, and without one. */
function expectAsParsed(line: string, scan: JsonScan): void {
  const expected = new LogEvent(line);
  const bytes = Buffer.concat([Buffer.from('"x'), Buffer.from(line), Buffer.from('1}')]);
  const decoded = new LogEvent(Buffer.from(line).toString());
  expectSame(new LogEvent(line, scan), expected);
  expectSame(new LogEvent(bytes, scan, 2, bytes.length - 2), decoded);
  expectSame(new LogEvent(bytes, null, 2, bytes.length - 2), decoded);
}

function expectSame(event: LogEvent, expected: LogEvent): void {
  const seen = READERS.map((reader) => reader.read(event));
  const seenAgain = SELECTORS.map((selector) => event.value(selector));
  const values = SELECTORS.map((selector) => expected.value(selector));
  expect([event.isJson, event.line, seen, seenAgain]).toStrictEqual([
    expected.isJson,
    expected.line,
    values,
    values,
  ]);
}

/** What a scan has at these selectors in a line; null where it leaves the line to JSON.parse. */
function read(scan: JsonScan, line: string, selectors: readonly string[] = ['$.a']): Found[] | null {
  const bytes = Buffer.from(`before${line}behind`);
  if (!scan.read(bytes, 6, bytes.length - 6, bytes)) return null;
  return selectors.map((text) => scan.value(scan.placeOf(parseSelector(text)) ?? -1));
}

describe('a scan of JSON lines', () => {
  test('finds what JSON.parse finds, in any line after any others', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
        const scan = new JsonScan(SELECTORS);
        for (const one of [...lines, ...lines]) expectAsParsed(one, scan);
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
          expectAsParsed(one, scan);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('reads a line like one that it knows', () => {
    const selectors = ['$.a', '$.b', '$.c', '$.c[1]', '$.d'];
    const scan = new JsonScan(selectors.map(parseSelector));
    expect(read(scan, '{"a": 1, "b": "x", "c": [1, 2]}', selectors)).toBeNull();
    scan.learn('{"a": 1, "b": "x", "c": [1, 2]}');
    expect(read(scan, '{"a": null, "b": "y\\n", "c": [true, -1.5e3]}', selectors)).toEqual([
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
    expect(read(scan, other)).toBeNull();
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
    expect(read(scan, line)).toBeNull();
  });

  test('knows eight kinds of lines at most', () => {
    const { scan, lines } = scanOfTen();
    expect(lines.filter((one) => read(scan, one) !== null)).toEqual(lines.slice(0, 8));
  });

  test('knows a further kind in place of another after a thousand lines of it', () => {
    const { scan, lines } = scanOfTen();
    for (let count = 0; count < 1000; count += 1) {
      read(scan, lines[0] ?? '');
      read(scan, lines[1] ?? '');
      scan.learn(lines[9] ?? '');
    }
    expect(lines.filter((one) => read(scan, one) !== null)).toHaveLength(8);
    expect(read(scan, lines[9] ?? '')).toEqual([1]);
  });

  test('knows one kind only where most lines are of kinds that it does not know', () => {
    const { scan, lines } = scanOfTen();
    for (let count = 0; count < 1000; count += 1) scan.learn(lines[9] ?? '');
    expect(lines.filter((one) => read(scan, one) !== null)).toEqual(lines.slice(9));
  });

  test('leaves a long line to JSON.parse, also where it has a shape that is known', () => {
    const scan = new JsonScan(['$.a'].map(parseSelector));
    scan.learn('{"a":1,"b":"x"}');
    const long = `{"a":2,"b":"${'\\n'.repeat(500_000)}"}`;
    expect(read(scan, long)).toBeNull();
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

  test('has the values of each event, also where events are read in turns', () => {
    const scan = new JsonScan(['$.a', '$.b'].map(parseSelector));
    scan.learn('{"a":1,"b":2}');
    const [a, b] = ['$.a', '$.b'].map(parseSelector);
    if (a === undefined || b === undefined) expect.unreachable();
    const one = new LogEvent('{"a":"x","b":"y"}', scan);
    const other = new LogEvent(Buffer.from('{"a":3,"b":4}'), scan);
    expect([one.value(a), other.value(a), one.value(b), other.value(b), one.value(a)]).toEqual([
      'x',
      3,
      'y',
      4,
      'x',
    ]);
  });

  test('leaves half a surrogate pair to JSON.parse, which UTF-8 has no bytes for', () => {
    const scan = new JsonScan(['$.a'].map(parseSelector));
    scan.learn('{"\ud800":1,"a":1}');
    expect(read(scan, '{"\ufffd":1,"a":2}')).toBeNull();
    scan.learn('{"a":1,"b":1}');
    expect(new LogEvent('{"a":"\ud800","b":1}', scan).value(parseSelector('$.a'))).toBe('\ud800');
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
