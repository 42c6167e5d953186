import { LIMITS } from './limits.ts';

type Properties = Readonly<Record<string, unknown>>;

const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
const OF_BANDS = COMPARISONS.slice(4);
const MISSING = ['breaching', 'notBreaching', 'ignore', 'missing'];
const OF_ONE_METRIC = [
  'MetricName',
  'Namespace',
  'Dimensions',
  'Period',
  'Unit',
  'Statistic',
  'ExtendedStatistic',
];
const STATISTIC =
  /^(?:Sum|Average|Minimum|Maximum|SampleCount|p(?:\d{1,2}(?:\.\d{1,10})?|100)|(?:tm|tc|ts|wm)\d.*)$/;

/** What PutMetricAlarm would refuse. Source: «PutMetricAlarm» and «MetricDataQuery», API reference. */
export function metricAlarmProblems(properties: Properties): string[] {
  const { Metrics, EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold, ThresholdMetricId } =
    properties;
  const periods = Number(EvaluationPeriods);
  const isBand = OF_BANDS.includes(String(ComparisonOperator));
  return [
    ...(Number.isInteger(periods) && periods >= 1
      ? []
      : ['EvaluationPeriods must be a whole number from 1 on.']),
    ...(DatapointsToAlarm === undefined ||
    (Number(DatapointsToAlarm) >= 1 && Number(DatapointsToAlarm) <= periods)
      ? []
      : ['DatapointsToAlarm must be from 1 to EvaluationPeriods.']),
    ...(COMPARISONS.includes(String(ComparisonOperator))
      ? []
      : [`${ComparisonOperator} is no ComparisonOperator.`]),
    ...oneOf(properties.TreatMissingData, MISSING, 'TreatMissingData'),
    ...oneOf(
      properties.EvaluateLowSampleCountPercentile,
      ['evaluate', 'ignore'],
      'EvaluateLowSampleCountPercentile',
    ),
    ...(isBand === (ThresholdMetricId !== undefined)
      ? []
      : ['ThresholdMetricId belongs to comparisons with a band, and to those only.']),
    ...(isBand === (Threshold === undefined)
      ? []
      : ['Threshold belongs to comparisons without a band, and to those only.']),
    ...(Metrics === undefined
      ? oneMetricProblems(properties, periods)
      : metricsProblems(properties, Metrics as readonly Properties[], periods)),
  ];
}

function oneMetricProblems(
  { MetricName, Namespace, Period, Statistic, ExtendedStatistic, Dimensions }: Properties,
  periods: number,
): string[] {
  return [
    ...(MetricName === undefined || Namespace === undefined
      ? ['MetricName and Namespace, or Metrics, are required.']
      : []),
    ...((Statistic === undefined) === (ExtendedStatistic === undefined)
      ? ['Exactly one of Statistic and ExtendedStatistic is required.']
      : statisticProblems(Statistic ?? ExtendedStatistic)),
    ...periodProblems(Period, periods),
    ...dimensionProblems(Dimensions),
  ];
}

function metricsProblems(properties: Properties, queries: readonly Properties[], periods: number): string[] {
  const ids = queries.map(({ Id }) => String(Id));
  const returned = queries.filter(({ ReturnData }) => ReturnData !== false);
  const stats = queries.filter(({ MetricStat }) => MetricStat !== undefined);
  const longest = Math.max(0, ...stats.map(({ MetricStat }) => Number((MetricStat as Properties).Period)));
  return [
    ...OF_ONE_METRIC.filter((name) => properties[name] !== undefined).map(
      (name) => `${name} and Metrics exclude each other.`,
    ),
    ...(queries.length > LIMITS.queriesPerAlarm
      ? [`Metrics has ${queries.length} members, and ${LIMITS.queriesPerAlarm} are allowed.`]
      : []),
    ...(stats.length > LIMITS.metricsPerAlarm
      ? [`Metrics has ${stats.length} metrics, and ${LIMITS.metricsPerAlarm} are allowed.`]
      : []),
    ...(stats.length === 0 ? ['Metrics has no metric.'] : []),
    ...(new Set(ids).size < ids.length ? ['Metrics has an Id twice.'] : []),
    ...ids
      .filter((id) => !/^[a-z]\w{0,254}$/.test(id))
      .map((id) => `${id} is no Id: it must begin with a small letter.`),
    ...returnProblems(
      returned.map(({ Id }) => String(Id)),
      properties.ThresholdMetricId,
    ),
    ...queries.flatMap((query) => queryProblems(query, ids)),
    ...periodsProblems(longest, periods),
  ];
}

