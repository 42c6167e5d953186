import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitFields } from './delimited_line.ts';
import { parseFilter } from './filter.ts';
import { LogEvent } from './log_event.ts';
import { errorOf, matches } from './testing.ts';

const APACHE = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const ERROR = 'ERROR 09/25/2014 12:00:02 Failed to process request';
const INFO = 'INFO 09/25/2014 12:00:00 GET /service/resource/67 1200';

describe('a pattern of fields', () => {
  test.each([
    ['[ip, user, username, timestamp, request, status_code, bytes]', APACHE, true],
    ['[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]', APACHE, true],
    ['[..., request =*.html*, status_code = 4*, bytes]', APACHE, true],
    ['[..., request =*.html*, status_code = 5*, bytes]', APACHE, false],
    [
      '[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]',
      APACHE,
      true,
    ],
    ['[ip, server, username, timestamp, request, status_code, bytes > 1000]', APACHE, true],
    ['[ip, server, username, timestamp, request, status_code, bytes > 2000]', APACHE, false],
    ['[ip, user, ..., status=4*, bytes>1000 && bytes<9000]', APACHE, true],
    ['[ip, user, ..., status=4*, bytes>1000 && bytes<1500]', APACHE, false],
    ['[ip, user, username, timestamp, request, status_code = 4* && status_code != 403, bytes]', APACHE, true],
    [
      '[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]',
      APACHE,
      true,
    ],
    ['[..., request="GET /index.html HTTP/1.0", status_code, bytes]', APACHE, true],
    ['[..., status_code, bytes = 1534.0]', APACHE, true],
    ['[..., status_code, bytes = "1534.0"]', APACHE, false],
    ['[..., request > 100, status_code, bytes]', APACHE, false],
    ['[..., bytes]', APACHE, true],
    ['[ip, ..., bytes]', APACHE, true],
    ['[ip, user, ...]', APACHE, true],
    ['[..., request=*.html*, status_code=4*,]', APACHE, true],
    ['[,, username=frank, ...]', APACHE, true],
    ['[w1=ERROR, w2]', ERROR, true],
    ['[w1=ERROR, w2]', INFO, false],
    ['[w1=ERROR || w1=WARNING, w2]', 'WARNING 09/25/2014 12:00:02 Invalid user request', true],
    ['[w1=ERROR || w1=%WARN%, w2]', 'WARNING 09/25/2014 12:00:02 Invalid user request', true],
    ['[w1!=ERROR && w1!=WARNING, w2]', INFO, true],
    ['[w1!=ERROR && w1!=WARNING, w2]', ERROR, false],
    ['[level, date, time, method, url=%/service/resource/[0-9]+$%, response_time]', INFO, true],
    ['[level, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]', INFO, false],
  ])('%s says of %s: %s', (pattern, line, verdict) => {
    expect(matches(pattern, line)).toBe(verdict);
  });

  test.each([
    ['[a, b, c, d, e, f, g, h]', APACHE, false],
    ['[a, b, c, d, e, f, g, h, ...]', APACHE, false],
    ['[a, b, c, d, e, f, g, ...]', APACHE, true],
    ['[w1=ERROR]', ERROR, false],
    ['[w1=ERROR]', 'ERROR', true],
    ['[w1=ERROR, w2]', 'ERROR', false],
    ['[...]', '', true],
    ['[a]', '', false],
    ['[a]', '   ', false],
    ['[]', APACHE, true],
    ['[]', '', true],
  ])('needs a field for each of its own: %s says of %s: %s', (pattern, line, verdict) => {
    expect(matches(pattern, line)).toBe(verdict);
  });

  test.each([
    ['[timestamp, request_id, latency > 5000]', '2025-10-17T12:00:00Z 550e8400 5001', true],
    ['[timestamp, request_id, latency > 5000]', '2025-10-17T12:00:00Z 550e8400 5000', false],
    ['[timestamp, request_id, latency > 5000]', '2025-10-17T12:00:00Z 550e8400 5001 ms', false],
    ['[timestamp, level=ERROR, ...]', '2025-10-17T12:00:00Z ERROR database is down', true],
    ['[timestamp, level=ERROR, ...]', '2025-10-17T12:00:00Z INFO no ERROR', false],
    [
      '[timestamp, level, msg, latency_ms=latency_ms*, ...]',
      '2025-10-17T12:00:00Z INFO sent latency_ms=850 id=7',
      true,
    ],
    ['[timestamp, level, msg, latency_ms=latency_ms*, ...]', '2025-10-17T12:00:00Z INFO sent id=7', false],
    [
      '[timestamp, level=INFO, msg="chat_response_sent", ...]',
      '2025-10-17T12:00:00Z INFO chat_response_sent id=7',
      true,
    ],
    [
      '[timestamp, level=INFO, msg="chat_response_sent", ...]',
      '2025-10-17T12:00:00Z INFO "chat_response_sent"',
      true,
    ],
    [
      '[timestamp, level=INFO, msg="chat_response_sent", ...]',
      '2025-10-17T12:00:00Z INFO chat_request',
      false,
    ],
  ])('of seeds 003 and 004, %s, says of %s: %s', (pattern, line, verdict) => {
    expect(matches(pattern, line)).toBe(verdict);
  });

  test('of seed 004 gives its latency with the name before it, which is no number', () => {
    const match = matchOf(
      '[timestamp, level, msg, latency_ms=latency_ms*, ...]',
      'T INFO sent latency_ms=850 id=7',
    );
    expect(match?.field('$latency_ms')).toBe('latency_ms=850');
  });

  test('gives the texts of the fields of what it matches, without brackets and quotes', () => {
    const match = matchOf('[ip, user, ..., request, status_code, bytes]', APACHE);
    const names = ['$ip', '$user', '$3', '$4', '$request', '$status_code', '$bytes'];
    expect(names.map((name) => match?.field(name))).toEqual([
      '127.0.0.1',
      'Prod',
      'frank',
      '10/Oct/2000:13:25:15 -0700',
      'GET /index.html HTTP/1.0',
      '404',
      '1534',
    ]);
  });

  test('numbers fields without a name from 1', () => {
    const match = matchOf('[..., request=*.html*, status_code=4*,]', APACHE);
    expect(['$1', '$2', '$4', '$7', '$8'].map((name) => match?.field(name))).toEqual([
      '127.0.0.1',
      'Prod',
      '10/Oct/2000:13:25:15 -0700',
      '1534',
      undefined,
    ]);
    expect(match?.field('$6')).toBeUndefined();
    expect(matchOf('[]', APACHE)?.field('$5')).toBe('GET /index.html HTTP/1.0');
  });

  test('gives its last field the rest of the line, as it is written', () => {
    expect(matchOf('[w1=ERROR, w2]', `${ERROR}  `)?.field('$w2')).toBe(
      '09/25/2014 12:00:02 Failed to process request',
    );
    expect(matchOf('[ip, user, username, rest]', APACHE)?.field('$rest')).toBe(
      APACHE.slice(APACHE.indexOf('[')),
    );
    expect(matchOf('[ip, user]', '127.0.0.1 "a b"')?.field('$user')).toBe('a b');
  });

  test.each([
    ['[a, b]', '$c', 'the fields of the pattern are called a, b, at character 1'],
    ['[a, b]', '$2', 'field 2 is called b, at character 1'],
    ['[a, b]', '$3', 'the pattern has 2 fields, at character 1'],
    ['[a, ...]', '$1', 'field 1 is called a, at character 1'],
    ['[]', '$a', 'no field of the pattern has a name, at character 1'],
    ['[a]', 'a', 'a field of the pattern is written as "$" and its name, at character 1'],
    ['[a]', '$.a', 'the fields of the pattern are called a, at character 1'],
  ])('%s has no field %s', (pattern, selector, message) => {
    const filter = parseFilter(pattern);
    expect(() => filter.checkField(selector)).toThrow(message);
    const match = filter.match(new LogEvent('x y'));
    if (match !== null) expect(() => match.field(selector)).toThrow(message);
  });

  test.each([
    ['[a, b', 'a "[" without "]"', 0],
    ['[a, b] c', 'nothing may follow the "]" of the pattern, not even "c"', 7],
    ['[a b]', 'a comma, "]" or an operator must follow, not "b"', 3],
    ['[a=1 b]', 'a comma, "]", "&&" or "||" must follow, not "b"', 5],
    ['[a, ..., b, ...]', 'a second "..."', 12],
    ['[a, a]', 'a second field that is called a', 4],
    ['[status = 4* && bytes > 1000]', 'a condition of bytes at the field status', 16],
    ['[w1=ERROR || W1=WARNING, w2]', 'a condition of W1 at the field w1', 13],
    ['[a = ]', 'a value must follow, not "]"', 5],
    ['[a = 1 ||]', 'a field has a name of letters, digits, "-" and "_", a letter first; not "]"', 9],
    ['[1a]', 'a field has a name of letters, digits, "-" and "_", a letter first; not "1"', 1],
    ['[(a=1)]', 'a field has a name of letters, digits, "-" and "_", a letter first; not "("', 1],
    ['[a=!b]', '"=!" is none of = != < <= > >=', 2],
    ['[a > 4*]', '">" compares with a number, without wildcards and quotes', 5],
    ['[a=%x%, b=%y%, c=%z%]', 'more than 2 regular expressions', 17],
    ['[ip, .., b]', 'a field has a name of letters, digits, "-" and "_", a letter first; not "."', 5],
  ])('is not %s', (pattern, problem, at) => {
    expect(errorOf(pattern)).toEqual({ problem, at });
  });
});

