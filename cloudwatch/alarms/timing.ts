import { formatDuration } from '../../conventions/quantities.ts';

/** How an alarm looks at time. */
export interface Timing {
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
}

/** An alarm that would look further back than CloudWatch does. */
export interface TooLong {
  /** A sentence without its full stop. */
  readonly reason: string;
  readonly remedy: string;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/**
 * How far back an alarm may look, in seconds: a day, and seven where its period is an hour or more.
 * Source: Amazon CloudWatch API reference, PutMetricAlarm, «EvaluationPeriods» and «Period».
 */
export function longestLook(period: number): number {
  return period < HOUR ? DAY : 7 * DAY;
}

/**
 * The period of a signal over a window, both whole: minutes, and intervals of the mirror, which sends no more often. All in
 * milliseconds but the period, which is seconds.
 */
export function periodOf(window: number, interval: number): number {
  const step = Math.max(MINUTE, interval / 1000);
  return Math.ceil(window / 1000 / step) * step;
}

/**
 * How long a condition must hold before an alarm fires, in periods. Windows slide: an alarm with a period of a minute or more is evaluated
 * every minute. So the window of now and those before it that cover `for` must all be beyond the limit; without `for` that of now is enough.
 * Source: Amazon CloudWatch User Guide, «Alarm evaluation» and «Alarm evaluation window».
 */
export function holding(period: number, milliseconds: number): Timing {
  const before = Math.ceil(milliseconds / 1000 / period);
  return { period, evaluationPeriods: milliseconds === 0 ? 1 : before + 1 };
}

/** Why CloudWatch would refuse an alarm with this timing, with the arithmetic; null where it would not. */
export function tooLong({ period, evaluationPeriods }: Timing): TooLong | null {
  const text = (seconds: number) => formatDuration(seconds * 1000);
  if (period > DAY) {
    return {
      reason: `a window of ${text(period)} is longer than the longest period of CloudWatch, ${text(DAY)}`,
      remedy: `a \`window\` of ${text(DAY)} at most`,
    };
  }
  const look = period * evaluationPeriods;
  const most = longestLook(period);
  if (look <= most) return null;
  return {
    reason: `${evaluationPeriods} periods of ${text(period)} are ${text(look)}, and CloudWatch looks back no further than ${text(most)}${period < HOUR ? ' with periods below an hour' : ''}`,
    remedy: 'a shorter `for`',
  };
}
