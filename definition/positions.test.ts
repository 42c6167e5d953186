import { describe, expect, test } from 'vitest';
import { LineCounter, parseDocument } from 'yaml';
import { type Path, Positions } from './positions.ts';
import { errorOf, refusal } from './testing.ts';
import { aliasTargets } from './yaml_structure.ts';

/** The positions of a text, and a way to see the stretch that a place means. */
function positionsOf(text: string) {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true });
  const positions = new Positions(document, lineCounter, text, aliasTargets(document));
  const seen = ({ line, column, length }: { line: number; column: number; length: number }) =>
    `${line}:${column} ${(text.split(/\r?\n/)[line - 1] ?? '').slice(column - 1, column - 1 + length)}`;
  return {
    positions,
    value: (...path: Path) => seen(positions.value(path)),
    key: (...path: Path) => seen(positions.key(path)),
    anchor: (...path: Path) => seen(positions.anchor(path)),
    seen,
  };
}

describe('the place of a value', () => {
  const { value } = positionsOf('a:\n  b: one two # three\n  c: [x, {d: y}]\n  e:\n    - f\n  g:\n');

  test.each([
    ['is where it stands', ['a', 'b'], '2:6 one two'],
    ['is that of its entry in a list', ['a', 'c', 0], '3:7 x'],
    ['is found in mappings inside lists', ['a', 'c', 1, 'd'], '3:14 y'],
    ['is its key where it begins on a line of its own', ['a', 'e'], '4:3 e'],
    ['is behind the colon where there is none', ['a', 'g'], '6:5 '],
    ['is the nearest thing around it where nothing is there', ['a', 'c', 1, 'x', 'y'], '3:10 {'],
    ['is the beginning of the file where nothing else is', ['x', 'y'], '1:1 a'],
  ] as const)('%s', (_, path, place) => {
    expect(value(...path)).toBe(place);
  });
});

test('the place of a key is found by its name', () => {
  const { key } = positionsOf('a: { b: 1, "c d": 2, 5: 3 }\n');
  expect(key('a', 'c d')).toBe('1:12 "c d"');
  expect(key('a', '5')).toBe('1:22 5');
});

test('what is missing is missed at its key, or where the entry of a list begins', () => {
  const { anchor } = positionsOf('a:\n  - b: 1\n    c: {}\n');
  expect(anchor('a', 0, 'c')).toBe('3:5 c');
  expect(anchor('a', 0)).toBe('2:5 b');
  expect(anchor()).toBe('1:1 a');
});

describe('an alias', () => {
  const { value, key } = positionsOf(
    'a: &a\n  b: one\nc: *a\nd:\n  <<: *a\n  e: two\nf:\n  <<: [{ g: three }, *a]\n',
  );

  test('is itself the place of its value', () => expect(value('c')).toBe('3:4 *a'));
  test('leads to what is inside its anchor', () => expect(value('c', 'b')).toBe('2:6 one'));
  test('that is merged leads there, too', () => expect(value('d', 'b')).toBe('2:6 one'));
  test('leads to keys as to values', () => expect(key('f', 'b')).toBe('2:3 b'));
  test('does not hide what stands beside it', () => expect(value('d', 'e')).toBe('6:6 two'));
  test('is one of several that are merged', () => expect(value('f', 'g')).toBe('8:13 three'));
});

describe('a stretch inside a text', () => {
  const inside = (text: string, part: string) => {
    const { positions, seen } = positionsOf(text);
    const scalar = positions.node(['a']) as Parameters<Positions['inside']>[0];
    const place = positions.inside(scalar, scalar.source?.indexOf(part) ?? 0, part.length);
    return place === null ? null : seen(place);
  };

  test.each([
    ['a plain text', 'a: one two', '1:8 two'],
    ['a text in quotes', 'a: "one two"', '1:9 two'],
    ['a block', 'a: |\n  one\n   two\n', '3:4 two'],
    ['a block with another indentation', 'a: |2-\n    one\n    two\n', '3:5 two'],
    ['a block of a file from Windows', 'a: |\r\n  one\r\n  two\r\n', '3:3 two'],
  ])('of %s is found', (_, text, place) => {
    expect(inside(text, 'two')).toBe(place);
  });

  test.each([
    ['of a folded block', 'a: >\n  one\n  two\n'],
    ['of a text over two lines', 'a: one\n  two'],
    ['of a text with escapes', 'a: "one\\u0020two"'],
  ])('%s has no place of its own', (_, text) => {
    expect(inside(text, 'two')).toBeNull();
  });
});

describe('the place of a mistake is the same', () => {
  const text = 'service:\n  name: api\n  owner: 5\n';
  const place = { line: 3, column: 10, length: 1 };

  test('in a file from Windows', () => {
    expect(errorOf(text.replaceAll('\n', '\r\n')).diagnostics).toMatchObject([place]);
    expect(refusal(text.replaceAll('\n', '\r\n'))).toBe(refusal(text));
  });

  test('behind a byte order mark', () => {
    expect(refusal(`\ufeff${text}`)).toBe(refusal(text));
    expect(errorOf('\ufeffservice: 5').diagnostics).toMatchObject([{ line: 1, column: 10 }]);
  });

  test('behind letters of any script, to which the caret is fitted', () => {
    expect(refusal('service: { owner: "日本 é", nmae: api, name: api }')).toContain(
      [
        'monitoring.yml:1:27: unknown key "nmae" in service',
        '  1 | service: { owner: "日本 é", nmae: api, name: api }',
        '    |                             ^^^^',
      ].join('\n'),
    );
  });
});
