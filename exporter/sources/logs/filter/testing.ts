import fc from 'fast-check';
import type { Comparison, Operand } from './comparison.ts';
import type { Column, DelimitedPattern } from './delimited_pattern.ts';
import type { Expression } from './expression.ts';
import { parseFilter } from './filter.ts';
import { FilterError } from './filter_error.ts';
import type { JsonCondition } from './json_pattern.ts';
import { LogEvent } from './log_event.ts';
import { parseSelector } from './selector.ts';
import type { PatternNode } from './syntax.ts';

/** Whether a pattern matches a line. */
export function matches(pattern: string, line: string): boolean {
  return parseFilter(pattern).match(new LogEvent(line)) !== null;
}

/** What is wrong with a pattern. */
export function errorOf(pattern: string): { problem: string; at: number } {
  try {
    parseFilter(pattern);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { problem: error.problem, at: error.at };
  }
  throw new Error(`${pattern} is taken.`);
}

/** A pattern as text. */
export function printPattern(node: PatternNode): string {
  switch (node.kind) {
    case 'terms':
      return [
        ...node.required.map(quote),
        ...node.excluded.map((term) => `-${quote(term)}`),
        ...node.optional.map((term) => `?${quote(term)}`),
      ].join(' ');
    case 'regex':
      return `%${node.source}%`;
    case 'json':
      return `{ ${printExpression(node.expression, printJsonCondition)} }`;
    case 'delimited':
      return `[${node.columns.map(printColumn).join(', ')}]`;
  }
}

/** Any pattern but those that are too long, or have too many regular expressions. */
export function patternNode(): fc.Arbitrary<PatternNode> {
  return fc.oneof(
    termsNode(),
    regexSource().map((source) => ({ kind: 'regex' as const, source })),
    jsonNode(),
    delimitedNode(),
  );
}

/** Conditions of `$.a`, `$.b`, `$.c[0]` and `$.['d.e']`. */
export function jsonNode(): fc.Arbitrary<PatternNode & { kind: 'json' }> {
  return expression(jsonCondition(), true).map((expression) => ({ kind: 'json' as const, expression }));
}

/** JSON objects with the keys that `jsonNode` asks about. */
export function jsonLine(): fc.Arbitrary<string> {
  const value = fc.oneof(
    fc.constantFrom('a', 'ab', '', '1', '*', 1, 0, -1.5, 1e21, true, false, null),
    fc.array(fc.constantFrom('a', 1, null), { maxLength: 2 }),
  );
  return fc
    .record({ a: value, b: value, c: value, 'd.e': value }, { requiredKeys: [] })
    .map((value) => JSON.stringify(value));
}

function termsNode(): fc.Arbitrary<PatternNode> {
  const terms = fc.array(
    fc.string({ unit: fc.constantFrom(...'aB_0 "\\é-?%'), minLength: 1, maxLength: 5 }),
    {
      maxLength: 3,
    },
  );
  return fc
    .record({ kind: fc.constant('terms' as const), required: terms, excluded: terms, optional: terms })
    .filter(({ required, excluded, optional }) => {
      return excluded.length + optional.length > 0 || required.length !== 1 || /[^ ]/.test(required[0] ?? '');
    });
}

function delimitedNode(): fc.Arbitrary<PatternNode> {
  const condition = fc.option(expression(comparison(), false), { nil: null });
  const column: fc.Arbitrary<Column> = fc.record({
    kind: fc.constant('field' as const),
    name: fc.constantFrom('ip', 'w1', 'status_code', 'x-y', null),
    condition,
  });
  return fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: column },
        { weight: 1, arbitrary: fc.constant({ kind: 'rest' as const }) },
      ),
      {
        maxLength: 4,
      },
    )
    .map((columns) => {
      const seen = new Set<string>();
      const distinct = columns.flatMap((one): DelimitedPattern['columns'][number][] => {
        const key = one.kind === 'rest' ? '...' : one.name;
        if (key !== null && seen.has(key)) return [];
        if (key !== null) seen.add(key);
        return [one.kind === 'field' && one.name === null ? { ...one, condition: null } : one];
      });
      // One field without a name is written like none.
      const [only] = distinct;
      const isNone = distinct.length === 1 && only?.kind === 'field' && only.name === null;
      return { kind: 'delimited' as const, columns: isNone ? [] : distinct };
    });
}

