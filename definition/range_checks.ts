import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { formatDuration, parseDuration } from '../conventions/quantities.ts';
import type { PromqlAlert } from './alerts.ts';
import type { Diagnostic } from './diagnostics.ts';
import { placeInside } from './place_inside.ts';
import type { Path, Positions } from './positions.ts';

/** How many scrapes a range must hold: a rate needs two samples, and a scrape may fail. */
export const LEAST_SCRAPES = 4;

/** Functions that compare samples with each other; they yield nothing where there is one sample only. */
const COMPARING = new Set([
  'rate',
  'increase',
  'delta',
  'deriv',
  'irate',
  'idelta',
  'changes',
  'resets',
  'predict_linear',
  'holt_winters',
  'double_exponential_smoothing',
]);

/**
 * Ranges in the PromQL of an alert that hold too few samples for the function around them. `intervalOf` is between
 * two samples of a metric, in ms.
 */
export function shortRanges(
  { promql }: PromqlAlert,
  path: Path,
  intervalOf: (metric: string) => number,
  positions: Positions,
): Diagnostic[] {
  return comparedRanges(promql).flatMap(({ name, metric, at, text, range, step }) => {
    const least = LEAST_SCRAPES * (step ?? intervalOf(metric));
    if (range >= least) return [];
    const { isExact, ...place } = placeInside([...path, 'promql'], at, text.length, positions);
    const written = positions.written([...path, 'promql']) ?? promql;
    // What the environment filled in may be a secret.
    const called = written.includes(text) ? `the range ${text}` : 'a range';
    return [
      {
        ...place,
        problem: `${called} holds too few samples for ${name}()${isExact ? '' : ` at character ${at + 1}`}`,
        expected: `at least ${LEAST_SCRAPES} of them: ${formatDuration(least)} or more`,
      },
    ];
  });
}

interface ComparedRange {
  /** The function around it. */
  readonly name: string;
  /** What is selected; empty where that is no metric by its name. */
  readonly metric: string;
  readonly at: number;
  readonly text: string;
  readonly range: number;
  /** Between two samples of a subquery, in ms; null for those of a scrape. */
  readonly step: number | null;
}

function comparedRanges(promql: string): ComparedRange[] {
  const found: ComparedRange[] = [];
  const read = ({ from, to }: SyntaxNode) => promql.slice(from, to).trim();
  parser.parse(promql).iterate({
    enter({ name: type, node }) {
      if (type !== 'MatrixSelector' && type !== 'SubqueryExpr') return;
      const name = functionAround(node, read);
      const [selected, range, step] = childrenOf(node);
      const milliseconds = range === undefined ? null : durationOf(read(range));
      if (name === null || range === undefined || milliseconds === null) return;
      const between = type === 'SubqueryExpr' && step !== undefined ? durationOf(read(step)) : null;
      const metric = selected === undefined ? '' : (/^[\w:]+/.exec(read(selected))?.[0] ?? '');
      found.push({ name, metric, at: range.from, text: read(range), range: milliseconds, step: between });
    },
  });
  return found;
}

// A number alone is seconds.
function durationOf(text: string): number | null {
  return /^\d+(?:\.\d+)?$/.test(text) ? 1000 * Number(text) : parseDuration(text);
}

function functionAround(node: SyntaxNode, read: (of: SyntaxNode) => string): string | null {
  let around = node.parent;
  while (
    around !== null &&
    ['OffsetExpr', 'StepInvariantExpr', 'ParenExpr', 'FunctionCallBody'].includes(around.name)
  )
    around = around.parent;
  const called = around?.name === 'FunctionCall' ? around.firstChild : null;
  const name = called === null ? '' : read(called).toLowerCase();
  return COMPARING.has(name) ? name : null;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}
