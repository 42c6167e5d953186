import type { FamilySamples, Sample } from '../../family.ts';

/** Types as OpenMetrics names them; `unknown` is also what text calls `untyped`, and what has no TYPE. */
export const PARSED_TYPES = [
  'counter',
  'gauge',
  'histogram',
  'summary',
  'unknown',
  'gaugehistogram',
  'info',
  'stateset',
] as const;
export type ParsedType = (typeof PARSED_TYPES)[number];

/**
 * A family as a page has it, which the formats can write again. Its name is the one that a registry gives it: that of a
 * counter or info in OpenMetrics ends in `_total` or `_info`, as its series do.
 */
export interface ParsedFamily extends FamilySamples {
  readonly type: ParsedType;
  /** Empty where the page names none; text knows no units. */
  readonly unit: string;
  /** In the order of the page. */
  readonly values: readonly ParsedSample[];
  /** When series began, by the `_created` of OpenMetrics; they are no samples. */
  readonly created: readonly CreatedTime[];
}

export interface ParsedSample extends Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970; null where the line says none, as it mostly does. */
  readonly timestamp: number | null;
  readonly exemplar: ParsedExemplar | null;
}

/** An exemplar in prom-client's shape. */
export interface ParsedExemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp?: number;
}

export interface CreatedTime {
  /** Those of the counter, or of the histogram or summary without `le` and `quantile`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}
