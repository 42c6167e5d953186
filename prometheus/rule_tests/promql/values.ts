/** Labels of a series or of an element; the metric's name is `__name__`. Empty ones are not there. */
export type Labels = Readonly<Record<string, string>>;

export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

/** Samples of one series within a range, oldest first; times are milliseconds. */
export interface Range {
  readonly labels: Labels;
  readonly samples: readonly { readonly at: number; readonly value: number }[];
  /** Both in milliseconds; the range ends at the second one. */
  readonly from: number;
  readonly to: number;
}

export type Value = number | string | readonly Element[];

/** An expression cannot be evaluated, as Prometheus would refuse it, too. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

const NAME = '__name__';

/** Labels without the metric's name. */
export function unnamed(labels: Labels): Labels {
  return only(labels, (label) => label !== NAME);
}

/** Those of the labels for which that holds. */
export function only(labels: Labels, keeps: (label: string) => boolean): Labels {
  const kept: Record<string, string> = {};
  for (const label in labels) {
    const value = labels[label];
    if (value !== undefined && value !== '' && keeps(label)) kept[label] = value;
  }
  return kept;
}

/** The same for equal labels, whatever their order. */
export function signature(labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length > 1) names.sort();
  let text = '';
  for (const name of names) if (labels[name] !== '') text += `${name}\u0000${labels[name]}\u0000`;
  return text;
}

/** Elements of a vector; a single number has none. */
export function vector(value: Value): readonly Element[] {
  if (typeof value === 'object') return value;
  throw new EvaluationError('A vector is needed where a single value is.');
}

export function scalar(value: Value): number {
  if (typeof value === 'number') return value;
  throw new EvaluationError('A single number is needed.');
}
