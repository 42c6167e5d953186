import type { Labels } from './values.ts';

/** Samples that follow each other: `count` of them, the first `start`, each by `growth` larger than the one before; or none. */
export interface Piece {
  readonly count: number;
  /** Null while the series is not there. */
  readonly start: number | null;
  readonly growth: number;
}

/** A series with one sample for each interval, from moment 0 on. */
export class SampledSeries {
  readonly labels: Labels;
  readonly pieces: readonly Piece[];

  constructor(labels: Labels, pieces: readonly Piece[]) {
    this.labels = labels;
    this.pieces = pieces;
  }

  /** The sample of that number, from 0 on; null where there is none. */
  readonly sample = (index: number): number | null => {
    let before = 0;
    for (const { count, start, growth } of this.pieces) {
      if (index >= before && index < before + count)
        return start === null ? null : start + (index - before) * growth;
      before += count;
    }
    return null;
  };
}
