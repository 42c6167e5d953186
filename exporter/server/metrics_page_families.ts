import type { Registry } from 'prom-client';
import { collectMetrics, type OnFailure, pageMetricsOf } from '../../metrics/exposition/collect.ts';
import { Family, type FamilySamples } from '../../metrics/family.ts';
import type { FamiliesView } from '../status/view.ts';

type FamilyView = FamiliesView['families'][number];

/** What a page writes for each bucket or quantile, beside the labels that a metric has. */
const WRITTEN: Readonly<Record<string, string>> = { histogram: 'le', summary: 'quantile' };

/** The families that pages have, by name, whoever counts them. `onFailure` is told of those that cannot be collected. */
export async function familiesOf(registry: Registry, onFailure: OnFailure): Promise<FamilyView[]> {
  const metrics = pageMetricsOf(registry);
  const own = metrics.filter((metric) => metric instanceof Family);
  const others = metrics.filter((metric) => !(metric instanceof Family));
  const { families, defaultLabels } = await collectMetrics(registry, others, onFailure);
  const added = Object.keys(defaultLabels);
  return [...own.map((family) => viewOfOwn(family, added)), ...families.map(viewOfOther)].sort(
    (one, other) => (one.name < other.name ? -1 : 1),
  );
}

// Counted, not collected: the samples of a hundred thousand series would hold the event loop.
function viewOfOwn(family: Family, added: readonly string[]): FamilyView {
  const { name, type, help, labelNames, variants } = family;
  const series = [family, ...variants].reduce((sum, one) => sum + seriesOf(one), 0);
  return { name, type, help, series, labels: [...new Set([...labelNames, ...added])] };
}

function seriesOf(family: Family): number {
  const cursor = family.cursor();
  let rows = 0;
  for (let row = 0; row < family.store.handles.length; row += 1) if (cursor.seek(row)) rows += 1;
  return rows * family.seriesPerLabelSet;
}

function viewOfOther({ name, type, help, values }: FamilySamples): FamilyView {
  const labels = new Set(values.flatMap((sample) => Object.keys(sample.labels ?? {})));
  labels.delete(WRITTEN[type] ?? '');
  return { name, type, help, series: values.length, labels: [...labels] };
}
