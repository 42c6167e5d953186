import type { Alarm, MetricAlarm } from '../../cloudwatch/alarms/alarm.ts';
import type { MetricQuery } from '../../cloudwatch/queries/query.ts';
import { periodOfRate } from '../../cloudwatch/queries/rate.ts';
import { formatDuration, formatPercentage } from '../../conventions/quantities.ts';
import { type Condition, limitText, perText } from './side.ts';

const OPERATORS = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanUpperThreshold: '<',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside',
  LessThanLowerThreshold: 'below',
  GreaterThanUpperThreshold: 'above',
} as const satisfies Record<MetricAlarm['comparison'], string>;

const NO_DATA = { breaching: 'alert', notBreaching: 'ok', missing: 'unknown', ignore: 'stays' } as const;

/** The conditions of the alarms of one alert: each once, however many services or labels there are. */
export function alertConditions(alarms: readonly Alarm[]): Condition[] {
  const conditions = metricAlarms(alarms).map(
    (alarm): Condition => ({
      limit: limitOf(alarm),
      over: periods(alarm),
      lasting: '',
      noData: NO_DATA[alarm.treatMissingData],
    }),
  );
  return distinct(conditions);
}

/** The conditions of the alarms of one objective: a burn rate each, over all the windows of its pair. */
export function burnRateConditions(alarms: readonly Alarm[]): Condition[] {
  const byRate = Map.groupBy(metricAlarms(alarms), ({ limit }) =>
    'threshold' in limit ? limit.threshold : null,
  );
  return [...byRate].map(([rate, its]) => ({
    limit: rate === null ? '' : `${rate}x`,
    over: [...new Set(its.map(periods))].join(', '),
    lasting: '',
    noData: its.some(({ treatMissingData }) => treatMissingData === 'breaching') ? 'alert' : 'ok',
  }));
}

/** The conditions of the alarms on an objective of which nothing is told: their limit is one that nothing reaches. */
export function unknownConditions(alarms: readonly Alarm[]): Condition[] {
  return alertConditions(alarms).map((condition) => ({ ...condition, limit: 'no data' }));
}

function metricAlarms(alarms: readonly Alarm[]): MetricAlarm[] {
  return alarms.filter((alarm) => alarm.kind === 'metric');
}

function distinct(conditions: readonly Condition[]): Condition[] {
  return [...new Map(conditions.map((one) => [JSON.stringify(one), one])).values()];
}

function periods({ period, evaluationPeriods, datapointsToAlarm }: MetricAlarm): string {
  const each = formatDuration(period * 1000);
  if (evaluationPeriods === 1) return each;
  const number =
    datapointsToAlarm === evaluationPeriods
      ? String(evaluationPeriods)
      : `${datapointsToAlarm}/${evaluationPeriods}`;
  return `${number} x ${each}`;
}

function limitOf({ question, measured = question, comparison, limit }: MetricAlarm): string {
  const operator = OPERATORS[comparison];
  if ('band' in limit) return `${operator} ${limit.band}σ`;
  const percentile = question.queries.findLast(isPercentile)?.statistic;
  const compared = `${operator} ${limitText(`${inUnit(limit.threshold, question.unit)}${perOf(measured)}`)}`;
  return percentile === undefined ? compared : `${percentile} ${compared}`;
}

function isPercentile(query: MetricAlarm['question']['queries'][number]): query is MetricQuery {
  return query.kind === 'metric' && /^p\d/.test(query.statistic);
}

/** Of a rate, what it is per; empty where the unit has it, or there is none. */
function perOf(question: MetricAlarm['question']): string {
  const period = question.unit === 'per_second' ? null : periodOfRate(question);
  return period === null ? '' : perText(period);
}

function inUnit(value: number, unit: MetricAlarm['question']['unit']): string {
  switch (unit) {
    case 'seconds':
      return duration(1000 * value) ?? `${value}s`;
    case 'milliseconds':
      return duration(value) ?? `${value}ms`;
    case 'ratio':
      return formatPercentage(value);
    case 'percent':
      return `${value}%`;
    case 'bytes':
      return `${value}B`;
    case 'dollars':
      return `${value} USD`;
    case 'per_second':
      return `${value}/s`;
    case 'count':
    case null:
      return String(value);
  }
}

function duration(milliseconds: number): string | null {
  const rounded = Number(milliseconds.toPrecision(12));
  return Number.isInteger(rounded) && rounded > 0 ? formatDuration(rounded) : null;
}
