import { describe, expect, test } from 'vitest';
import { parseFilter } from './filter.ts';
import { errorOf, matches } from './testing.ts';

describe('a pattern of terms', () => {
  test.each([
    ['ERROR', '[ERROR 400] BAD REQUEST', true],
    ['ERROR', 'Exiting with ERRORCODE: -1', true],
    ['ERROR', 'an error happened', false],
    ['ERROR', '', false],
    ['ERROR ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', true],
    ['ERROR ARGUMENTS', 'MISSING ARGUMENTS, an ERROR', true],
    ['ERROR ARGUMENTS', '[ERROR 401] UNAUTHORIZED REQUEST', false],
    ['?ERROR ?ARGUMENTS', '[ERROR 401] UNAUTHORIZED REQUEST', true],
    ['?ERROR ?ARGUMENTS', '[INFO] INVALID ARGUMENTS PROVIDED', true],
    ['?ERROR ?ARGUMENTS', '[INFO 200] OK', false],
    ['?ERROR', '[INFO 200] OK', false],
    ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
    ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL ERROR ON SERVER', false],
    ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL  SERVER ERROR', false],
    ['"[ERROR]" Exception', '[ERROR] Unhandled: InvalidQueryException', true],
    ['"[ERROR]" Exception', '[ERROR] Terminating the application', false],
    ['ERROR -ARGUMENTS', '[ERROR 400] BAD REQUEST', true],
    ['ERROR -ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', false],
    ['ERROR -"BAD REQUEST"', '[ERROR 400] BAD REQUEST', false],
    ['-ERROR', '[INFO 200] OK', true],
    ['-ERROR', '[ERROR 400] BAD REQUEST', false],
    ['"say \\"hello\\" \\\\ bye"', 'they say "hello" \\ bye', true],
    ['"été"', 'un été', true],
  ])('%s says of %j: %s', (pattern, line, verdict) => {
    expect(matches(pattern, line)).toBe(verdict);
  });

  test.each(['', '   ', '""', '" "', ' "  " '])('%j matches everything', (pattern) => {
    for (const line of ['', 'word', 'two words', '{"a":1}']) expect(matches(pattern, line)).toBe(true);
  });

  test.each([
    ['?ERROR ?ARGUMENTS REQUEST', '[INFO] REQUEST FAILED', true],
    ['?ERROR ?ARGUMENTS REQUEST', '[ERROR] MISSING ARGUMENTS', false],
    ['?ERROR -REQUEST', '[INFO] OK', true],
    ['?ERROR -REQUEST', '[ERROR] BAD REQUEST', false],
  ])('ignores terms with "?" beside others: %s says of %j: %s', (pattern, line, verdict) => {
    expect(matches(pattern, line)).toBe(verdict);
  });

  test('of seed 003 counts its errors', () => {
    expect(matches('ERROR', '2025-10-17 12:00:00 ERROR application_error')).toBe(true);
    expect(matches('ERROR', '2025-10-17 12:00:00 INFO chat_request_received')).toBe(false);
  });

  test.each([
    ['ERROR:', 'a term with ":" in it must be in double quotes as a whole', 5],
    ['ERR*', 'a term with "*" in it must be in double quotes as a whole', 3],
    ['hello-world', 'a term with "-" in it must be in double quotes as a whole', 5],
    ['été', 'a term with "é" in it must be in double quotes as a whole', 0],
    ['"a"b', 'a term with "b" in it must be in double quotes as a whole', 3],
    ['a -', 'a term without anything in it', 3],
    ['? a', 'a term without anything in it', 1],
    ['a ""', 'a term without anything in it', 2],
    ['"ERROR', 'a double quote without its second one', 0],
    ['a "b\\n"', 'a backslash in double quotes that is before no double quote and no backslash', 4],
    ['ERROR %5..%', 'a regular expression beside other terms', 6],
    ['-%5..%', 'a regular expression beside other terms', 1],
    [`${'a'.repeat(1025)}`, 'a pattern of more than 1024 characters', 1024],
  ])('is not %s', (pattern, problem, at) => {
    expect(errorOf(pattern)).toEqual({ problem, at });
  });

  test('may have 1024 characters', () => {
    expect(matches('a'.repeat(1024), 'a'.repeat(1024))).toBe(true);
  });

  test('has no fields', () => {
    expect(() => parseFilter('ERROR').checkField('$.a')).toThrow(
      'only patterns in "{}" and in "[]" have fields, at character 1',
    );
  });
});
