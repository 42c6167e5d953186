/**
 * What CloudWatch allows. Sources: API reference of PutMetricData, MetricDatum, Dimension, GetMetricData,
 * GetMetricStatistics and ListMetrics (2010-08-01), and the refusals that people report (README).
 */
export const LIMITS = {
  /** Bytes of a request on the wire, after gzip. */
  requestBytes: 1_048_576,
  /** Bytes of a GetMetricData request, as its refusals name them. */
  queryBytes: 614_400,
  /** Bytes of a request after gunzip. Not AWS's: more than any request within the other limits has. */
  inflatedBytes: 64 * 1_048_576,
  datumsPerRequest: 1000,
  valuesPerDatum: 150,
  dimensionsPerMetric: 30,
  nameCharacters: 255,
  dimensionValueCharacters: 1024,
  largestMagnitude: 2 ** 360,
  /** Below this, and not 0, a value is refused, too: observed, the reference says only «too small». */
  smallestMagnitude: 2 ** -360,
  pastMilliseconds: 14 * 24 * 3_600_000,
  futureMilliseconds: 2 * 3_600_000,
  queriesPerRequest: 500,
  datapointsPerQueryPage: 100_800,
  datapointsOfStatistics: 1440,
  metricsPerPage: 500,
  /** How far a signature's time may be off, either way. */
  signatureSkewMilliseconds: 5 * 60_000,
} as const;

/** Seconds that a metric is stored at. */
export const STORAGE_RESOLUTIONS = [1, 60] as const;

/** StandardUnit of the API reference, in the order in which CloudWatch names them. */
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
