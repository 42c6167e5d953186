import { groupSamples } from '../../../metrics/exposition/sample_groups.ts';
import type { FamilySamples } from '../../../metrics/family.ts';
import {
  asksTooMuch,
  compileSelection,
  destinationOf,
  entriesOf,
  isStanding,
  type Labels,
  labelsAsked,
  selects,
  serviceAsked,
  servicesShownBy,
} from './selection.ts';
import type { CloudwatchMirrorSettings } from './settings.ts';

/** What a selection would make of the series that there are. */
export interface SelectedMetrics {
  /** Metrics in CloudWatch that each entry makes; one that sends zero before there is a series makes one already. */
  readonly byEntry: readonly number[];
  /** Entries that select no series, by their places among all. */
  readonly unmatched: readonly number[];
  /** All of them, each once. */
  readonly metrics: number;
  /** Those that CloudWatch would refuse, which cost nothing, and why the first of them. */
  readonly refused: { readonly count: number; readonly example: string | null };
}

/** Counts the metrics that a selection makes of families, as of a registry or of a page: what `monthlyPrice` asks for. */
export function selectedMetrics(
  settings: CloudwatchMirrorSettings,
  families: readonly FamilySamples[],
): SelectedMetrics {
  const entries = compileSelection(settings);
  const keys = entries.map(() => new Set<string>());
  const matched = new Set<number>();
  const refused = new Map<string, string>();
  const count = (...[entry, family, labels]: Parameters<typeof destinationOf>) => {
    const { key, problem } = destinationOf(entry, family, labels);
    if (problem === null) keys[entry.index]?.add(key);
    else refused.set(key, `${family.name}: ${problem.detail}`);
  };
  for (const family of families) {
    if (family.type === 'summary') continue;
    const its = entriesOf(entries, family.name).filter((entry) => !asksTooMuch(entry, family.type));
    if (its.length === 0) continue;
    const standing = new Set(its.filter((entry) => isStanding(entry, family.type)));
    for (const labels of labelSets(family)) {
      for (const entry of its) {
        if (!selects(entry, labels)) continue;
        matched.add(entry.index);
        count(entry, family, labels);
      }
      if (standing.size === 0) continue;
      const shown = servicesShownBy(labels);
      for (const entry of standing) {
        if (!shown.includes(serviceAsked(entry))) continue;
        standing.delete(entry);
        count(entry, family, labelsAsked(entry));
      }
    }
  }
  return {
    byEntry: keys.map(({ size }) => size),
    unmatched: entries.flatMap(({ index }) => (matched.has(index) ? [] : [index])),
    metrics: new Set(keys.flatMap((its) => [...its])).size,
    refused: { count: refused.size, example: refused.values().next().value ?? null },
  };
}

function* labelSets({ type, values }: FamilySamples): Generator<Labels> {
  if (type === 'histogram') {
    for (const { labels } of groupSamples(values, 'le').groups) yield labels;
    return;
  }
  for (const { labels = {} } of values) {
    yield Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
  }
}