// An anomaly band returns itself and what is compared to it.
function returnProblems(returned: readonly string[], band: unknown): string[] {
  const compared = returned.filter((id) => id !== band);
  if (band !== undefined && !returned.includes(String(band)))
    return [`${band} is not among the Metrics that return data.`];
  return compared.length === 1 ? [] : ['Exactly one of Metrics must return data.'];
}

function queryProblems(query: Properties, ids: readonly string[]): string[] {
  const { Id, MetricStat, Expression } = query;
  if ((MetricStat === undefined) === (Expression === undefined))
    return [`${Id}: exactly one of MetricStat and Expression is required.`];
  if (MetricStat !== undefined) {
    const { Metric, Period, Stat } = MetricStat as Properties;
    const { Namespace, MetricName, Dimensions } = (Metric ?? {}) as Properties;
    return [
      ...(Namespace === undefined || MetricName === undefined
        ? [`${Id}: Namespace and MetricName are required.`]
        : []),
      ...statisticProblems(Stat),
      ...onePeriodProblems(Period),
      ...dimensionProblems(Dimensions),
    ];
  }
  const text = String(Expression);
  const names = [...text.replaceAll(/"[^"]*"|'[^']*'/g, '').matchAll(/\b[a-z]\w*\b/g)].map(([name]) => name);
  return [
    ...(text.length > LIMITS.expressionCharacters
      ? [`${Id}: an expression has at most ${LIMITS.expressionCharacters} characters.`]
      : []),
    ...names
      .filter((name) => !ids.includes(name))
      .map((name) => `${Id}: Unrecognized metric ID ${name} in expression.`),
  ];
}

function statisticProblems(statistic: unknown): string[] {
  return STATISTIC.test(String(statistic)) ? [] : [`${statistic} is no statistic.`];
}

function periodProblems(period: unknown, periods: number): string[] {
  return [...onePeriodProblems(period), ...periodsProblems(Number(period), periods)];
}

function onePeriodProblems(period: unknown): string[] {
  const seconds = Number(period);
  const isGood =
    (LIMITS.shortPeriods as readonly number[]).includes(seconds) || (seconds > 0 && seconds % 60 === 0);
  return isGood ? [] : [`A period of ${period} is neither 10, 20 nor 30 nor a multiple of 60.`];
}

function periodsProblems(period: number, periods: number): string[] {
  const most = period < LIMITS.hourInSeconds ? LIMITS.dayInSeconds : LIMITS.weekInSeconds;
  if (!(period * periods > most)) return [];
  return [
    `EvaluationPeriods * Period is ${period * periods} seconds, and ${most} are allowed with a period of ${period}.`,
  ];
}

function dimensionProblems(dimensions: unknown): string[] {
  const list = (dimensions ?? []) as readonly Properties[];
  return [
    ...(list.length > LIMITS.dimensions ? [`A metric has at most ${LIMITS.dimensions} dimensions.`] : []),
    ...list
      .filter(({ Name, Value }) => !(String(Name ?? '') && String(Value ?? '')))
      .map(() => 'A dimension has a Name and a Value.'),
  ];
}

function oneOf(value: unknown, known: readonly string[], name: string): string[] {
  return value === undefined || known.includes(String(value))
    ? []
    : [`${name} must be one of ${known.join(', ')}, not ${value}.`];
}
