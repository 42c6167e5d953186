import type { Definition } from '../../definition/schema.ts';
import { type Arn, topicsOf } from '../notifications/topics.ts';
import type { Metric, Query } from '../queries/query.ts';
import type { Alarm, AlarmRule, CompositeAlarm, MetricAlarm } from './alarm.ts';

interface CommonProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly Arn[];
  readonly OKActions: readonly Arn[];
}

interface DimensionProperties {
  readonly Name: string;
  readonly Value: string;
}

/** One of `Metrics`: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
export interface QueryProperties {
  readonly Id: string;
  readonly Label?: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly DimensionProperties[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
  readonly ReturnData: boolean;
}

/**
 * Properties of `AWS::CloudWatch::Alarm`, which are the parameters of PutMetricAlarm:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export interface MetricAlarmProperties extends CommonProperties {
  readonly ComparisonOperator: MetricAlarm['comparison'];
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: MetricAlarm['treatMissingData'];
  readonly Threshold?: number;
  readonly ThresholdMetricId?: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly DimensionProperties[];
  /** Seconds. */
  readonly Period?: number;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly EvaluateLowSampleCountPercentile?: 'evaluate';
  readonly Metrics?: readonly QueryProperties[];
}

/**
 * Properties of `AWS::CloudWatch::CompositeAlarm`, which are the parameters of PutCompositeAlarm:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export interface CompositeAlarmProperties extends CommonProperties {
  readonly AlarmRule: string;
  /** The name of an alarm. */
  readonly ActionsSuppressor?: string;
  /** Seconds. */
  readonly ActionsSuppressorWaitPeriod?: number;
  readonly ActionsSuppressorExtensionPeriod?: number;
}

export type AlarmProperties = MetricAlarmProperties | CompositeAlarmProperties;

/** What the width of an anomaly band is called among the queries of its alarm. */
const BAND_ID = 'band';

/** An alarm as CloudFormation and CloudWatch take it, without tags; ARNs of topics are texts for CloudFormation. */
export function alarmProperties(alarm: Alarm, definition: Definition): AlarmProperties {
  const topics = alarm.notifies ? topicsOf(definition, alarm.severity) : [];
  const common = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AlarmActions: topics,
    OKActions: topics,
  };
  return alarm.kind === 'metric'
    ? { ...common, ...metricProperties(alarm) }
    : { ...common, ...compositeProperties(alarm) };
}

/** A rule in the words of CloudWatch: `(ALARM("a") AND ALARM("b")) OR NOT ALARM("c")`. */
export function ruleText(rule: AlarmRule): string {
  if ('alarm' in rule) return `ALARM("${rule.alarm}")`;
  if ('not' in rule) return `NOT ${grouped(rule.not)}`;
  const [parts, operator] = 'all' in rule ? [rule.all, ' AND '] : [rule.any, ' OR '];
  // Nothing at all is true, and any of nothing false, as the rule has words for.
  if (parts.length === 0) return 'all' in rule ? 'TRUE' : 'FALSE';
  return parts.map((part) => (parts.length === 1 ? ruleText(part) : grouped(part))).join(operator);
}

function grouped(rule: AlarmRule): string {
  return 'alarm' in rule ? ruleText(rule) : `(${ruleText(rule)})`;
}

function compositeProperties({ rule, suppressor }: CompositeAlarm) {
  return {
    AlarmRule: ruleText(rule),
    ...(suppressor !== null && {
      ActionsSuppressor: suppressor.alarm,
      ActionsSuppressorWaitPeriod: suppressor.wait,
      ActionsSuppressorExtensionPeriod: suppressor.extension,
    }),
  };
}

function metricProperties(alarm: MetricAlarm) {
  return {
    ComparisonOperator: alarm.comparison,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    TreatMissingData: alarm.treatMissingData,
    ...('threshold' in alarm.limit ? { Threshold: alarm.limit.threshold } : { ThresholdMetricId: BAND_ID }),
    ...(singleMetric(alarm) ?? { Metrics: metrics(alarm) }),
  };
}

// The short form: percentiles of few samples can be asked for in it alone, and the console shows it best.
function singleMetric({ question: { queries }, limit, period }: MetricAlarm) {
  const [query, ...others] = queries;
  if (query?.kind !== 'metric' || others.length > 0 || 'band' in limit) return null;
  const { metric, statistic } = query;
  return {
    Namespace: metric.namespace,
    MetricName: metric.name,
    ...dimensions(metric),
    Period: period,
    ...(isPercentile(statistic)
      ? { ExtendedStatistic: statistic, EvaluateLowSampleCountPercentile: 'evaluate' as const }
      : { Statistic: statistic }),
  };
}

function metrics({ name, question: { queries, label }, limit, period }: MetricAlarm): QueryProperties[] {
  const value = queries.at(-1);
  if (value === undefined) throw new Error(`The alarm ${name} looks at nothing.`);
  const asked = queries.map((query) => ({
    ...queryProperties(query, period),
    ...(query === value && { Label: label }),
    ReturnData: query === value,
  }));
  if (!('band' in limit)) return asked;
  // Value and band are both compared, so that both are returned.
  const expression = `ANOMALY_DETECTION_BAND(${value.id}, ${limit.band})`;
  return [...asked, { Id: BAND_ID, Expression: expression, Label: 'usual', ReturnData: true }];
}

function queryProperties(query: Query, period: number) {
  if (query.kind === 'math') return { Id: query.id, Expression: query.expression };
  const { id, metric, statistic } = query;
  return {
    Id: id,
    MetricStat: {
      Metric: { Namespace: metric.namespace, MetricName: metric.name, ...dimensions(metric) },
      Period: period,
      Stat: statistic,
    },
  };
}

function dimensions({ dimensions: given }: Metric): { Dimensions?: DimensionProperties[] } {
  const all = Object.entries(given).map(([Name, Value]) => ({ Name, Value }));
  return all.length === 0 ? {} : { Dimensions: all };
}

function isPercentile(statistic: string): boolean {
  return /^p\d/.test(statistic);
}
