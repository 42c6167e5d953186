import type { Operand } from '../../../exporter/sources/logs/filter/comparison.ts';
import type { Expression } from '../../../exporter/sources/logs/filter/expression.ts';
import type { JsonCondition } from '../../../exporter/sources/logs/filter/json_pattern.ts';
import { parsePattern } from '../../../exporter/sources/logs/filter/syntax.ts';
import { insightsField, insightsText, regexOf } from './insights.ts';

/**
 * The condition of a metric-filter pattern over JSON as one of Logs Insights, for `filter`; null where Logs Insights has none that is
 * surely the same: for lines without fields, wildcards, and what asks for null, true or false, of which its documentation does not
 * say how it shows them. Source: CloudWatch Logs user guide, «filter» of the query syntax.
 */
export function conditionOf(pattern: string): string | null {
  const node = parsePattern(pattern);
  return node.kind === 'json' ? expressionOf(node.expression) : null;
}

function expressionOf(expression: Expression<JsonCondition>): string | null {
  if (expression.kind === 'one') return oneOf(expression.condition);
  const parts = expression.parts.map((part) => {
    const text = expressionOf(part);
    return text !== null && part.kind === 'any' && expression.kind === 'all' ? `(${text})` : text;
  });
  if (parts.some((part) => part === null)) return null;
  return parts.join(expression.kind === 'all' ? ' and ' : ' or ');
}

function oneOf(condition: JsonCondition): string | null {
  const field = insightsField(condition.selector.text);
  if (field === null || condition.kind === 'is') return null;
  if (condition.kind === 'not_exists') return `not ispresent(${field})`;
  const { operator, operand } = condition.comparison;
  if (operand.kind === 'number') return comparison(field, operator, operand.text);
  const regex = regexOfOperand(operand);
  if (regex === '') return operator === '=' ? `ispresent(${field})` : null;
  if (regex === null)
    return comparison(field, operator, insightsText(operand.kind === 'text' ? operand.text : ''));
  return operator === '='
    ? `${field} like /${regex}/`
    : `(ispresent(${field}) and ${field} not like /${regex}/)`;
}

// What is missing meets no comparison of a metric filter, not even "!=".
function comparison(field: string, operator: string, value: string): string {
  const text = `${field} ${operator} ${value}`;
  return operator === '!=' ? `(ispresent(${field}) and ${text})` : text;
}

/** What finds an operand in a text; empty for any text, null where it is compared as a whole. */
function regexOfOperand(operand: Exclude<Operand, { kind: 'number' }>): string | null {
  if (operand.kind === 'regex')
    return operand.source.replace(/\\.|\//g, (part) => (part === '/' ? '\\/' : part));
  const { text } = operand;
  const [begin, end] = [text.startsWith('*'), text.endsWith('*')];
  if (!begin && !end) return null;
  const core = text.slice(begin ? 1 : 0, end ? -1 : undefined);
  if (core === '' || core === '*') return '';
  return `${begin ? '' : '^'}${regexOf(core)}${end ? '' : '$'}`;
}
