import { describe, expect, test } from 'vitest';
import { FilterError } from './filter_error.ts';
import { CONTAINER, parseSelector, valueAt, valuesAt } from './selector.ts';

const ROOT = JSON.parse(
  '{"a":{"b":[1,{"c-d":"x"}]},"e.f":2,"n":null,"t":true,"__proto__":3,"g":{"0":4}}',
) as object;

describe('a selector', () => {
  test.each([
    ['$.a.b[0]', 1],
    ['$.a.b[1].c-d', 'x'],
    ["$.['e.f']", 2],
    ["$.['a'].b[0]", 1],
    ['$.n', null],
    ['$.t', true],
    ['$.__proto__', 3],
    ['$.g.0', 4],
    ['$.a', CONTAINER],
    ['$.a.b', CONTAINER],
    ['$.a.b[2]', undefined],
    ['$.g[0]', undefined],
    ['$.a.b.0', undefined],
    ['$.a.b.length', undefined],
    ['$.n.x', undefined],
    ['$.toString', undefined],
  ])('%s finds the value there, a container, or nothing', (text, value) => {
    expect(valueAt(parseSelector(text), ROOT)).toBe(value);
  });

  test.each([
    ['$.*', [CONTAINER, 2, null, true, 3, CONTAINER]],
    ['$.a.b[*]', [1, CONTAINER]],
    ['$.a.b[*].c-d', ['x']],
    ['$.a[*]', []],
    ['$.a.b.*', []],
    ['$.a.b[0]', [1]],
    ['$.x', []],
  ])('%s finds all that is there', (text, values) => {
    expect(valuesAt(parseSelector(text), ROOT)).toEqual(values);
  });

  test('of one place has one text, however it is written', () => {
    expect(parseSelector("$.['a'].['b.c'][0]").text).toBe("$.a.['b.c'][0]");
  });

  test('says what is wrong with it, and where', () => {
    expect(() => parseSelector('$.a.b]')).toThrow(new FilterError('a selector does not go on with "]"', 5));
    expect(() => parseSelector('a.b')).toThrow('a selector begins with "$.", at character 1');
    expect(() => parseSelector('$.a.')).toThrow(
      'a name is of letters, digits, "-" and "_", or in brackets and quotes as in .[\'a.b\']; not the end, at character 5',
    );
  });
});
