import { limitIn } from '../../definition/alerts/limit.ts';
import type { PromqlAlert } from '../../definition/alerts.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Condition } from '../conditions.ts';
import { orNoData } from './no_data.ts';
import { serviceInText } from './services.ts';
import { boundOf, valueIn } from './values.ts';

/** The condition of an alert on a PromQL expression. */
export function expressionCondition(alert: PromqlAlert, definition: Definition): Condition {
  const { operator, limit, words } = boundOf(alert);
  const promql = alert.promql.trim();
  // A comment would swallow the parenthesis behind it.
  const end = promql.includes('#') ? '\n' : '';
  const value = valueIn(limit.unit);
  const threshold = limitIn(limit, limit.unit);
  const condition = {
    expr: `(${promql}${end}) ${operator} ${limit.value}`,
    description: `The value is ${value}; the limit is ${words} ${threshold}.`,
    value,
    threshold,
  };
  if (alert.no_data !== 'alert') return condition;
  return orNoData(condition, [`${promql}${end}`], `${alert.name} for ${serviceInText(definition)}`);
}
