import type { Question } from './query.ts';

interface Search {
  readonly namespace: string;
  readonly name: string;
  /** Names of all its dimensions, and nothing but these: a search finds metrics by the whole set. */
  readonly dimensions: readonly string[];
  /** Dimensions of which one value only is meant. */
  readonly where?: Readonly<Record<string, string>>;
  readonly statistic: string;
  /** Of so many metrics those whose average is highest. */
  readonly top: number;
  readonly label: string;
  readonly unit: Question['unit'];
}

/**
 * The metrics of a name, whatever values one of their dimensions has: a line for each, of the `top` highest only. Null where a name
 * has a quotation mark, which a search cannot be told of without doubt.
 *
 * A search sees metrics that had a point in the last two weeks, and finds at most 500 of them.
 * Source: Amazon CloudWatch User Guide, «CloudWatch search expression syntax».
 */
export function searchOf(search: Search): Question | null {
  const { namespace, name, dimensions, where = {}, statistic, top, label, unit } = search;
  const words = [namespace, name, ...dimensions, ...Object.values(where)];
  if (words.some((word) => /["'\\]/.test(word))) return null;
  const schema = [namespace, ...dimensions].map(quoted).join(',');
  const terms = [
    `MetricName="${name}"`,
    ...Object.entries(where).map(([dimension, value]) => `${quoted(dimension)}="${value}"`),
  ];
  const found = `SEARCH('{${schema}} ${terms.join(' ')}', '${statistic}')`;
  return {
    queries: [{ kind: 'math', id: 'found', expression: `SORT(${found}, AVG, DESC, ${top})` }],
    label,
    unit,
  };
}

/** In quotation marks where it has anything but letters and digits, as the syntax asks for. */
function quoted(word: string): string {
  return /^[A-Za-z0-9]+$/.test(word) ? word : `"${word}"`;
}
