export type Role = 'goldwatch' | 'peer' | 'bound' | 'also';

/** What one contestant took, round by round; or why it did not take part. */
export interface Figure {
  readonly name: string;
  readonly role: Role;
  readonly values: readonly number[] | string;
}

/** What goldwatch is to reach, beside one figure of the row (a ratio) or by itself (in the row's unit). */
export interface Reach {
  readonly beside?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Hoped for, not promised. */
  readonly stretch?: true;
}

/** One question, and what each contestant had to say. */
export interface Row {
  readonly title: string;
  readonly unit: Unit;
  readonly figures: readonly Figure[];
  readonly reaches: readonly Reach[];
  /** What one must know to read the figures. */
  readonly note?: string;
}

export type Unit = 'ms' | 's' | 'ns' | 'µs' | 'B' | 'MB' | 'share';

export const GOLDWATCH = 'goldwatch';

/** NaN where the figure is missing. */
export function medianOf({ figures }: Row, name: string): number {
  const values = figures.find((figure) => figure.name === name)?.values;
  return typeof values === 'object' ? median(values) : Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export type Verdict = 'met' | 'not met' | 'not measured';

/** Whether goldwatch's median reaches it. */
export function verdictOf(row: Row, { beside, atMost, atLeast }: Reach): Verdict {
  const ours = medianOf(row, GOLDWATCH);
  const value = beside === undefined ? ours : ours / medianOf(row, beside);
  if (Number.isNaN(value)) return 'not measured';
  const reached =
    value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY);
  return reached ? 'met' : 'not met';
}
