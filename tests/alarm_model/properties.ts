/** What a metric is told apart by, as CloudFormation and the API write it. */
export interface MetricName {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[] | undefined;
}

/** A query of an alarm on metric math: a metric, or an expression over others. */
export interface AlarmQuery {
  readonly Id: string;
  readonly Expression?: string | undefined;
  readonly MetricStat?:
    | { readonly Metric: MetricName; readonly Period: number; readonly Stat: string }
    | undefined;
  /** One of the queries is what the alarm compares; it alone says true, or nothing. */
  readonly ReturnData?: boolean | undefined;
}

/**
 * The properties of `AWS::CloudWatch::Alarm` that decide about its state; those of PutMetricAlarm are called the same.
 * Source: AWS CloudFormation template reference, AWS::CloudWatch::Alarm.
 */
export interface MetricAlarmProperties extends MetricName {
  readonly AlarmName?: string | undefined;
  readonly Statistic?: string | undefined;
  readonly ExtendedStatistic?: string | undefined;
  /** Seconds. */
  readonly Period?: number | undefined;
  readonly Metrics?: readonly AlarmQuery[] | undefined;
  readonly EvaluationPeriods: number;
  /** As many as there are evaluation periods unless given. */
  readonly DatapointsToAlarm?: number | undefined;
  readonly ComparisonOperator: string;
  readonly Threshold?: number | undefined;
  /** `missing` unless given. */
  readonly TreatMissingData?: string | undefined;
}

/** The properties of `AWS::CloudWatch::CompositeAlarm` that decide about its state. */
export interface CompositeAlarmProperties {
  readonly AlarmName?: string | undefined;
  readonly AlarmRule: string;
}
