import type { Promql, Selector } from '../../../definition/promql_tree.ts';
import type { Version } from './ranges.ts';
import type { SampledSeries } from './samples.ts';
import type { Element, Labels } from './values.ts';

/** What a rule records under a name. */
export interface Recording {
  readonly expression: Promql;
  readonly labels: Labels;
}

/** What is there to be evaluated. */
export interface World {
  readonly version: Version;
  /** Between samples, and between evaluations: at most five minutes, the time for which Prometheus looks back; milliseconds. */
  readonly interval: number;
  readonly series: readonly SampledSeries[];
  /** Rules by the name of what they record. */
  readonly recordings: ReadonlyMap<string, readonly Recording[]>;
}

/** A rule with the name of what it records. */
export type NamedRecording = Recording & { readonly name: string };

// Ranges of what is calculated overlap from one evaluation to the next.
const memories = new WeakMap<World, Map<Promql, Map<number, readonly Element[]>>>();

/** The elements of an expression at a moment, calculated once for each world. */
export function remembered(
  node: Promql,
  at: number,
  world: World,
  of: () => readonly Element[],
): readonly Element[] {
  const memory = memories.get(world) ?? new Map<Promql, Map<number, readonly Element[]>>();
  memories.set(world, memory);
  const moments = memory.get(node) ?? new Map<number, readonly Element[]>();
  memory.set(node, moments);
  const elements = moments.get(at) ?? of();
  moments.set(at, elements);
  return elements;
}

// The same selectors and series are asked for again and again, and a regular expression takes its time.
const rulesOfSelectors = new WeakMap<
  Selector,
  { of: World['recordings']; rules: readonly NamedRecording[] }
>();
const sampledBySelectors = new WeakMap<Selector, WeakMap<Labels, boolean>>();

/** The rules whose series a selector may mean. */
export function recordingsOf(node: Selector, recordings: World['recordings']): readonly NamedRecording[] {
  const known = rulesOfSelectors.get(node);
  if (known?.of === recordings) return known.rules;
  const names = node.matchers.filter(({ label }) => label === '__name__');
  const rules = [...recordings]
    .filter(([name]) => names.length > 0 && names.every((matcher) => matcher.matches(name)))
    .flatMap(([name, its]) => its.map((rule) => ({ name, ...rule })))
    .filter(({ labels }) =>
      node.matchers.every(({ label, matches }) => labels[label] === undefined || matches(labels[label])),
    );
  rulesOfSelectors.set(node, { of: recordings, rules });
  return rules;
}

/** Whether a selector means a series of samples. */
export function isSampled(node: Selector, labels: Labels): boolean {
  const known = sampledBySelectors.get(node) ?? new WeakMap<Labels, boolean>();
  sampledBySelectors.set(node, known);
  const answer = known.get(labels) ?? isMeant(node, labels);
  known.set(labels, answer);
  return answer;
}

/** Whether a selector means a series with these labels. */
export function isMeant({ matchers }: Selector, labels: Labels): boolean {
  return matchers.every(({ label, matches }) => matches(labels[label] ?? ''));
}
