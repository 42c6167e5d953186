import type { Aggregation } from '../../../definition/promql_tree.ts';
import { quantileOf, variance } from './ranges.ts';
import { type Element, EvaluationError, type Labels, only, signature } from './values.ts';

type Operator = (values: readonly number[], parameter: number) => number;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const OPERATORS: Readonly<Record<string, Operator>> = {
  sum,
  avg: (values) => sum(values) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  count: (values) => values.length,
  group: () => 1,
  stdvar: variance,
  stddev: (values) => Math.sqrt(variance(values)),
  quantile: (values, q) => quantileOf(q, values),
};

/** The elements of a vector, summed up or however else by some of their labels. */
export function aggregated(node: Aggregation, elements: readonly Element[], parameter: number): Element[] {
  const listed = new Set(node.labels);
  const keeps = (label: string) =>
    node.grouping === 'by' ? listed.has(label) : !listed.has(label) && label !== '__name__';
  const groups = new Map<string, { labels: Labels; members: Element[] }>();
  for (const element of elements) {
    const labels = only(element.labels, keeps);
    const group = groups.get(signature(labels)) ?? { labels, members: [] };
    group.members.push(element);
    groups.set(signature(labels), group);
  }
  return [...groups.values()].flatMap((group) => ofGroup(node, group, parameter));
}

function ofGroup(
  { operator }: Aggregation,
  { labels, members }: { labels: Labels; members: readonly Element[] },
  parameter: number,
): Element[] {
  if (operator === 'topk' || operator === 'bottomk') {
    const sign = operator === 'topk' ? -1 : 1;
    return [...members].sort((a, b) => sign * (a.value - b.value)).slice(0, Math.max(0, parameter));
  }
  const apply = OPERATORS[operator];
  if (apply === undefined) throw new EvaluationError(`The aggregation ${operator} is not known here.`);
  const values = members.map(({ value }) => value);
  return [{ labels, value: apply(values, parameter) }];
}
