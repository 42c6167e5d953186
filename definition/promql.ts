import { parser } from '@prometheus-io/lezer-promql';

/** What a PromQL expression is made of, as far as goldwatch asks. */
export interface ParsedPromql {
  /** Offset of the first syntax error, or null. */
  readonly errorAt: number | null;
  /** Names of the metrics it selects, each with its offset. */
  readonly metrics: readonly { readonly name: string; readonly at: number }[];
}

/** Names of labels in the matchers of an expression, where they stand without quotes, each with its offset. */
export function matcherLabels(expression: string): { readonly name: string; readonly at: number }[] {
  const labels: { name: string; at: number }[] = [];
  parser.parse(expression).iterate({
    enter({ name, from, to }) {
      if (name === 'LabelName') labels.push({ name: expression.slice(from, to), at: from });
    },
  });
  return labels;
}

/** Parses an expression with Prometheus's own grammar. Never throws. */
export function parsePromql(expression: string): ParsedPromql {
  let errorAt: number | null = expression.trim() === '' ? 0 : null;
  const metrics: { name: string; at: number }[] = [];
  parser.parse(expression).iterate({
    enter(node) {
      if (node.type.isError) errorAt = Math.min(errorAt ?? node.from, node.from);
      if (node.name !== 'VectorSelector') return;
      const identifier = node.node.getChild('Identifier');
      if (identifier !== null) {
        metrics.push({ name: expression.slice(identifier.from, identifier.to), at: identifier.from });
      }
    },
  });
  return { errorAt, metrics };
}
