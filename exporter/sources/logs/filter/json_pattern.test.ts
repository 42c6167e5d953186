import { describe, expect, test } from 'vitest';
import { parseFilter } from './filter.ts';
import { LogEvent } from './log_event.ts';
import { errorOf, matches } from './testing.ts';

const TRAIL = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  'cluster.name': 'c',
});

const USERS = JSON.stringify({
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
});

/** As the backend of seed 004 logs. */
const CHAT = JSON.stringify({
  timestamp: '2025-10-17T12:00:00.123Z',
  level: 'INFO',
  logger: 'app.api.chat',
  message: 'chat_response_sent',
  response_length: 150,
  processing_time_ms: 850,
});

describe('a JSON pattern', () => {
  test.each([
    ['{ $.eventType = "UpdateTrail" }', true],
    ['{ $.eventType = UpdateTrail }', true],
    ['{$.eventType=UpdateTrail}', true],
    ['{ $.eventType = "updateTrail" }', false],
    ['{ $.eventType != "UpdateTrail" }', false],
    ['{ $.eventType = "*Trail" }', true],
    ['{ $.eventType = Update* }', true],
    ['{ $.eventType = *date* }', true],
    ['{ $.eventType = "Up*Trail" }', false],
    ['{ $.eventType = * }', true],
    ['{ $.eventType = %Trail$% }', true],
    ['{ $.eventType != %^Trail% }', true],
    ['{ $.sourceIPAddress != 123.123.* }', true],
    ['{ $.sourceIPAddress != 111.111.* }', false],
    ['{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }', true],
    ['{ $.arrayKey[0] = "value" }', true],
    ['{ $.arrayKey[1] = "value" }', false],
    ['{ $.arrayKey[2] = "value" }', false],
    ['{ $.arrayKey[*] = %val.{2}% }', true],
    ['{ $.eventType[0] = U }', false],
    ['{ $.objectList[1].id = 2 }', true],
    ['{ $.objectList[*].id = 2 }', true],
    ['{ $.objectList[*].id = 3 }', false],
    ["{ $.['cluster.name'] = c }", true],
    ['{ $.cluster.name = c }', false],
    ['{ $.SomeObject IS NULL }', true],
    ['{ $.eventType IS NULL }', false],
    ['{ $.SomeOtherObject IS NULL }', false],
    ['{ $.SomeOtherObject NOT EXISTS }', true],
    ['{ $.SomeObject NOT EXISTS }', false],
    ['{ $.arrayKey NOT EXISTS }', false],
    ['{ $.objectList[*].size NOT EXISTS }', true],
    ['{ $.objectList[*].id NOT EXISTS }', false],
    ['{ $.ThisFlag IS TRUE }', true],
    ['{ $.ThisFlag IS FALSE }', false],
    ['{ $.constructor NOT EXISTS }', true],
    ['{ $.arrayKey.length = 2 }', false],
  ])('%s says of the trail: %s', (pattern, verdict) => {
    expect(matches(pattern, TRAIL)).toBe(verdict);
  });

  test.each([
    ['{ $.arrayKey = value }', TRAIL],
    ['{ $.arrayKey != value }', TRAIL],
    ['{ $.objectList[0] != x }', TRAIL],
    ['{ $.SomeObject = * }', TRAIL],
    ['{ $.SomeObject != x }', TRAIL],
    ['{ $.ThisFlag = true }', TRAIL],
    ['{ $.ThisFlag != false }', TRAIL],
    ['{ $.missing != x }', TRAIL],
    ['{ $.missing = * }', TRAIL],
  ])('%s is never met, for what is there is no text and no number', (pattern, line) => {
    expect(matches(pattern, line)).toBe(false);
  });

  test.each([
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', true],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', false],
    [
      '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }',
      true,
    ],
    [
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }',
      false,
    ],
    ['{ $.coordinates[0][1] = 1 }', true],
    ['{ ((($.user.id = 1))) }', true],
  ])('%s says of the users: %s', (pattern, verdict) => {
    expect(matches(pattern, USERS)).toBe(verdict);
  });

  test.each([
    ['{ $.v > 75 }', '{"v":80}', true],
    ['{ $.v > 75 }', '{"v":75}', false],
    ['{ $.v < 50 }', '{"v":49.5}', true],
    ['{ $.v >= 60 }', '{"v":60}', true],
    ['{ $.v <= 5 }', '{"v":5}', true],
    ['{ $.v <= 55.5 }', '{"v":55.6}', false],
    ['{ $.v = 400}', '{"v":400}', true],
    ['{ $.v = 400}', '{"v":4e2}', true],
    ['{ $.v != 500 }', '{"v":500}', false],
    ['{ $.v = 1e-3 }', '{"v":0.001}', true],
    ['{ $.v != 1e+3 }', '{"v":1000}', false],
    ['{ $.v > +1000 }', '{"v":1001}', true],
    ['{ $.v < -1.5 }', '{"v":-2}', true],
    ['{ $.v = 4* }', '{"v":404}', true],
    ['{ $.v = 4* }', '{"v":504}', false],
    ['{ $.v = * }', '{"v":50}', true],
    ['{ $.v = "404" }', '{"v":404}', true],
    ['{ $.v = 404 }', '{"v":"404"}', true],
    ['{ $.v = 404 }', '{"v":"404.0"}', false],
    ['{ $.v != 404 }', '{"v":"many"}', true],
    ['{ $.v > 2 }', '{"v":"3"}', false],
    ['{ $.v > 2 }', '{"v":true}', false],
    ['{ $.v = %^4..$% }', '{"v":404}', true],
  ])('%s says of %s: %s', (pattern, line, verdict) => {
    expect(matches(pattern, line)).toBe(verdict);
  });

  test.each([
    '',
    'eventType=UpdateTrail',
    'INFO {"a":1}',
    '{"a":1',
    '{"a":1} {"a":1}',
    '[{"a":1}]',
    '"a"',
    'null',
    '{a:1}',
  ])('never matches %j, which is no JSON object', (line) => {
    expect(matches('{ $.a NOT EXISTS }', line)).toBe(false);
    expect(matches('{ $.a = 1 }', line)).toBe(false);
  });

  test('may be on several lines, as its events may', () => {
    expect(matches('{\n  $.a = 1\n  && $.b = 2\n}', '\n{ "a": 1,\n "b": 2 }\n')).toBe(true);
  });

  test('takes the last of two keys, as JSON.parse does', () => {
    expect(matches('{ $.a = 2 }', '{"a":1,"a":2}')).toBe(true);
  });

  test.each([
    ['{ $.level = INFO && $.message = "chat_response_sent" }', true],
    ['{ $.processing_time_ms > 800 }', true],
    ['{ $.level = ERROR }', false],
  ])('%s says of the log of seed 004: %s', (pattern, verdict) => {
    expect(matches(pattern, CHAT)).toBe(verdict);
  });

  test.each([
    [
      '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
      '{"errorCode":"AccessDeniedException"}',
    ],
    [
      '{ ($.eventSource = kms.amazonaws.com) && (($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion)) }',
      '{"eventSource":"kms.amazonaws.com","eventName":"DisableKey"}',
    ],
    [
      '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
      '{"userIdentity":{"type":"Root"},"eventType":"AwsApiCall"}',
    ],
  ])('%s, which audits ask for, matches', (pattern, line) => {
    expect(matches(pattern, line)).toBe(true);
  });

  test('gives the fields of what it matches', () => {
    const match = parseFilter('{ $.level = INFO }').match(new LogEvent(CHAT));
    expect(match?.field('$.processing_time_ms')).toBe(850);
    expect(match?.field('$.logger')).toBe('app.api.chat');
    expect(match?.field('$.missing')).toBeUndefined();
    expect(parseFilter('{ $.a NOT EXISTS }').match(new LogEvent(USERS))?.field('$.users')).toBeUndefined();
  });

  test.each([
    ['$a', 'a selector begins with "$." and the name of a property, at character 1'],
    ['$.a[*]', 'a selector with a wildcard has no one value, at character 1'],
    ['$.a b', 'a selector does not go on with " ", at character 4'],
  ])('has no field %s', (selector, message) => {
    expect(() => parseFilter('{ $.a = 1 }').checkField(selector)).toThrow(message);
  });

  test.each([
    ['{ $.a }', 'an operator, IS or NOT EXISTS must follow, not "}"', 6],
    ['{ $.a EXISTS }', 'an operator, IS or NOT EXISTS must follow, not "E"', 6],
    ['{ $.a:b = 1 }', 'an operator, IS or NOT EXISTS must follow, not ":"', 5],
    ['{ $.a == 1 }', '"==" is none of = != < <= > >=', 6],
    ['{ $.a =! 1 }', '"=!" is none of = != < <= > >=', 6],
    ['{ $.a = }', 'a value must follow, not "}"', 8],
    ['{ $.a =', 'a value must follow, not the end', 7],
    ['{ $.a = us-east-1 }', 'a value with "-" in it must be in double quotes', 10],
    ['{ $.a = a@b }', 'a value with "@" in it must be in double quotes', 9],
    ['{ $.a = 1E3 }', 'a number is of digits, a point, a sign and an exponent with a small "e"', 8],
    ['{ $.a = -b }', 'a number is of digits, a point, a sign and an exponent with a small "e"', 8],
    ['{ $.a > 1e999 }', 'a number that is too large', 8],
    ['{ $.a > 4* }', '">" compares with a number, without wildcards and quotes', 8],
    ['{ $.a >= "4" }', '">=" compares with a number, without wildcards and quotes', 9],
    ['{ $.a < abc }', '"<" compares with a number, without wildcards and quotes', 8],
    ['{ $.a < %4% }', '"<" compares with a number, without wildcards and quotes', 8],
    ['{ $.a IS MAYBE }', 'IS goes with NULL, TRUE or FALSE only', 6],
    ['{ $.a IS NOT NULL }', 'IS goes with NULL, TRUE or FALSE only', 6],
    ['{ $.a = 1', 'a "{" without "}"', 0],
    ['{ ($.a = 1 }', 'a "(" without ")"', 2],
    ['{ $.a = 1) }', 'a ")" without "("', 9],
    ['{ $.a = 1 && }', 'a selector begins with "$."', 13],
    ['{ $.a = 1 $.b = 2 }', '"&&", "||" or "}" must follow, not "$"', 10],
    ['{ $.a > 0 AND $.a < 2 }', '"&&", "||" or "}" must follow, not "A"', 10],
    ['{ !($.a = 1) }', 'a selector begins with "$."', 2],
    ['{ a = 1 }', 'a selector begins with "$."', 2],
    ['{ "a": [1] }', 'a selector begins with "$."', 2],
    ['{ }', 'a selector begins with "$."', 2],
    ['{ $.a = 1 } b', 'nothing may follow the "}" of the pattern, not even "b"', 12],
    ['{ $ = 1 }', 'a selector begins with "$." and the name of a property', 2],
    ['{ $[0] = 1 }', 'a selector begins with "$." and the name of a property', 2],
    [
      '{ $..a = 1 }',
      'a name is of letters, digits, "-" and "_", or in brackets and quotes as in .[\'a.b\']; not "."',
      4,
    ],
    ['{ $.a[x] = 1 }', 'an index is a number or "*" in brackets', 5],
    ['{ $.a[-1] = 1 }', 'an index is a number or "*" in brackets', 5],
    ['{ $.a[0:2] = 1 }', 'an index is a number or "*" in brackets', 5],
    ['{ $.a[9999999999] = 1 }', 'an index of more than 9 digits', 5],
    ['{ $.a[*].* = 1 }', 'more than one wildcard in a selector', 2],
    ['{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.* = 1 }', 'more than 3 selectors with a wildcard', 44],
    ['{ $.a = %b% || $.a = %c% || $.a = %d% }', 'more than 2 regular expressions', 34],
    ['{ $.a = %b }', 'a "%" without its second one', 8],
    ['{ $.a = "b }', 'a double quote without its second one', 8],
    ['{ $.a = %(b)% }', '"(" in a regular expression, where only \\x28 can stand for it', 9],
  ])('is not %s', (pattern, problem, at) => {
    expect(errorOf(pattern)).toEqual({ problem, at });
  });
});