function jsonCondition(): fc.Arbitrary<JsonCondition> {
  const selector = fc.constantFrom('$.a', '$.b', '$.c[0]', "$.['d.e']").map(parseSelector);
  return fc.oneof(
    fc.record({ kind: fc.constant('comparison' as const), selector, comparison: comparison() }),
    fc.record({ kind: fc.constant('is' as const), selector, value: fc.constantFrom(null, true, false) }),
    fc.record({ kind: fc.constant('not_exists' as const), selector }),
  );
}

function comparison(): fc.Arbitrary<Comparison> {
  const number = fc
    .constantFrom('0', '1', '+1', '-1.5', '1e-3', '12.50')
    .map((text): Operand => ({ kind: 'number', number: Number(text), text }));
  const text = fc
    .string({ unit: fc.constantFrom(...'aB1*."\\ é%'), maxLength: 5 })
    .map((text): Operand => ({ kind: 'text', text }));
  return fc.oneof(
    fc.record({ operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='), operand: number }),
    fc.record({ operator: fc.constantFrom('=', '!='), operand: text }),
  );
}

/** Sources of regular expressions that CloudWatch and JavaScript read alike. */
export function regexSource(): fc.Arbitrary<string> {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-c1]', '\\d', '\\W', '\\.', '\\x2D', '-');
  const repeated = fc
    .tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}'))
    .map(([one, many]) => one + many);
  const alternative = fc
    .tuple(
      fc.constantFrom('', '', '^'),
      fc.array(repeated, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '', '$'),
    )
    .map(([start, atoms, end]) => start + atoms.join('') + end);
  return fc.array(alternative, { minLength: 1, maxLength: 3 }).map((alternatives) => alternatives.join('|'));
}

function expression<Condition>(
  condition: fc.Arbitrary<Condition>,
  hasParentheses: boolean,
): fc.Arbitrary<Expression<Condition>> {
  const one = condition.map((condition) => ({ kind: 'one' as const, condition }));
  const joined = (kind: 'all' | 'any', part: fc.Arbitrary<Expression<Condition>>) =>
    fc.array(part, { minLength: 2, maxLength: 3 }).map((parts) => ({ kind, parts }));
  const flat = fc.oneof(one, joined('all', one), joined('any', fc.oneof(one, joined('all', one))));
  if (!hasParentheses) return flat;
  return fc.oneof(flat, joined('all', flat), joined('any', flat));
}

function printExpression<Condition>(
  node: Expression<Condition>,
  print: (condition: Condition) => string,
  parent: 'all' | 'any' | null = null,
): string {
  if (node.kind === 'one') return print(node.condition);
  const text = node.parts
    .map((part) => printExpression(part, print, node.kind))
    .join(node.kind === 'all' ? ' && ' : ' || ');
  return parent === null || (parent === 'any' && node.kind === 'all') ? text : `(${text})`;
}

function printJsonCondition(condition: JsonCondition): string {
  const { text } = condition.selector;
  if (condition.kind === 'not_exists') return `${text} NOT EXISTS`;
  if (condition.kind === 'is') return `${text} IS ${String(condition.value).toUpperCase()}`;
  return `${text} ${printComparison(condition.comparison)}`;
}

function printColumn(column: DelimitedPattern['columns'][number]): string {
  if (column.kind === 'rest') return '...';
  if (column.condition === null) return column.name ?? '';
  return printExpression(column.condition, (comparison) => `${column.name}${printComparison(comparison)}`);
}

function printComparison({ operator, operand }: Comparison): string {
  if (operand.kind === 'number') return `${operator} ${operand.text}`;
  if (operand.kind === 'regex') return `${operator} %${operand.source}%`;
  return `${operator} ${quote(operand.text)}`;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
