import type { Sample } from '../family.ts';
import { type EscapingScheme, escapeLabelName } from './escaping.ts';
import { seriesName } from './format.ts';
import { emittedNames, type NamedFamily } from './names.ts';

/** A family as far as it decides what it may be called; either of the two says which labels it has. */
interface Candidate extends NamedFamily {
  readonly labelNames?: readonly string[];
  readonly values?: readonly Sample[];
}

/**
 * The families that one page can hold. Left out, and reported with what to do, are those that Prometheus
 * would refuse the whole page for, or would mix up: a later one that has a name or series in common with an
 * earlier one (a counter `x_count` beside a histogram `x`; `a_b` beside `a.b` where both are called `a_b`),
 * one without a name, and one with a label called `__name__`, without a name, or like another label.
 */
export function refuseDuplicates<T extends Candidate>(
  families: readonly T[],
  onFailure: (metric: string, error: Error) => void,
  escaping: EscapingScheme = 'underscores',
): T[] {
  const owners = new Map<string, T>();
  return families.filter((family) => {
    const names = seriesNames(family, escaping);
    const problem =
      nameProblem(family) ?? labelProblem(family, escaping) ?? duplicateProblem(family, names, owners);
    if (problem !== undefined) {
      onFailure(family.name, new Error(problem));
      return false;
    }
    for (const name of names) owners.set(name, family);
    return true;
  });
}

function nameProblem({ name, type }: Candidate): string | undefined {
  if (name === '') return `A ${type} has an empty name, and is left out. Name it.`;
  if (name.includes('\0')) {
    return `The ${type} ${JSON.stringify(name)} is left out: its name has a NUL, at which Prometheus stops reading. Rename it.`;
  }
  return undefined;
}

function labelProblem(family: Candidate, escaping: EscapingScheme): string | undefined {
  const seen = new Map<string, string>();
  for (const label of labelNames(family)) {
    const escaped = escapeLabelName(label, escaping);
    const other = seen.get(escaped);
    seen.set(escaped, label);
    const said = labelFault(label, escaped, other);
    if (said !== undefined) {
      return `The ${family.type} ${family.name} is left out: ${said}. Rename the label.`;
    }
  }
  return undefined;
}

function labelFault(label: string, escaped: string, other: string | undefined): string | undefined {
  if (label === '') return 'it has a label with an empty name';
  if (label.includes('\0'))
    return `its label ${JSON.stringify(label)} has a NUL, at which Prometheus stops reading`;
  if (escaped === '__name__') {
    return label === escaped
      ? 'it has a label called __name__, which is where Prometheus keeps the name of the metric'
      : `its label "${label}" would be called __name__, which is where Prometheus keeps the name of the metric`;
  }
  return other === undefined
    ? undefined
    : `its labels "${other}" and "${label}" would both be called ${escaped}`;
}

function duplicateProblem<T extends Candidate>(
  { name, type }: T,
  names: ReadonlySet<string>,
  owners: ReadonlyMap<string, T>,
): string | undefined {
  const taken = names.values().find((one) => owners.has(one));
  const owner = taken === undefined ? undefined : owners.get(taken);
  if (owner === undefined) return undefined;
  return owner.name === name
    ? `The ${type} ${name} is left out: there is a ${owner.type} of that name. Rename one of them.`
    : `The ${type} ${name} is left out: the ${owner.type} ${owner.name} has ${taken}, too. Rename one of them.`;
}

function labelNames({ labelNames: declared = [], values = [] }: Candidate): Set<string> {
  const names = new Set(declared);
  for (const { labels } of values) for (const label in labels) names.add(label);
  return names;
}

/** Those of its type, and what else a collection of an application's own has put into it. */
function seriesNames(family: Candidate, escaping: EscapingScheme): Set<string> {
  const given = new Set(family.values?.map(({ metricName = family.name }) => metricName));
  return new Set([
    ...emittedNames(family, escaping),
    ...[...given].map((series) => seriesName(family.name, series, escaping)),
  ]);
}
