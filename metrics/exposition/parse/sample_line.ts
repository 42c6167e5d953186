import type { SampleRest } from './sample_rest.ts';
import type { ReadSeries } from './series.ts';

/** A line with a value, and where its parts are, for messages. */
export interface SampleLine {
  readonly series: ReadSeries;
  readonly rest: SampleRest;
}
