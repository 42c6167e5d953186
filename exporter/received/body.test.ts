import { expect, test } from 'vitest';
import { valuesOf } from './body.ts';

const JSON_TYPE = 'application/json';
const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['an object', '{"a": 1}', JSON_TYPE, [{ a: 1 }]],
  ['an object over several lines', '{\n"a":\n1\n}\n', JSON_TYPE, [{ a: 1 }]],
  ['an array', ' [1, {"a": 2}] ', JSON_TYPE, [1, { a: 2 }]],
  ['an empty array', '[]', JSON_TYPE, []],
  [
    'lines, with any line ends and empty ones between',
    '{"a": 1}\r\n\n{"a": 2}\n',
    JSON_TYPE,
    [{ a: 1 }, { a: 2 }],
  ],
  ['lines, whatever curl calls them', '1\n2', 'application/x-www-form-urlencoded', [1, 2]],
  ['one line, which is then no array of events', '[1, 2]', 'application/x-ndjson', [[1, 2]]],
])('a body may be %s', (_name, body, mediaType, values) => {
  expect(valuesOf(bytes(body), mediaType)).toEqual(values);
});

test.each([
  ['', 'The body is empty. Send an event, an array of events, or one event per line.'],
  [' \n\n', 'The body is empty. Send an event, an array of events, or one event per line.'],
  ['{"a": 1', 'Line 1 of the body is not JSON. Send an event, an array of events, or one event per line.'],
  [
    '{"a": 1}\n\n{"a"}\n',
    'Line 3 of the body is not JSON. Send an event, an array of events, or one event per line.',
  ],
  [
    '\ufeff\ufeff1',
    'Line 1 of the body is not JSON. Send an event, an array of events, or one event per line.',
  ],
])('the body %j is refused', (body, problem) => {
  expect(valuesOf(bytes(body), JSON_TYPE)).toEqual({ reason: 'not_events', problem });
});

test('bytes that are not UTF-8 are refused, since a label must not be another one than was sent', () => {
  expect(valuesOf(Uint8Array.of(0x22, 0xff, 0x22), JSON_TYPE)).toEqual({
    reason: 'not_events',
    problem: 'The body is not UTF-8.',
  });
});

test('more events than one request may have are refused', () => {
  const most = Array.from({ length: 10_000 }, () => 1);
  expect(valuesOf(bytes(JSON.stringify(most)), JSON_TYPE)).toHaveLength(10_000);
  const refused = {
    reason: 'too_many',
    problem: 'The body has 10001 events; 10000 are the most that one request may have. Send several.',
  };
  expect(valuesOf(bytes(JSON.stringify([...most, 1])), JSON_TYPE)).toEqual(refused);
  expect(valuesOf(bytes('1\n'.repeat(10_001)), JSON_TYPE)).toEqual(refused);
});
