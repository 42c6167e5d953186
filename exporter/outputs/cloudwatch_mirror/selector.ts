import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { Pattern } from './pattern.ts';
import { PatternError } from './pattern_node.ts';
import { StringError, unquote } from './promql_string.ts';

/** What a label must be; one that a series does not have is empty. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  matches(value: string): boolean;
}

/** Which series are meant, in Prometheus's own terms. */
export interface Selector {
  /** As it was written, without blanks around it. */
  readonly text: string;
  /** The metric it names, or null where matchers of `__name__` choose. */
  readonly name: string | null;
  /** Of `__name__`, too. */
  readonly matchers: readonly Matcher[];
}

/** What is wrong with a selector, as a clause, and at which character; what it says is none of the text. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
  /** Offset in the text. */
  readonly at: number;

  constructor(problem: string, at: number) {
    super(`${problem}, at character ${at + 1}`);
    this.at = at;
  }
}

const NAME = '__name__';

/**
 * A selector such as `http_requests_total{status=~"5.."}`, by Prometheus's grammar and with its meaning: regular expressions
 * of RE2's syntax that match whole values. Throws a SelectorError; one that would select every series is a mistake, too.
 */
export function parseSelector(text: string): Selector {
  const { topNode } = parser.parse(text);
  refuseErrors(topNode, text);
  const [node, ...others] = children(topNode);
  if (node === undefined) throw new SelectorError('there is no selector', 0);
  const extra = node.name === 'VectorSelector' ? others[0] : node;
  if (extra !== undefined) throw new SelectorError('this is an expression, not a selector', extra.from);
  const name = node.getChild('Identifier');
  const matchers = name === null ? [] : [equals(NAME, text.slice(name.from, name.to))];
  for (const one of children(node.getChild('LabelMatchers'))) matchers.push(readMatcher(one, text));
  const names = matchers.filter(({ label, operator }) => label === NAME && operator === '=');
  if (names.length > 1) throw new SelectorError('the metric is named twice', node.from);
  if (matchers.every((matcher) => matcher.matches('')))
    throw new SelectorError('this selects every series', node.from);
  return { text: text.slice(node.from, node.to), name: names[0]?.value ?? null, matchers };
}

/** Whether a selector selects any series of a metric. */
export function selectsMetric({ matchers }: Selector, metric: string): boolean {
  return matchers.every((matcher) => matcher.label !== NAME || matcher.matches(metric));
}

/** Whether a selector selects a series of a metric that it selects. */
export function selectsLabels({ matchers }: Selector, labels: Readonly<Record<string, string>>): boolean {
  return matchers.every((matcher) => {
    if (matcher.label === NAME) return true;
    return matcher.matches(Object.hasOwn(labels, matcher.label) ? (labels[matcher.label] ?? '') : '');
  });
}

function readMatcher(node: SyntaxNode, text: string): Matcher {
  if (node.name === 'QuotedLabelName') return equals(NAME, readString(node, text));
  const labelNode = node.getChild('LabelName');
  const quoted = node.getChild('QuotedLabelName');
  const label = labelNode === null ? readString(quoted, text) : text.slice(labelNode.from, labelNode.to);
  const operatorNode = node.getChild('MatchOp');
  const operator = text.slice(operatorNode?.from, operatorNode?.to);
  const valueNode = node.getChild('StringLiteral');
  const value = readString(valueNode, text);
  if (operator === '=') return equals(label, value);
  if (operator === '!=') return { label, operator, value, matches: (one) => one !== value };
  const pattern = readPattern(value, valueNode?.from ?? node.from);
  if (operator === '=~') return { label, operator, value, matches: (one) => pattern.matches(one) };
  return { label, operator: '!~', value, matches: (one) => !pattern.matches(one) };
}

function equals(label: string, value: string): Matcher {
  return { label, operator: '=', value, matches: (one) => one === value };
}

function readString(node: SyntaxNode | null, text: string): string {
  try {
    return unquote(text.slice(node?.from, node?.to));
  } catch (error) {
    if (!(error instanceof StringError)) throw error;
    throw new SelectorError(error.message, (node?.from ?? 0) + error.at);
  }
}

// Escapes before it in the string would move the place inside: the string itself is near enough.
function readPattern(value: string, from: number): Pattern {
  try {
    return new Pattern(value);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new SelectorError(
      `the regular expression has ${error.message}, at its character ${error.at + 1}`,
      from,
    );
  }
}

function refuseErrors(top: SyntaxNode, text: string): void {
  let at: number | null = null;
  top.cursor().iterate((node) => {
    if (node.type.isError) at = Math.min(at ?? node.from, node.from);
  });
  if (at === null) return;
  throw new SelectorError(at >= text.trimEnd().length ? 'it ends too early' : 'this is not PromQL', at);
}

function children(node: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child);
  }
  return found;
}
