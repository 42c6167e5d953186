import { type Comparison, compileComparison, readComparison } from './comparison.ts';
import { compileExpression, type Expression, readExpression } from './expression.ts';
import { type LogEvent, ValueReader } from './log_event.ts';
import type { PatternReader } from './pattern_reader.ts';
import { type Found, readSelector, type Selector } from './selector.ts';

/** What a value in a JSON object must be. */
export type JsonCondition =
  | { readonly kind: 'comparison'; readonly selector: Selector; readonly comparison: Comparison }
  | { readonly kind: 'is'; readonly selector: Selector; readonly value: null | boolean }
  | { readonly kind: 'not_exists'; readonly selector: Selector };

/** Conditions of values in a JSON object. */
export interface JsonPattern {
  readonly kind: 'json';
  readonly expression: Expression<JsonCondition>;
}

const IS: Readonly<Record<string, null | boolean>> = { NULL: null, TRUE: true, FALSE: false };

/** Reads conditions in braces, the first of which comes here. Throws a FilterError where they are wrong. */
export function readJsonPattern(reader: PatternReader): JsonPattern {
  const from = reader.at;
  reader.take('{');
  const expression = readExpression(reader, () => readPart(reader));
  if (reader.take('}')) return { kind: 'json', expression };
  if (reader.isAtEnd) throw reader.error('a "{" without "}"', from);
  if (reader.take(')')) throw reader.error('a ")" without "("', reader.at - 1);
  throw reader.error(`"&&", "||" or "}" must follow, not ${reader.next}`);
}

/** Whether an event, which must be a JSON object, meets the conditions. */
export function compileJson({ expression }: JsonPattern): (event: LogEvent) => boolean {
  return compileExpression(expression, compileCondition);
}

/** The selectors of all conditions. */
export function selectorsOf(expression: Expression<JsonCondition>): Selector[] {
  if (expression.kind === 'one') return [expression.condition.selector];
  return expression.parts.flatMap(selectorsOf);
}

function compileCondition(condition: JsonCondition): (event: LogEvent) => boolean {
  const { selector } = condition;
  const test = compileTest(condition);
  if (!selector.hasWildcard) {
    const reader = new ValueReader(selector);
    return (event) => test(reader.read(event));
  }
  if (condition.kind === 'not_exists') return (event) => event.values(selector).length === 0;
  return (event) => event.values(selector).some(test);
}

function compileTest(condition: JsonCondition): (value: Found) => boolean {
  if (condition.kind === 'not_exists') return (value) => value === undefined;
  if (condition.kind === 'is') return (value) => value === condition.value;
  const compare = compileComparison(condition.comparison);
  // What is neither a text nor a number meets no comparison, not even "!=".
  return (value) => (typeof value === 'string' || typeof value === 'number') && compare(value);
}

function readPart(reader: PatternReader): Expression<JsonCondition> {
  reader.skipBlanks();
  const from = reader.at;
  if (!reader.take('(')) return { kind: 'one', condition: readCondition(reader) };
  const expression = readExpression(reader, () => readPart(reader));
  if (reader.take(')')) return expression;
  throw reader.error('a "(" without ")"', from);
}

function readCondition(reader: PatternReader): JsonCondition {
  const selector = readSelector(reader);
  reader.skipBlanks();
  if (reader.find(/NOT\s+EXISTS\b/y) !== null) return { kind: 'not_exists', selector };
  const from = reader.at;
  const word = reader.find(/IS\s+(\w+)/y)?.[1];
  if (word === undefined) {
    const comparison = readComparison(reader, 'an operator, IS or NOT EXISTS must follow');
    return { kind: 'comparison', selector, comparison };
  }
  const value = Object.hasOwn(IS, word) ? IS[word] : undefined;
  if (value === undefined) throw reader.error('IS goes with NULL, TRUE or FALSE only', from);
  return { kind: 'is', selector, value };
}
