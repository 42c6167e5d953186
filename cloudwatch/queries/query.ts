/** One metric of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** By name; none for a metric without dimensions. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric, and how the values of a period become one. */
export interface MetricQuery {
  readonly kind: 'metric';
  /** Unique within its list; begins with a small letter. */
  readonly id: string;
  readonly metric: Metric;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p95`. */
  readonly statistic: string;
}

/** Metric math over other queries of the same list, by their identifiers. */
export interface MathQuery {
  readonly kind: 'math';
  readonly id: string;
  readonly expression: string;
}

export type Query = MetricQuery | MathQuery;

/** What an alarm compares, or a line of a dashboard shows: the last query is its value, the others are what it is made of. */
export interface Question {
  readonly queries: readonly Query[];
  /** What it is called in graphs: `error ratio of shop`. */
  readonly label: string;
  /** Of the value; null where nobody knows, or it has none. */
  readonly unit:
    | 'seconds'
    | 'milliseconds'
    | 'bytes'
    | 'ratio'
    | 'percent'
    | 'dollars'
    | 'per_second'
    | 'count'
    | null;
}
