import {
  type FilterMetricSettings,
  VALUE_UNITS,
} from '../../exporter/sources/logs/metrics/filter_metric_settings.ts';

interface FilterUnit {
  readonly unit: string;
  readonly factor: number;
}

/**
 * Units of CloudWatch (API reference of CloudWatch Logs, MetricTransformation). Nobody says whether its kilobytes are 1000 or 1024
 * bytes, and nanoseconds, minutes and binary sizes it does not have.
 */
const UNITS: Readonly<Record<keyof typeof VALUE_UNITS, string>> = {
  ns: 'None',
  us: 'Microseconds',
  ms: 'Milliseconds',
  s: 'Seconds',
  min: 'None',
  kB: 'Kilobytes',
  KiB: 'None',
  MB: 'Megabytes',
  MiB: 'None',
  percent: 'Percent',
};

const BASE_UNITS: readonly (readonly [RegExp, string])[] = [
  [/_seconds(?:_total)?$/, 'Seconds'],
  [/_bytes(?:_total)?$/, 'Bytes'],
];

/** What the values of a filter are in, and what one of it is in Prometheus's base unit. A filter tells values as the log has them. */
export function unitOf({
  name,
  value,
  unit,
}: Pick<FilterMetricSettings, 'name' | 'value' | 'unit'>): FilterUnit {
  if (value === undefined) return { unit: 'Count', factor: 1 };
  if (unit !== undefined) return { unit: UNITS[unit], factor: VALUE_UNITS[unit] };
  return { unit: BASE_UNITS.find(([ending]) => ending.test(name))?.[1] ?? 'None', factor: 1 };
}
