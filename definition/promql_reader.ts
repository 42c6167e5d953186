import type { SyntaxNode } from '@lezer/common';
import { parseDuration } from '../conventions/quantities.ts';
import { Pattern } from '../exporter/outputs/cloudwatch_mirror/pattern.ts';
import { unquote } from '../exporter/outputs/cloudwatch_mirror/promql_string.ts';
import { type Binary, type Matcher, type Promql, UnsupportedPromqlError } from './promql_tree.ts';

const OPERATORS = new Set(['Add', 'Sub', 'Mul', 'Div', 'Mod', 'Pow', 'Atan2']);
const COMPARISONS = new Set(['Eql', 'EqlSingle', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte', 'And', 'Or', 'Unless']);

/** Makes trees of what Prometheus's own grammar has parsed. */
export class PromqlReader {
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  children(node: SyntaxNode): SyntaxNode[] {
    const children: SyntaxNode[] = [];
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (child.name !== 'LineComment') children.push(child);
    }
    return children;
  }

  node(node: SyntaxNode): Promql {
    switch (node.name) {
      case 'ParenExpr':
        return this.node(this.child(node, 0));
      case 'NumberDurationLiteral':
        return { type: 'number', value: this.number(node) };
      case 'StringLiteral':
        return { type: 'string', value: this.string(node) };
      case 'VectorSelector':
        return { type: 'selector', matchers: this.matchers(node), range: null, offset: 0 };
      case 'MatrixSelector': {
        const of = this.node(this.child(node, 0));
        if (of.type !== 'selector') throw new UnsupportedPromqlError('a range of what is no series');
        return { ...of, range: this.duration(this.child(node, 1)) };
      }
      case 'SubqueryExpr': {
        const [of, range, step] = this.children(node);
        return {
          type: 'subquery',
          of: this.node(this.some(of, node)),
          range: this.duration(this.some(range, node)),
          step: step === undefined ? null : this.duration(step),
          offset: 0,
        };
      }
      case 'OffsetExpr':
        return this.shifted(this.child(node, 0), this.duration(this.child(node, 2)));
      case 'UnaryExpr': {
        const of = this.node(this.child(node, 1));
        return this.text(this.child(node, 0)) === '-' ? { type: 'negative', of } : of;
      }
      case 'FunctionCall':
        return {
          type: 'call',
          name: this.text(this.child(node, 0)),
          arguments: this.body(this.child(node, 1)),
        };
      case 'AggregateExpr':
        return this.aggregation(node);
      case 'BinaryExpr':
        return this.binary(node);
      default:
        throw new UnsupportedPromqlError(`the part \`${this.text(node)}\``);
    }
  }

  // The grammar has an offset about all of `a unless b offset 5m`, where Prometheus has it about the last series alone.
  private shifted(node: SyntaxNode, offset: number): Promql {
    if (node.name === 'BinaryExpr') {
      const right = this.some(this.children(node).at(-1), node);
      return { ...this.binary(node), right: this.shifted(right, offset) };
    }
    const of = this.node(node);
    if (of.type === 'selector' || of.type === 'subquery') return { ...of, offset };
    throw new UnsupportedPromqlError('an offset of what is no series');
  }

  private aggregation(node: SyntaxNode): Promql {
    const modifier = node.getChild('AggregateModifier');
    const body = this.body(this.some(node.getChild('FunctionCallBody'), node));
    const [first, second] = body;
    if (first === undefined) throw new UnsupportedPromqlError(`the part \`${this.text(node)}\``);
    return {
      type: 'aggregation',
      operator: this.text(this.child(node, 0)).toLowerCase(),
      grouping: modifier?.getChild('Without') ? 'without' : 'by',
      labels: modifier === null ? [] : this.grouping(modifier.getChild('GroupingLabels')),
      parameter: second === undefined ? null : first,
      of: second ?? first,
    };
  }

  private binary(node: SyntaxNode): Binary {
    const children = this.children(node);
    const left = this.some(children[0], node);
    const right = this.some(children.at(-1), node);
    const operator = children.find(({ name }) => OPERATORS.has(name) || COMPARISONS.has(name));
    const clause = node.getChild('MatchingModifierClause');
    const bool = node.getChild('BoolModifier') ?? clause?.getChild('BoolModifier') ?? null;
    const labels = clause?.getChildren('GroupingLabels') ?? [];
    const isGrouped = clause?.getChild('GroupLeft') ?? clause?.getChild('GroupRight') ?? null;
    return {
      type: 'binary',
      operator: this.text(this.some(operator, node)).toLowerCase(),
      isBool: bool !== null,
      left: this.node(left),
      right: this.node(right),
      matching: clause?.getChild('On') ? 'on' : 'ignoring',
      labels: this.grouping(labels[0] ?? null),
      many: isGrouped === null ? null : isGrouped.name === 'GroupLeft' ? 'left' : 'right',
      include: this.grouping(labels[1] ?? null),
    };
  }

  private matchers(node: SyntaxNode): Matcher[] {
    const name = node.getChild('Identifier');
    const named = name === null ? [] : [matcherOf('__name__', '=', this.text(name))];
    const list = node.getChild('LabelMatchers');
    return [...named, ...(list === null ? [] : this.children(list).map((child) => this.matcher(child)))];
  }

  private matcher(node: SyntaxNode): Matcher {
    // A metric's name in quotes.
    if (node.name === 'QuotedLabelName') return matcherOf('__name__', '=', this.string(this.child(node, 0)));
    const [label, operator, value] = this.children(node);
    const name = this.some(label, node);
    return matcherOf(
      name.name === 'QuotedLabelName' ? this.string(this.child(name, 0)) : this.text(name),
      this.text(this.some(operator, node)) as Matcher['operator'],
      this.string(this.some(value, node)),
    );
  }

  private grouping(node: SyntaxNode | null): string[] {
    if (node === null) return [];
    return this.children(node).map((label) =>
      label.name === 'QuotedLabelName' ? this.string(this.child(label, 0)) : this.text(label),
    );
  }

  private body(node: SyntaxNode): Promql[] {
    return this.children(node).map((child) => this.node(child));
  }

  private duration(node: SyntaxNode): number {
    const text = this.text(node).trim();
    const [, sign, amount = ''] = /^(-?)(.*)$/s.exec(text) ?? [];
    const milliseconds = /^\d+(\.\d+)?$/.test(amount)
      ? 1000 * Number(amount)
      : parseDuration(withoutYears(amount));
    if (milliseconds === null) throw new UnsupportedPromqlError(`the duration \`${text}\``);
    return sign === '-' ? -milliseconds : milliseconds;
  }

  private number(node: SyntaxNode): number {
    const text = this.text(node).toLowerCase();
    const sign = text.startsWith('-') ? -1 : 1;
    const amount = text.replace(/^[+-]/, '').replaceAll('_', '');
    if (amount === 'inf' || amount === 'infinity') return sign * Number.POSITIVE_INFINITY;
    if (amount === 'nan') return Number.NaN;
    const value = Number(amount);
    if (!Number.isNaN(value)) return sign * value;
    const milliseconds = parseDuration(withoutYears(amount));
    if (milliseconds === null) throw new UnsupportedPromqlError(`the number \`${text}\``);
    return (sign * milliseconds) / 1000;
  }

  private string(node: SyntaxNode): string {
    return unquote(this.text(node));
  }

  private text(node: SyntaxNode): string {
    return this.source.slice(node.from, node.to);
  }

  child(node: SyntaxNode, index: number): SyntaxNode {
    return this.some(this.children(node)[index], node);
  }

  private some(node: SyntaxNode | null | undefined, of: SyntaxNode): SyntaxNode {
    if (node === null || node === undefined)
      throw new UnsupportedPromqlError(`the part \`${this.text(of)}\``);
    return node;
  }
}

// Prometheus's year has 365 days.
function withoutYears(duration: string): string {
  return duration.replace(/^(\d+)y/, (_, years: string) => `${365 * Number(years)}d`);
}

function matcherOf(label: string, operator: Matcher['operator'], value: string): Matcher {
  if (operator === '=') return { label, operator, value, matches: (text) => text === value };
  if (operator === '!=') return { label, operator, value, matches: (text) => text !== value };
  const pattern = new Pattern(value);
  const isWanted = operator === '=~';
  return { label, operator, value, matches: (text) => pattern.matches(text) === isWanted };
}
