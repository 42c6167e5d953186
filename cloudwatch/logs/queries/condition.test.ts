import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionOf } from './condition.ts';
import { insightsField, insightsText } from './insights.ts';

test.each([
  ['{ $.level = "ERROR" }', 'level = "ERROR"'],
  ['{ $.level = ERROR || $.level = "FATAL" }', 'level = "ERROR" or level = "FATAL"'],
  ['{ $.a = 1 && ($.b = 2 || $.c = 3) }', 'a = 1 and (b = 2 or c = 3)'],
  ['{ $.a = 1 && $.b = 2 || $.c = 3 }', 'a = 1 and b = 2 or c = 3'],
  ['{ $.http.status >= 500 }', 'http.status >= 500'],
  ['{ $.status != 200 }', '(ispresent(status) and status != 200)'],
  ['{ $.user != "x" }', '(ispresent(user) and user != "x")'],
  ['{ $.user = * }', 'ispresent(user)'],
  ['{ $.path = "/carts/*" }', 'path like /^\\/carts\\//'],
  ['{ $.path = "*.png" }', 'path like /\\.png$/'],
  ['{ $.path = "*a+b*" }', 'path like /a\\+b/'],
  ['{ $.path != "/health*" }', '(ispresent(path) and path not like /^\\/health/)'],
  ['{ $.message = %[Ee]rror% }', 'message like /[Ee]rror/'],
  ['{ $.path = %^/a\\.b% }', 'path like /^\\/a\\.b/'],
  ['{ $.user NOT EXISTS }', 'not ispresent(user)'],
])('%s is %s', (pattern, condition) => {
  expect(conditionOf(pattern)).toBe(condition);
});

test.each([
  ['ERROR'],
  ['[ip, ..., status=5*]'],
  ['{ $.a IS NULL }'],
  ['{ $.a IS TRUE }'],
  ['{ $.a = 1 || $.b IS FALSE }'],
  ['{ $.a[*] = 1 }'],
  ['{ $.a != * }'],
])('%s has no condition that is surely the same', (pattern) => {
  expect(conditionOf(pattern)).toBeNull();
});

test.each([
  ['$.level', 'level'],
  ['$.http.status', 'http.status'],
  ['$.spans[0].ms', 'spans.0.ms'],
  ['$.request-id', '`request-id`'],
  ['$.limit', '`limit`'],
  ['$.4xx', '`4xx`'],
  ["$.['user agent']", '`user agent`'],
  ["$.['a`b']", null],
])('the field %s is called %s', (selector, field) => {
  expect(insightsField(selector)).toBe(field);
});

test('a text in quotes ends where it should, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), (text) => {
      const quoted = insightsText(text);
      expect(quoted).toMatch(/^"(?:[^"\\]|\\["\\])*"$/s);
      expect(quoted.slice(1, -1).replace(/\\(["\\])/g, '$1')).toBe(text);
    }),
  );
});
