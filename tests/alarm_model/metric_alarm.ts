import { evaluateMath } from './metric_math.ts';
import { type Point, stateOf } from './missing_data.ts';
import type { MetricSource } from './observations.ts';
import { type Operand, operators, type Series } from './operands.ts';
import type { AlarmQuery, MetricAlarmProperties, MetricName } from './properties.ts';
import type { AlarmState, Timeline } from './states.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_S = 86_400;
/**
 * How many periods beyond EvaluationPeriods an evaluation asks for, in case that some have no data. AWS does not say how many; in the
 * examples of its user guide there are five for three.
 */
const RANGE_BEYOND = 2;

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

/** Which moments are asked about, in milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** How long after a minute its data is seen, in milliseconds; at once unless given. */
  readonly delay?: number;
}

/**
 * The states of a metric alarm. Its periods slide: they end at the moment of the evaluation, which is every minute, or every hour where
 * the periods are more than a day in all.
 * Throws for what the model does not know: anomaly bands, periods below a minute, functions beyond those of `evaluateMath`.
 * Source: Amazon CloudWatch user guide, "Evaluating an alarm" and "Alarm evaluation window".
 */
export function evaluate(alarm: MetricAlarmProperties, source: MetricSource, stretch: Stretch): Timeline {
  const { from, to, delay = 0 } = stretch;
  const period = periodOf(alarm);
  const every = period * alarm.EvaluationPeriods > DAY_S ? HOUR_MS : MINUTE_MS;
  const rule = {
    periods: alarm.EvaluationPeriods,
    datapoints: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
    treatMissingData: alarm.TreatMissingData ?? 'missing',
  };
  const timeline: { at: number; state: AlarmState }[] = [];
  for (let at = Math.ceil(from / every) * every; at <= to; at += every) {
    const state = stateOf(pointsAt(alarm, source, { end: at, seen: at - delay }), rule);
    if (state !== null && state !== timeline.at(-1)?.state) timeline.push({ at, state });
  }
  return timeline;
}

/** How long a period of an alarm is, in seconds. */
export function periodOf({ AlarmName, Period, Metrics = [] }: MetricAlarmProperties): number {
  const period = Period ?? Metrics.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Period;
  if (period === undefined || period % 60 !== 0)
    throw new Error(
      `The model of alarms knows whole minutes only, and ${AlarmName} has a period of ${period} s.`,
    );
  return period;
}

interface Moment {
  /** When the newest period ends. */
  readonly end: number;
  /** Until when data is there. */
  readonly seen: number;
}

function pointsAt(alarm: MetricAlarmProperties, source: MetricSource, moment: Moment): Point[] {
  const operator = operators[COMPARISONS[alarm.ComparisonOperator] ?? ''];
  const { Threshold: threshold } = alarm;
  if (operator === undefined || threshold === undefined)
    throw new Error(
      `The model of alarms knows thresholds only, and ${alarm.AlarmName} is ${alarm.ComparisonOperator}.`,
    );
  const values = valuesOf(alarm, source, moment);
  return Array.from({ length: rangeOf(alarm) }, (_, index) => {
    const value = values.get(index);
    if (value === undefined) return 'missing';
    return operator(value, threshold) === 1 ? 'breaching' : 'ok';
  });
}

function valuesOf(alarm: MetricAlarmProperties, source: MetricSource, moment: Moment): Series {
  const period = periodOf(alarm);
  const length = rangeOf(alarm);
  const read = (metric: MetricName, statistic: string) => {
    const series = new Map<number, number>();
    for (let index = 0; index < length; index += 1) {
      const end = moment.end - index * period * 1000;
      const value = source.statistic(metric, statistic, end - period * 1000, Math.min(end, moment.seen));
      if (value !== undefined) series.set(index, value);
    }
    return series;
  };
  const { Metrics: queries } = alarm;
  if (queries === undefined) return read(alarm, alarm.ExtendedStatistic ?? alarm.Statistic ?? '');
  const [answer] = queries.length === 1 ? queries : queries.filter(({ ReturnData }) => ReturnData === true);
  if (answer === undefined) throw new Error(`None of the queries of ${alarm.AlarmName} has ReturnData.`);
  const compute = (query: AlarmQuery): Operand => {
    if (query.MetricStat !== undefined) return read(query.MetricStat.Metric, query.MetricStat.Stat);
    return evaluateMath(query.Expression ?? '', { resolve, period, length });
  };
  const resolve = (id: string): Series => {
    const query = queries.find(({ Id }) => Id === id);
    if (query === undefined) throw new Error(`${alarm.AlarmName} has no query ${id}.`);
    return series(compute(query), alarm);
  };
  return series(compute(answer), alarm);
}

function series(operand: Operand, { AlarmName }: MetricAlarmProperties): Series {
  if (typeof operand === 'number') throw new Error(`A query of ${AlarmName} is a number, and no series.`);
  return operand;
}

function rangeOf({ EvaluationPeriods }: MetricAlarmProperties): number {
  return EvaluationPeriods + RANGE_BEYOND;
}
