import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { Condition } from '../conditions.ts';

/** What an alert that fires without data says then. */
const NO_DATA = 'no data';

/**
 * The condition, or no data: `selectors` are series of which each must be there. While the exporter itself is away or catching up
 * nobody knows what is missing. Without data the value is NaN, and texts say so; labels stay those that the selector names.
 */
export function orNoData(condition: Condition, selectors: readonly string[], what: string): Condition {
  const absent = selectors.map(
    (series) => ` or NaN * absent(${series}) and on () ${SELF_METRICS.ready.name} == 1`,
  );
  const unlessNaN = (text: string, otherwise: string) =>
    `{{ if eq $value $value }}${text}{{ else }}${otherwise}{{ end }}`;
  return {
    ...condition,
    expr: `${condition.expr}${absent.join('')}`,
    description: unlessNaN(condition.description, `There is no data of ${what}.`),
    value: unlessNaN(condition.value, NO_DATA),
  };
}
