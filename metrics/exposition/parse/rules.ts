import type { PageFormat } from './content_type.ts';
import { readNumber } from './numbers.ts';
import type { ParsedExemplar } from './parsed_family.ts';
import type { Role } from './roles.ts';
import type { PageLabels } from './series.ts';

/** Characters that the labels of an exemplar may have together, by OpenMetrics 1.0. */
const MOST_EXEMPLAR_CHARACTERS = 128;

/** What a rule is asked about. */
export interface Judged {
  readonly family: string;
  readonly role: Role;
  readonly labels: PageLabels;
  readonly value: number;
}

/** What is wrong with the labels of a sample, for the family that it is of; null where nothing is. */
export function labelProblem({ family, role, labels }: Judged, format: PageFormat): string | null {
  if (role === 'bucket')
    return boundOf(labels, 'le') === null ? 'a bucket has no number in its label le' : null;
  if (role === 'quantile') {
    const quantile = boundOf(labels, 'quantile');
    if (quantile === null) return 'a series of a summary has no number in its label quantile';
    const isRatio = quantile >= 0 && quantile <= 1;
    return format === 'text' || isRatio ? null : `the quantile ${quantile} is not between 0 and 1`;
  }
  return role === 'state' && !Object.hasOwn(labels, family)
    ? `a series of a stateset has no label ${JSON.stringify(family)}, which says what state it is`
    : null;
}

/** What is wrong with the value of a sample in OpenMetrics; null where nothing is. */
export function valueProblem({ role, value }: Pick<Judged, 'role' | 'value'>): string | null {
  switch (role) {
    case 'total':
    case 'bucket':
    case 'count':
      return value >= 0 ? null : `what counts cannot be ${value}`;
    case 'info':
      return value === 1 ? null : `an info is 1, not ${value}`;
    case 'state':
      return value === 0 || value === 1 ? null : `a state is 0 or 1, not ${value}`;
    default:
      return null;
  }
}

/** What is wrong with an exemplar; null where nothing is. */
export function exemplarProblem({ role }: Pick<Judged, 'role'>, { labelSet }: ParsedExemplar): string | null {
  if (role !== 'total' && role !== 'bucket') return 'only counters and buckets have exemplars';
  return isTooLong(labelSet)
    ? `the labels of an exemplar have more than ${MOST_EXEMPLAR_CHARACTERS} characters together`
    : null;
}

function isTooLong(labels: PageLabels): boolean {
  let characters = 0;
  for (const [name, value] of Object.entries(labels)) {
    // A character has two units at most; what is longer need not be counted.
    if (name.length + value.length > 2 * MOST_EXEMPLAR_CHARACTERS) return true;
    characters += [...name, ...value].length;
  }
  return characters > MOST_EXEMPLAR_CHARACTERS;
}

function boundOf(labels: PageLabels, label: string): number | null {
  const number = Object.hasOwn(labels, label) ? readNumber(labels[label] ?? '') : null;
  return number === null || Number.isNaN(number) ? null : number;
}
