import { expect, test } from 'vitest';
import { unitByName } from './units.ts';

test.each([
  ['http_request_duration_seconds', 'histogram', 'Seconds'],
  ['container_cpu_seconds_total', 'counter', 'Seconds'],
  ['container_memory_working_set_bytes', 'gauge', 'Bytes'],
  ['container_disk_io_bytes_total', 'counter', 'Bytes'],
  ['job_duration_milliseconds', 'histogram', 'Milliseconds'],
  ['job_duration_microseconds', 'gauge', 'Microseconds'],
  ['link_bits', 'gauge', 'Bits'],
  ['link_bits_per_second', 'gauge', 'Bits/Second'],
  ['link_bytes_per_second', 'gauge', 'Bytes/Second'],
  ['requests_per_second', 'gauge', 'Count/Second'],
  ['disk_used_percent', 'gauge', 'Percent'],
  ['http_requests_total', 'counter', 'Count'],
  ['mails', 'counter', 'Count'],
  ['queue_count', 'gauge', 'Count'],
  ['queue_length', 'gauge', 'None'],
  ['payload_size', 'histogram', 'None'],
  ['milliseconds', 'gauge', 'None'],
] as const)('%s, a %s, is in %s', (name, type, unit) => {
  expect(unitByName(name, type)).toBe(unit);
});

test('a ratio is not a percentage: it goes to 1, not to 100', () => {
  expect(unitByName('saturation_ratio', 'gauge')).toBe('None');
});
