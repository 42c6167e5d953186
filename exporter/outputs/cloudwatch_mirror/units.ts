import type { Unit } from './datum.ts';

/** What a name ends in, longest first; `_total` of a counter is cut off before. */
const SUFFIXES: readonly (readonly [suffix: string, unit: Unit])[] = [
  ['_bytes_per_second', 'Bytes/Second'],
  ['_bits_per_second', 'Bits/Second'],
  ['_per_second', 'Count/Second'],
  ['_microseconds', 'Microseconds'],
  ['_milliseconds', 'Milliseconds'],
  ['_seconds', 'Seconds'],
  ['_bytes', 'Bytes'],
  ['_bits', 'Bits'],
  ['_percent', 'Percent'],
  ['_count', 'Count'],
];

/**
 * The unit of a metric by the suffix of its name (https://prometheus.io/docs/practices/naming/#base-units), where
 * CloudWatch has that unit. A `_ratio` has none: CloudWatch's Percent goes to 100. What a counter counts is Count.
 */
export function unitByName(name: string, type: string): Unit {
  const base = name.endsWith('_total') ? name.slice(0, -'_total'.length) : name;
  const known = SUFFIXES.find(([suffix]) => base.endsWith(suffix));
  if (known !== undefined) return known[1];
  return type === 'counter' ? 'Count' : 'None';
}