describe('the fields of a line', () => {
  test.each([
    ['a  b ', ['a', 'b']],
    ['[a b] "c d"', ['a b', 'c d']],
    ['"" []', ['', '']],
    ['a[b c] x="y z"', ['a[b', 'c]', 'x="y', 'z"']],
    ['"a"b [c]:', ['a', 'b', 'c', ':']],
    ['[a b', ['[a', 'b']],
    ['"a b', ['"a', 'b']],
    ['a\tb c', ['a\tb', 'c']],
  ])('of %j are %j', (line, texts) => {
    expect(splitFields(line).map(({ text }) => text)).toEqual(texts);
  });

  test('are found in time for any line, however many brackets it opens', () => {
    expect(splitFields('[ '.repeat(500_000))).toHaveLength(500_000);
  });

  test('are in order, do not overlap, and leave nothing but blanks between them', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab []"') }), (line) => {
        let end = 0;
        for (const field of splitFields(line)) {
          expect(line.slice(end, field.at)).toMatch(/^ *$/);
          expect(line.slice(field.at, field.end)).toContain(field.text);
          expect(field.end).toBeGreaterThan(field.at);
          end = field.end;
        }
        expect(line.slice(end)).toMatch(/^ *$/);
      }),
    );
  });
});

function matchOf(pattern: string, line: string) {
  return parseFilter(pattern).match(new LogEvent(line));
}
