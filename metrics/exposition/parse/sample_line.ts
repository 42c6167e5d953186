import type { ParsedExemplar } from './parsed_family.ts';
import type { ReadSeries } from './series.ts';

/** A line with a value, and where in the page its parts are, for messages. */
export interface SampleLine extends ReadSeries {
  readonly value: number;
  /** Milliseconds since 1970, or null. */
  readonly timestamp: number | null;
  readonly exemplar: ParsedExemplar | null;
  readonly valueAt: number;
  /** No meaning without an exemplar. */
  readonly exemplarAt: number;
}
