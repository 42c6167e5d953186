import { groupSamples } from '../../../metrics/exposition/sample_groups.ts';
import type { FamilySamples } from '../../../metrics/family.ts';
import {
  asksTooMuch,
  compileSelection,
  destinationOf,
  entriesOf,
  type Labels,
  selects,
} from './selection.ts';
import type { CloudwatchMirrorSettings } from './settings.ts';

/** What a selection would make of the series that there are. */
export interface SelectedMetrics {
  /** Metrics in CloudWatch that each entry makes. */
  readonly byEntry: readonly number[];
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
  const refused = new Map<string, string>();
  for (const family of families) {
    if (family.type === 'summary') continue;
    const its = entriesOf(entries, family.name).filter((entry) => !asksTooMuch(entry, family.type));
    if (its.length === 0) continue;
    for (const labels of labelSets(family)) {
      for (const entry of its) {
        if (!selects(entry, labels)) continue;
        const { key, problem } = destinationOf(entry, family, labels);
        if (problem === null) keys[entry.index]?.add(key);
        else refused.set(key, `${family.name}: ${problem.detail}`);
      }
    }
  }
  return {
    byEntry: keys.map(({ size }) => size),
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
