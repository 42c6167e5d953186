/** CloudWatch's standard units, as AWS spells them (API reference, `MetricDatum`). */
export const UNITS = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Percent',
  'Count',
  'Bytes/Second',
  'Kilobytes/Second',
  'Megabytes/Second',
  'Gigabytes/Second',
  'Terabytes/Second',
  'Bits/Second',
  'Kilobits/Second',
  'Megabits/Second',
  'Gigabits/Second',
  'Terabits/Second',
  'Count/Second',
  'None',
] as const;
export type Unit = (typeof UNITS)[number];

/** Names and values of a CloudWatch metric's dimensions, sorted by name. */
export type Dimensions = readonly (readonly [name: string, value: string])[];

/** One point of one CloudWatch metric, about one interval; plain JSON. */
export interface Datum {
  /** MetricName. */
  readonly name: string;
  readonly dimensions: Dimensions;
  /** Milliseconds since 1970: the interval's beginning, a multiple of the resolution. */
  readonly timestamp: number;
  /** StorageResolution, in seconds. */
  readonly resolution: 60 | 1;
  readonly unit: Unit;
  /** At most 150, distinct; one for counters and gauges. */
  readonly values: readonly number[];
  /** How often each value was observed. */
  readonly counts: readonly number[];
}

/** What AWS bills as one metric, as text: a name and its dimensions. */
export function metricKey(name: string, dimensions: Dimensions): string {
  return JSON.stringify([name, ...dimensions]);
}
