import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSelector, type Selector, SelectorError, selectsLabels, selectsMetric } from './selector.ts';

describe('a selector', () => {
  test('has a metric and matchers of its labels', () => {
    const selector = parseSelector('  http_requests_total{status=~"5..",service="api",} # errors');
    expect(selector.text).toBe('http_requests_total{status=~"5..",service="api",}');
    expect(selector.name).toBe('http_requests_total');
    expect(plain(selector)).toEqual([
      ['__name__', '=', 'http_requests_total'],
      ['status', '=~', '5..'],
      ['service', '=', 'api'],
    ]);
  });

  test.each([
    ['up', [['__name__', '=', 'up']]],
    ['{__name__="up"}', [['__name__', '=', 'up']]],
    [
      '{"http.requests", "http.route"!="/"}',
      [
        ['__name__', '=', 'http.requests'],
        ['http.route', '!=', '/'],
      ],
    ],
    ['{__name__=~"http_.+"}', [['__name__', '=~', 'http_.+']]],
    [
      "a{on='x',by!~`y\\d`}",
      [
        ['__name__', '=', 'a'],
        ['on', '=', 'x'],
        ['by', '!~', 'y\\d'],
      ],
    ],
  ])('%s is read as Prometheus reads it', (text, matchers) => {
    expect(plain(parseSelector(text))).toEqual(matchers);
  });

  test.each([
    ['a{b="c"}', { b: 'c' }, true],
    ['a{b="c"}', { b: 'cc' }, false],
    ['a{b!="c"}', { b: 'd' }, true],
    ['a{b!="c"}', {}, true],
    ['a{b=""}', {}, true],
    ['a{b=""}', { b: 'c' }, false],
    ['a{b=~"5.."}', { b: '503' }, true],
    ['a{b=~"5.."}', { b: '1503' }, false],
    ['a{b=~"5.."}', { b: '5033' }, false],
    ['a{b=~".*"}', {}, true],
    ['a{b=~".+"}', {}, false],
    ['a{b!~"5.."}', { b: '200' }, true],
    ['a{b!~"5.."}', { b: '503' }, false],
    ['a{b!~"5.."}', {}, true],
    ['a{b=~"a|b"}', { b: 'b' }, true],
    ['a{b=~"a|bc"}', { b: 'ac' }, false],
    ['a{b="c",b!="c"}', { b: 'c' }, false],
    ['a{toString=""}', {}, true],
    ['a{constructor=~".+"}', {}, false],
  ] as const)('%s says of %j: %s', (text, labels, selected) => {
    expect(selectsLabels(parseSelector(text), labels)).toBe(selected);
  });

  test('selects metrics by their names', () => {
    expect(selectsMetric(parseSelector('up{job="a"}'), 'up')).toBe(true);
    expect(selectsMetric(parseSelector('up'), 'upper')).toBe(false);
    const several = parseSelector('{__name__=~"http_.+", __name__!="http_errors"}');
    expect(several.name).toBe(null);
    expect(['http_requests', 'http_errors', 'grpc'].map((name) => selectsMetric(several, name))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    ['"a\\tb\\"\\\\\\x41\\101\\u00e9\\U0001f600"', 'a\tb"\\AA\u00e9\u{1f600}'],
    ["'it\\'s'", "it's"],
    ['`a\\tb"`', 'a\\tb"'],
    ['"\\xc3\\xa9"', '\u00e9'],
    ['"\u{1f600}"', '\u{1f600}'],
  ])('reads the text of %s', (literal, text) => {
    expect(plain(parseSelector(`{a=${literal}}`))).toEqual([['a', '=', text]]);
  });

  test.each([
    ['', 'it ends too early, at character 1'],
    ['a{b="c"', 'it ends too early, at character 8'],
    ['a{b=}', 'this is not PromQL, at character 5'],
    ['a b', 'this is not PromQL, at character 3'],
    ['a[5m]', 'this is an expression, not a selector, at character 1'],
    ['sum(a)', 'this is an expression, not a selector, at character 1'],
    ['a offset 5m', 'this is an expression, not a selector, at character 1'],
    ['-a', 'this is an expression, not a selector, at character 1'],
    ['"a"', 'this is an expression, not a selector, at character 1'],
    ['# a', 'it ends too early, at character 4'],
    ['{}', 'this selects every series, at character 1'],
    ['{a=~".*",b!="c"}', 'this selects every series, at character 1'],
    ['a{__name__="b"}', 'the metric is named twice, at character 1'],
    ['{"a", "b"}', 'the metric is named twice, at character 1'],
    ['a{b="\\q"}', 'an escape that PromQL does not know, at character 6'],
    ['a{b="x\\"y\\\'"}', 'an escape that PromQL does not know, at character 10'],
    ['a{b="\\777"}', 'an escape that PromQL does not know, at character 6'],
    ['a{b="\\ud800"}', 'an escape that PromQL does not know, at character 6'],
    ['a{b="\\xff"}', 'bytes that are no UTF-8, which no label can have, at character 5'],
    [
      'a{b=~"x(?=y)"}',
      'the regular expression has a lookaround or a backreference, which Prometheus does not know, at its character 2, at character 6',
    ],
    ['a{b!~"["}', 'the regular expression has a class without "]", at its character 1, at character 6'],
  ])('is not %j', (text, message) => {
    expect(() => parseSelector(text)).toThrow(new SelectorError(...splitMessage(message)));
  });

  test('of any text is refused by a SelectorError or names what it selects', () => {
    const unit = fc.constantFrom(...'ab{}="\'`~!,\\()[]5m #_:|.*');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        try {
          expect(parseSelector(text).matchers.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(SelectorError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('finds again every text that was written into it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text !== ''),
        (text) => {
          expect(selectsLabels(parseSelector(`{a=${JSON.stringify(text)}}`), { a: text })).toBe(true);
        },
      ),
    );
  });
});

function plain({ matchers }: Selector) {
  return matchers.map(({ label, operator, value }) => [label, operator, value]);
}

function splitMessage(message: string): [problem: string, at: number] {
  const at = message.lastIndexOf(', at character ');
  return [message.slice(0, at), Number(message.slice(at + ', at character '.length)) - 1];
}
