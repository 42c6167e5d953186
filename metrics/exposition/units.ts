/**
 * Prometheus's base units, as metric names end (https://prometheus.io/docs/practices/naming/#base-units).
 * OpenMetrics wants UNIT to be the end of the name.
 */
const BASE_UNITS = [
  'seconds',
  'bytes',
  'ratio',
  'celsius',
  'meters',
  'volts',
  'amperes',
  'joules',
  'grams',
] as const;

/**
 * The unit of a family by its name, a counter's `_total` aside: `seconds` of `wait_seconds`. Undefined where
 * it has none.
 */
export function unitOf(name: string, type: string): string | undefined {
  const base = type === 'counter' ? withoutTotal(name) : name;
  return BASE_UNITS.find((unit) => base.endsWith(`_${unit}`));
}

/** What OpenMetrics calls a counter's family. */
export function withoutTotal(name: string): string {
  return name.endsWith('_total') ? name.slice(0, -'_total'.length) : name;
}
