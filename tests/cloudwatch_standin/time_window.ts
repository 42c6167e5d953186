import type { Input } from './input.ts';
import type { Problems } from './problems.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BELOW_A_MINUTE: readonly number[] = [1, 5, 10, 20, 30];

/** What a query is about: from `start` on, before `end`, in steps of `period`, all in milliseconds. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
  readonly period: number;
  /** The period is finer than what CloudWatch still keeps that far back: there is no data. */
  readonly tooFine: boolean;
}

/** A Period in seconds; adds what is wrong with it. */
export function periodOf(input: Input, path: string, problems: Problems): number {
  const period = input.number('Period');
  if (period === undefined) problems.add('MissingParameter', `The parameter ${path} is required.`);
  else if (period < 0) problems.add('InvalidParameterValue', `The parameter ${path} must be greater than 0.`);
  else if (period === 0) problems.add('InvalidParameterValue', `The parameter ${path} must not equal 0.`);
  else if (!BELOW_A_MINUTE.includes(period) && period % 60 !== 0) {
    problems.add(
      'InvalidParameterValue',
      `The parameter ${path} must be ${BELOW_A_MINUTE.join(', ')} or a multiple of 60.`,
    );
  }
  return period ?? 60;
}

/** StartTime and EndTime in milliseconds; adds what is wrong with them. */
export function timesOf(input: Input, problems: Problems): { readonly start: number; readonly end: number } {
  const start = input.time('StartTime');
  const end = input.time('EndTime');
  if (start === undefined) problems.add('MissingParameter', 'The parameter StartTime is required.');
  if (end === undefined) problems.add('MissingParameter', 'The parameter EndTime is required.');
  const times = { start: start ?? 0, end: end ?? Number.POSITIVE_INFINITY };
  if (times.start === times.end) {
    problems.add('InvalidParameterValue', 'The parameter StartTime must not equal parameter EndTime.');
  }
  if (times.start > times.end) {
    problems.add('InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.');
  }
  return times;
}

/**
 * Rounds the start as the reference of GetMetricData says: to the minute, to five from 15 days on, to the hour
 * from 63 days on; to the period where that is below a minute. Steps count from there.
 * @param period in seconds, valid.
 * @param now the service's time, in milliseconds.
 */
export function timeWindow(start: number, end: number, period: number, now: number): TimeWindow {
  const age = now - start;
  const oldStep = age > 63 * DAY ? HOUR : age > 15 * DAY ? 5 * MINUTE : undefined;
  const step = oldStep ?? (period < 60 ? period * SECOND : MINUTE);
  const finest = oldStep ?? (age > 3 * HOUR ? MINUTE : SECOND);
  const milliseconds = period * SECOND;
  return {
    start: Math.floor(start / step) * step,
    end,
    period: milliseconds,
    tooFine: milliseconds % finest !== 0,
  };
}
