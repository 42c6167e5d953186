import { expect, test } from 'vitest';
import { unitOf } from './units.ts';

test.each([
  ['wait_seconds', 'histogram', 'seconds'],
  ['process_cpu_seconds_total', 'counter', 'seconds'],
  ['process_cpu_seconds_total', 'unknown', undefined],
  ['heap_bytes', 'gauge', 'bytes'],
  ['fill_ratio', 'gauge', 'ratio'],
  ['room_celsius', 'gauge', 'celsius'],
  ['jobs_total', 'counter', undefined],
  ['seconds', 'gauge', undefined],
  ['milliseconds', 'gauge', undefined],
  ['wait_seconds_bucket', 'unknown', undefined],
  ['http.wait_seconds', 'gauge', 'seconds'],
])('the unit of %s, a %s, is %s', (name, type, unit) => {
  expect(unitOf(name, type)).toBe(unit);
});
