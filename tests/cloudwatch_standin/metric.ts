/** A name and a value that tell metrics of one name apart. */
export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** What makes a metric a metric of its own. The order of dimensions does not matter. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
}

/** Many observations as four numbers; percentiles are lost unless all were alike. */
export interface StatisticSet {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A datum that is within all limits. Either `values` and `counts` hold something, of one length, or `statistics`. */
export interface Datum extends MetricIdentity {
  /** Milliseconds since 1970, as it was sent. */
  readonly timestamp: number;
  readonly unit: string;
  readonly storageResolution: 1 | 60;
  readonly values: readonly number[];
  readonly counts: readonly number[];
  readonly statistics: StatisticSet | undefined;
}

/** A string that is the same for the same metric and for no other. */
export function metricKey({ namespace, metricName, dimensions }: MetricIdentity): string {
  const pairs = dimensions.map(({ name, value }) => [name, value] as const);
  // By code unit: collation finds strings equal that are not.
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([namespace, metricName, pairs]);
}
