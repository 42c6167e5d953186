import {
  children,
  elements,
  filterDimensions,
  list,
  longestExpression,
  type Properties,
  queries,
  seconds,
  secondsOfShortPeriods,
  sourceBytes,
  textOf,
  widgets,
} from './resource_counts.ts';

/** How much of something a resource may have. */
export interface ResourceLimit {
  /** Of the resource; `*` for every type. */
  readonly type: string;
  readonly most: number;
  /** What is counted: `characters in AlarmName`. */
  readonly unit: string;
  readonly count: (properties: Properties) => number;
  /** What to do, as a sentence. */
  readonly remedy: string;
}

const ALARM = 'AWS::CloudWatch::Alarm';
const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';
const DASHBOARD = 'AWS::CloudWatch::Dashboard';
const METRIC_FILTER = 'AWS::Logs::MetricFilter';
const QUERY = 'AWS::Logs::QueryDefinition';
const FUNCTION = 'AWS::Lambda::Function';

const PREFIX = 'Set a shorter `cloudwatch.prefix`.';
const NAMES = 'Set a shorter `cloudwatch.prefix`, or give the alert a shorter name.';
const SUMMARY = 'Shorten the summary of the alert, or its links.';
const SPLIT = 'Ask in several alerts.';
const WIDGETS = 'Watch fewer services or resources with one monitoring.yml.';

/**
 * What AWS refuses beyond. Sources:
 * alarms: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html and API_MetricDataQuery.html
 * composite alarms: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * actions, dashboards: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 * tags: https://docs.aws.amazon.com/general/latest/gr/aws_tagging.html
 * metric filters, queries: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html and API_PutQueryDefinition.html
 * topics: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 * functions: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html; 4096 bytes of source are what every region has taken since inline
 * sources exist.
 */
export const RESOURCE_LIMITS: readonly ResourceLimit[] = [
  { type: '*', most: 50, unit: 'tags', count: list('Tags'), remedy: 'Give fewer `cloudwatch.tags`.' },
  characters(ALARM, 'AlarmName', 255, NAMES),
  characters(COMPOSITE, 'AlarmName', 255, NAMES),
  characters(ALARM, 'AlarmDescription', 1024, SUMMARY),
  characters(COMPOSITE, 'AlarmDescription', 1024, SUMMARY),
  {
    type: ALARM,
    most: 5,
    unit: 'AlarmActions',
    count: list('AlarmActions'),
    remedy: 'Name fewer topics in `notify.sns`.',
  },
  {
    type: COMPOSITE,
    most: 5,
    unit: 'AlarmActions',
    count: list('AlarmActions'),
    remedy: 'Name fewer topics in `notify.sns`.',
  },
  {
    type: ALARM,
    most: 30,
    unit: 'Dimensions',
    count: list('Dimensions'),
    remedy: 'Give fewer dimensions in `mirror.cloudwatch` or `aws`.',
  },
  { type: ALARM, most: 10, unit: 'metrics in Metrics', count: queries('MetricStat'), remedy: SPLIT },
  { type: ALARM, most: 10, unit: 'expressions in Metrics', count: queries('Expression'), remedy: SPLIT },
  { type: ALARM, most: 2048, unit: 'characters in one Expression', count: longestExpression, remedy: SPLIT },
  {
    type: ALARM,
    most: 86_400,
    unit: 'seconds in all periods',
    count: secondsOfShortPeriods,
    remedy: 'Shorten `for` or `window`.',
  },
  {
    type: ALARM,
    most: 604_800,
    unit: 'seconds in all periods',
    count: seconds,
    remedy: 'Shorten `for` or `window`.',
  },
  characters(
    COMPOSITE,
    'AlarmRule',
    10_240,
    'Watch fewer services with one monitoring.yml, or give alerts shorter names.',
  ),
  { type: COMPOSITE, most: 100, unit: 'alarms in AlarmRule', count: children, remedy: SPLIT },
  { type: COMPOSITE, most: 500, unit: 'elements in AlarmRule', count: elements, remedy: SPLIT },
  characters(DASHBOARD, 'DashboardName', 255, PREFIX),
  {
    type: DASHBOARD,
    most: 500,
    unit: 'widgets',
    count: (properties) => widgets(properties).length,
    remedy: WIDGETS,
  },
  {
    type: DASHBOARD,
    most: 500,
    unit: 'metrics in one widget',
    count: (properties) => Math.max(0, ...widgets(properties)),
    remedy: WIDGETS,
  },
  {
    type: DASHBOARD,
    most: 2500,
    unit: 'metrics in all widgets',
    count: (properties) => widgets(properties).reduce((sum, count) => sum + count, 0),
    remedy: WIDGETS,
  },
  characters(METRIC_FILTER, 'FilterName', 512, PREFIX),
  characters(METRIC_FILTER, 'FilterPattern', 1024, 'Shorten the pattern of the metric.'),
  {
    type: METRIC_FILTER,
    most: 3,
    unit: 'dimensions',
    count: filterDimensions,
    remedy: 'Give the metric of the `logs` source at most three labels.',
  },
  characters(QUERY, 'Name', 255, 'Shorten the name or the folder of the query.'),
  characters(QUERY, 'QueryString', 10_000, 'Shorten the query in `cloudwatch.logs.queries`.'),
  {
    type: QUERY,
    most: 50,
    unit: 'log groups',
    count: list('LogGroupNames'),
    remedy: 'Name the `groups` that the query asks.',
  },
  characters('AWS::SNS::Topic', 'TopicName', 256, PREFIX),
  characters('AWS::KMS::Alias', 'AliasName', 256, PREFIX),
  characters('AWS::Events::Rule', 'Name', 64, PREFIX),
  characters(FUNCTION, 'FunctionName', 64, PREFIX),
  {
    type: FUNCTION,
    most: 4096,
    unit: 'bytes of source',
    count: sourceBytes,
    remedy: 'Shorten cloudwatch/notifications/forwarder.cjs.',
  },
  {
    type: FUNCTION,
    most: 4096,
    unit: 'bytes of environment',
    count: (properties) => Buffer.byteLength(JSON.stringify(properties.Environment ?? '')),
    remedy: 'Watch fewer services with one monitoring.yml.',
  },
];

function characters(type: string, property: string, most: number, remedy: string): ResourceLimit {
  return {
    type,
    most,
    unit: `characters in ${property}`,
    remedy,
    count: ({ [property]: text }) => textOf(text).length,
  };
}
