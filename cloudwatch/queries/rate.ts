import { PERIODS } from '../../definition/alerts/metric.ts';
import type { Question } from './query.ts';

/** As `metricQuestion` writes rates. */
const RATE = /^(?:value|FILL\(value, 0\)) \/ (?:PERIOD\(value\)|\d+)(?: \* (\d+))?$/;
const EACH = ['second', 'minute', 'hour', 'day'] as const;

/** What a rate is per, by the expression that makes it; null of what is no rate. */
export function periodOfRate({ queries }: Pick<Question, 'queries'>): keyof typeof PERIODS | null {
  const last = queries.at(-1);
  const rate = last?.kind === 'math' ? RATE.exec(last.expression) : null;
  if (rate === null) return null;
  return EACH.find((period) => PERIODS[period] === Number(rate[1] ?? 1)) ?? null;
}
