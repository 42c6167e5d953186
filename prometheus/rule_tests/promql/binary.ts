import type { Binary } from '../../../definition/promql_tree.ts';
import {
  type Element,
  EvaluationError,
  type Labels,
  only,
  signature,
  unnamed,
  type Value,
} from './values.ts';

type Operation = (a: number, b: number) => number;
type Comparison = (a: number, b: number) => boolean;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
  atan2: Math.atan2,
};

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

/** The value of a binary expression whose sides have these values. */
export function combined(node: Binary, left: Value, right: Value): Value {
  if (typeof left === 'string' || typeof right === 'string')
    throw new EvaluationError('A text has no value to be compared.');
  if (typeof left === 'number' && typeof right === 'number') return calculated(node, left, right) ?? 0;
  if (typeof left === 'number')
    return elements(node, vectorOf(right), (value) => [calculated(node, left, value), value]);
  if (typeof right === 'number')
    return elements(node, left, (value) => [calculated(node, value, right), value]);
  const key = keyOf(node);
  const [its, others] = [left, vectorOf(right)];
  const known = new Set(others.map(({ labels }) => key(labels)));
  if (node.operator === 'and') return its.filter(({ labels }) => known.has(key(labels)));
  if (node.operator === 'unless') return its.filter(({ labels }) => !known.has(key(labels)));
  if (node.operator === 'or') {
    const present = new Set(its.map(({ labels }) => key(labels)));
    return [...its, ...others.filter(({ labels }) => !present.has(key(labels)))];
  }
  return matched(node, its, others, key);
}

function vectorOf(value: Value): readonly Element[] {
  return typeof value === 'object' ? value : [];
}

/** Null where a comparison drops the element. */
function calculated({ operator, isBool }: Binary, a: number, b: number): number | null {
  const operation = OPERATIONS[operator];
  if (operation !== undefined) return operation(a, b);
  const compare = COMPARISONS[operator];
  if (compare === undefined) throw new EvaluationError(`Between these, "${operator}" means nothing.`);
  if (isBool) return compare(a, b) ? 1 : 0;
  return compare(a, b) ? a : null;
}

// A comparison with a number on its left keeps the element, too.
function elements(
  node: Binary,
  vector: readonly Element[],
  of: (value: number) => [number | null, number],
): Element[] {
  const isFilter = node.operator in COMPARISONS && !node.isBool;
  return vector.flatMap(({ labels, value }) => {
    const [result, kept] = of(value);
    if (result === null) return [];
    return [{ labels: isFilter ? labels : unnamed(labels), value: isFilter ? kept : result }];
  });
}

function keyOf({ matching, labels: given }: Binary): (labels: Labels) => string {
  const listed = new Set(given);
  return matching === 'on'
    ? (labels) => signature(only(labels, (label) => listed.has(label)))
    : (labels) => signature(only(labels, (label) => !listed.has(label) && label !== '__name__'));
}

function matched(
  node: Binary,
  left: readonly Element[],
  right: readonly Element[],
  key: (labels: Labels) => string,
): Element[] {
  const [many, one] = node.many === 'right' ? [right, left] : [left, right];
  const ones = new Map<string, Element>();
  for (const element of one) {
    const its = key(element.labels);
    if (ones.has(its)) throw new EvaluationError('Several series match on a side that may have one.');
    ones.set(its, element);
  }
  const used = new Set<string>();
  return many.flatMap((element) => {
    const its = key(element.labels);
    const other = ones.get(its);
    if (other === undefined) return [];
    const [a, b] = node.many === 'right' ? [other, element] : [element, other];
    const value = calculated(node, a.value, b.value);
    if (value === null) return [];
    const labels = resultLabels(node, element.labels, other.labels);
    const name = node.many === null ? its : signature(labels);
    if (used.has(name)) throw new EvaluationError('Several series match on a side that may have one.');
    used.add(name);
    return [{ labels, value }];
  });
}

function resultLabels(node: Binary, many: Labels, one: Labels): Labels {
  const isFilter = node.operator in COMPARISONS && !node.isBool;
  const own = isFilter ? many : unnamed(many);
  const listed = new Set(node.labels);
  if (node.many === null)
    return only(own, (label) => (node.matching === 'on' ? listed.has(label) : !listed.has(label)));
  const included = Object.fromEntries(node.include.map((label) => [label, one[label] ?? '']));
  return only({ ...own, ...included }, () => true);
}
