import type { Account } from './account/account.ts';
import { getDashboard, listDashboards } from './calls/dashboards.ts';
import { describeAlarmHistory } from './calls/describe_alarm_history.ts';
import { describeAlarms } from './calls/describe_alarms.ts';
import {
  describeLogGroups,
  describeLogStreams,
  describeMetricFilters,
  describeQueryDefinitions,
} from './calls/logs.ts';
import { describeSecret, getSecretValue } from './calls/secrets.ts';
import { assumeRole, getCallerIdentity } from './calls/security_tokens.ts';
import { setAlarmState } from './calls/set_alarm_state.ts';
import { listTagsForResource } from './calls/tags.ts';
import { getTopicAttributes, listSubscriptionsByTopic } from './calls/topics.ts';
import { getMetricData } from './get_metric_data.ts';
import { getMetricStatistics } from './get_metric_statistics.ts';
import type { Input } from './input.ts';
import { listMetrics } from './list_metrics.ts';
import type { MetricStore } from './metric_store.ts';
import type { Operation } from './services.ts';
import type { Credentials } from './signature_v4.ts';

/** What an operation works on. */
export interface Context {
  readonly store: MetricStore;
  readonly account: Account;
  readonly credentials: Credentials;
  /** The service's time, in milliseconds since 1970. */
  readonly now: number;
}

type Metrics = (input: Input, store: MetricStore, now: number) => object;

const ofMetrics =
  (answer: Metrics) =>
  (input: Input, { store, now }: Context) =>
    answer(input, store, now);

/** All operations but PutMetricData, which the service does itself. */
const ANSWERS: Readonly<
  Record<Exclude<Operation, 'PutMetricData'>, (input: Input, context: Context) => object>
> = {
  GetMetricData: ofMetrics(getMetricData),
  GetMetricStatistics: ofMetrics(getMetricStatistics),
  ListMetrics: ofMetrics(listMetrics),
  DescribeAlarms: describeAlarms,
  DescribeAlarmHistory: describeAlarmHistory,
  SetAlarmState: setAlarmState,
  ListTagsForResource: listTagsForResource,
  GetDashboard: getDashboard,
  ListDashboards: listDashboards,
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  DescribeMetricFilters: describeMetricFilters,
  DescribeQueryDefinitions: describeQueryDefinitions,
  DescribeSecret: describeSecret,
  GetSecretValue: getSecretValue,
  GetTopicAttributes: getTopicAttributes,
  ListSubscriptionsByTopic: listSubscriptionsByTopic,
  GetCallerIdentity: getCallerIdentity,
  AssumeRole: assumeRole,
};

/** Answers an operation. Throws an AwsError where it cannot be done. */
export function answerTo(
  operation: Exclude<Operation, 'PutMetricData'>,
  input: Input,
  context: Context,
): object {
  return ANSWERS[operation](input, context);
}
