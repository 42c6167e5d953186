import type { Definition } from '../../definition/schema.ts';
import { newEvery } from '../dependency_families.ts';
import type { Family, FamilyGraph } from '../families/family.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { metricLimits } from '../panels/metric_limits.ts';
import { overTime, scrapedEvery } from '../panels/query.ts';

const IN_A_LINE = 3;
const HEIGHT = 8;
const REF_IDS = 'ABCDEFGH';

/** One family of what services depend on, its graphs three in a line at most, in lines alike. */
export function dependency({ title, graphs }: Family, definition: Definition): Row {
  const count = Math.ceil(graphs.length / IN_A_LINE);
  const each = Math.ceil(graphs.length / count);
  const lines = Array.from({ length: count }, (_, line) => graphs.slice(line * each, (line + 1) * each));
  return {
    title,
    panels: lines.flatMap((line) =>
      inLine(
        line.map((one) => familyGraph(one, definition)),
        HEIGHT,
      ),
    ),
  };
}

function familyGraph(one: FamilyGraph, definition: Definition) {
  const { title, description, unit, queries, limits, max } = one;
  const panel = graph({
    title,
    description,
    unit,
    noValue: 'Nothing told in this time range.',
    limits: limits === undefined ? [] : metricLimits(definition, limits.metric, limits.isComparable),
  });
  if (max !== undefined) panel.max(max);
  for (const [index, { expression, legend }] of queries.entries()) {
    const target = overTime(expression, legend, REF_IDS[index]);
    panel.withTarget(scrapedEvery(target, newEvery(one, definition), definition));
  }
  return panel;
}
