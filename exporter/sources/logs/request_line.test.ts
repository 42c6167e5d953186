import { expect, test } from 'vitest';
import { RouteTable } from '../../../metrics/route_table.ts';
import { LogEvent } from './filter/log_event.ts';
import { lineReader } from './formats/index.ts';
import { requestReader } from './request_line.ts';

const lineOf = lineReader('json');
const json = (line: string) => lineOf(new LogEvent(line));

const BY_PATH = { method: '$.method', path: '$.path', status: '$.status', duration_ms: '$.ms' };
const WHOLE = { method: 'get', path: '/users/17?page=2', status: 200, ms: 250 };

const read = (line: string, mapping = BY_PATH) =>
  requestReader(mapping, new RouteTable(10), 'json')(json(line));
const without = (key: keyof typeof WHOLE) => JSON.stringify({ ...WHOLE, [key]: undefined });
const with_ = (changes: Record<string, unknown>) => JSON.stringify({ ...WHOLE, ...changes });

test('a line with every field is a request, its latency in seconds, its identifiers collapsed', () => {
  expect(read(JSON.stringify(WHOLE))).toEqual({
    method: 'get',
    route: '/users/:id',
    status: 200,
    seconds: 0.25,
  });
});

test.each([
  ['text that is no JSON', 'GET /users/17 200', 'not_in_format'],
  ['half a line', JSON.stringify(WHOLE).slice(0, 30), 'not_in_format'],
  ['a number', '5', 'not_in_format'],
  ['null', 'null', 'not_in_format'],
  ['a line of the application', '{"level":"INFO","message":"started"}', 'not_a_request'],
  ['a list', '[1]', 'not_in_format'],
  ['no method', without('method'), 'missing_method'],
  ['no path', without('path'), 'missing_route'],
  ['no status', without('status'), 'missing_status'],
  ['no duration', without('ms'), 'missing_duration'],
  ['a status of null', with_({ status: null }), 'missing_status'],
  ['a status below 100', with_({ status: 99 }), 'bad_status'],
  ['a status above 599', with_({ status: 600 }), 'bad_status'],
  ['a status that is no whole number', with_({ status: 200.5 }), 'bad_status'],
  ['a status that is no number', with_({ status: 'OK' }), 'bad_status'],
  ['a status of true', with_({ status: true }), 'bad_status'],
  ['a negative duration', with_({ ms: -1 }), 'bad_duration'],
  ['a duration that is no number', with_({ ms: 'soon' }), 'bad_duration'],
  ['a duration beyond all numbers', JSON.stringify(WHOLE).replace('250', '1e999'), 'bad_duration'],
])('%s is rejected', (_what, line, reason) => {
  expect(read(line)).toBe(reason);
});

test('numbers written as text are numbers', () => {
  expect(read(with_({ status: '503', ms: '12.5' }))).toMatchObject({ status: 503, seconds: 0.0125 });
});

test('fields may lie inside objects and lists, and seconds need no conversion', () => {
  const mapping = {
    method: '$.http.method',
    route: '$.http.route',
    status: '$.codes[1]',
    duration_s: '$.took',
  };
  const line = { http: { method: 'POST', route: '/users/:id' }, codes: [0, 201], took: 1.5 };
  expect(requestReader(mapping, new RouteTable(10), 'json')(json(JSON.stringify(line)))).toEqual({
    method: 'POST',
    route: '/users/:id',
    status: 201,
    seconds: 1.5,
  });
});

test('what every object inherits is no field', () => {
  expect(read('{}', { ...BY_PATH, method: '$.constructor' })).toBe('not_a_request');
  expect(read('{"__proto__":{"method":"GET"}}')).toBe('not_a_request');
});

test('a path that was only ever answered 404 names no route', () => {
  const reader = requestReader(BY_PATH, new RouteTable(10), 'json');
  expect(reader(json(with_({ path: '/wp-admin.php', status: 404 })))).toMatchObject({ route: '<unmatched>' });
  expect(reader(json(with_({ path: '/users/1', status: 200 })))).toMatchObject({ route: '/users/:id' });
  expect(reader(json(with_({ path: '/users/2', status: 404 })))).toMatchObject({ route: '/users/:id' });
});
