import type { Alarm, AlarmState } from './alarm.ts';
import { ACCOUNT_ID } from './identity.ts';

/** What SNS gets of an alarm's change. */
export interface AlarmMessage {
  readonly subject: string;
  /** JSON. */
  readonly message: string;
}

const REGION_NAMES: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-west-2': 'US West (Oregon)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
};

/**
 * The message that CloudWatch publishes when an alarm changes.
 * Sources: messages that people show of metric, metric math and composite alarms; SNS's own sample event.
 */
export function alarmMessage(
  alarm: Alarm,
  before: AlarmState,
  region: string,
  children: readonly Alarm[],
): AlarmMessage {
  const { name, arn, properties, state, configuredAt } = alarm;
  const place = REGION_NAMES[region] ?? region;
  const message = {
    AlarmName: name,
    AlarmDescription: properties.AlarmDescription ?? null,
    AWSAccountId: ACCOUNT_ID,
    AlarmConfigurationUpdatedTimestamp: awsTime(configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: awsTime(state.changedAt),
    Region: place,
    AlarmArn: arn,
    OldStateValue: before.value,
    OKActions: properties.OKActions ?? [],
    AlarmActions: properties.AlarmActions ?? [],
    InsufficientDataActions: properties.InsufficientDataActions ?? [],
    ...(alarm.kind === 'metric'
      ? { Trigger: triggerOf(properties) }
      : { AlarmRule: properties.AlarmRule, TriggeringChildren: children.map(childOf) }),
  };
  return { subject: `${state.value}: "${name}" in ${place}`.slice(0, 100), message: JSON.stringify(message) };
}

function childOf({ arn, state }: Alarm): object {
  return { Arn: arn, State: { Value: state.value, Timestamp: awsTime(state.updatedAt) } };
}

function triggerOf(properties: Alarm['properties']): object {
  const common = {
    Period: properties.Period,
    EvaluationPeriods: properties.EvaluationPeriods,
    DatapointsToAlarm: properties.DatapointsToAlarm,
    ComparisonOperator: properties.ComparisonOperator,
    Threshold: properties.Threshold,
    TreatMissingData: properties.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: properties.EvaluateLowSampleCountPercentile ?? '',
  };
  if (properties.Metrics !== undefined) return { ...common, Metrics: lowerDimensions(properties.Metrics) };
  const { Statistic, ExtendedStatistic } = properties;
  return {
    MetricName: properties.MetricName,
    Namespace: properties.Namespace,
    StatisticType: Statistic === undefined ? 'ExtendedStatistic' : 'Statistic',
    ...(Statistic === undefined ? { ExtendedStatistic } : { Statistic: String(Statistic).toUpperCase() }),
    Unit: properties.Unit ?? null,
    Dimensions: lowerDimensions(properties.Dimensions ?? []),
    ...common,
  };
}

/** In messages, unlike in the API, dimensions are `{ value, name }`. */
function lowerDimensions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerDimensions);
  if (typeof value !== 'object' || value === null) return value;
  const { Name, Value, ...others } = value as { readonly Name?: string; readonly Value?: string };
  if (Name !== undefined && Value !== undefined) return { value: Value, name: Name };
  return Object.fromEntries(
    Object.entries({ ...others }).map(([key, member]) => [key, lowerDimensions(member)]),
  );
}

/** As AWS writes times in messages: `2026-03-14T12:00:00.000+0000`. */
export function awsTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+0000');
}
