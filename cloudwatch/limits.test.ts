import { describe, expect, test } from 'vitest';
import { checkLimits, needsBucket } from './limits.ts';
import type { Properties } from './resource_counts.ts';
import type { StackTemplate } from './templates.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';
const DASHBOARD = 'AWS::CloudWatch::Dashboard';
const FILTER = 'AWS::Logs::MetricFilter';
const QUERY = 'AWS::Logs::QueryDefinition';
const FUNCTION = 'AWS::Lambda::Function';
const PREFIX = 'Set a shorter `cloudwatch.prefix`.';
const NAMES = 'Set a shorter `cloudwatch.prefix`, or give the alert a shorter name.';
const SUMMARY = 'Shorten the summary of the alert, or its links.';
const SPLIT = 'Ask in several alerts.';
const SHORTER = 'Shorten `for` or `window`.';
const FEWER = 'Watch fewer services or resources with one monitoring.yml.';
const TOPICS = 'Name fewer topics in `notify.sns`.';

const text = (length: number) => 'x'.repeat(length);
const list = (length: number) => Array.from({ length }, (_, index) => index);
const metric = (index: number) => ({ Id: `m${index}`, MetricStat: { Period: 60 } });
const expression = (index: number) => ({ Id: `e${index}`, Expression: 'm0' });
const children = (length: number) =>
  list(length)
    .map(() => 'ALARM("a")')
    .join(' OR ');
const dashboard = (...counts: readonly number[]) => ({
  DashboardBody: {
    'Fn::Sub': JSON.stringify({
      widgets: counts.map((count) => ({ properties: { metrics: list(count).map(() => ['A', 'B']) } })),
    }),
  },
});

// What is allowed at most; the first that is not; and what is said of it.
test.each<[string, Properties, Properties, string]>([
  [
    ALARM,
    { AlarmName: text(255) },
    { AlarmName: text(256) },
    `256 characters in AlarmName, of which there may be 255. ${NAMES}`,
  ],
  [
    COMPOSITE,
    { AlarmName: text(255) },
    { AlarmName: text(256) },
    `256 characters in AlarmName, of which there may be 255. ${NAMES}`,
  ],
  [
    ALARM,
    { AlarmDescription: text(1024) },
    { AlarmDescription: text(1025) },
    `1025 characters in AlarmDescription, of which there may be 1024. ${SUMMARY}`,
  ],
  [
    COMPOSITE,
    { AlarmDescription: text(1024) },
    { AlarmDescription: text(1025) },
    `1025 characters in AlarmDescription, of which there may be 1024. ${SUMMARY}`,
  ],
  [
    ALARM,
    { AlarmActions: list(5) },
    { AlarmActions: list(6) },
    `6 AlarmActions, of which there may be 5. ${TOPICS}`,
  ],
  [
    COMPOSITE,
    { AlarmActions: list(5) },
    { AlarmActions: list(6) },
    `6 AlarmActions, of which there may be 5. ${TOPICS}`,
  ],
  [
    ALARM,
    { Dimensions: list(30) },
    { Dimensions: list(31) },
    '31 Dimensions, of which there may be 30. Give fewer dimensions in `mirror.cloudwatch` or `aws`.',
  ],
  [
    ALARM,
    { Metrics: list(10).map(metric) },
    { Metrics: list(11).map(metric) },
    `11 metrics in Metrics, of which there may be 10. ${SPLIT}`,
  ],
  [
    ALARM,
    { Metrics: list(10).map(expression) },
    { Metrics: list(11).map(expression) },
    `11 expressions in Metrics, of which there may be 10. ${SPLIT}`,
  ],
  [
    ALARM,
    { Metrics: [{ Expression: text(2048) }] },
    { Metrics: [{ Expression: text(2049) }] },
    `2049 characters in one Expression, of which there may be 2048. ${SPLIT}`,
  ],
  [
    ALARM,
    { Period: 60, EvaluationPeriods: 1440 },
    { Period: 60, EvaluationPeriods: 1441 },
    `86460 seconds in all periods, of which there may be 86400. ${SHORTER}`,
  ],
  [
    ALARM,
    { Metrics: [metric(0)], EvaluationPeriods: 1440 },
    { Metrics: [metric(0)], EvaluationPeriods: 1441 },
    `86460 seconds in all periods, of which there may be 86400. ${SHORTER}`,
  ],
  [
    ALARM,
    { Period: 3600, EvaluationPeriods: 168 },
    { Period: 3600, EvaluationPeriods: 169 },
    `608400 seconds in all periods, of which there may be 604800. ${SHORTER}`,
  ],
  [
    COMPOSITE,
    { AlarmRule: `ALARM("${text(10_231)}")` },
    { AlarmRule: `ALARM("${text(10_232)}")` },
    '10241 characters in AlarmRule, of which there may be 10240. Watch fewer services with one monitoring.yml, or give alerts shorter names.',
  ],
  [
    COMPOSITE,
    { AlarmRule: children(100) },
    { AlarmRule: children(101) },
    `101 alarms in AlarmRule, of which there may be 100. ${SPLIT}`,
  ],
  [
    COMPOSITE,
    { AlarmRule: `${text(0)}${'('.repeat(249)}ALARM("a") OR TRUE${')'.repeat(249)}` },
    { AlarmRule: `${'('.repeat(250)}ALARM("a")${')'.repeat(250)}` },
    `501 elements in AlarmRule, of which there may be 500. ${SPLIT}`,
  ],
  [
    DASHBOARD,
    { DashboardName: text(255) },
    { DashboardName: text(256) },
    `256 characters in DashboardName, of which there may be 255. ${PREFIX}`,
  ],
  [
    DASHBOARD,
    dashboard(...list(500).map(() => 1)),
    dashboard(...list(501).map(() => 1)),
    `501 widgets, of which there may be 500. ${FEWER}`,
  ],
  [
    DASHBOARD,
    dashboard(500),
    dashboard(501),
    `501 metrics in one widget, of which there may be 500. ${FEWER}`,
  ],
  [
    DASHBOARD,
    dashboard(500, 500, 500, 500, 500),
    dashboard(500, 500, 500, 500, 500, 1),
    `2501 metrics in all widgets, of which there may be 2500. ${FEWER}`,
  ],
  [
    FILTER,
    { FilterName: text(512) },
    { FilterName: text(513) },
    `513 characters in FilterName, of which there may be 512. ${PREFIX}`,
  ],
  [
    FILTER,
    { FilterPattern: text(1024) },
    { FilterPattern: text(1025) },
    '1025 characters in FilterPattern, of which there may be 1024. Shorten the pattern of the metric.',
  ],
  [
    FILTER,
    { MetricTransformations: [{ Dimensions: list(3) }] },
    { MetricTransformations: [{ Dimensions: list(4) }] },
    '4 dimensions, of which there may be 3. Give the metric of the `logs` source at most three labels.',
  ],
  [
    QUERY,
    { Name: text(255) },
    { Name: text(256) },
    '256 characters in Name, of which there may be 255. Shorten the name or the folder of the query.',
  ],
  [
    QUERY,
    { QueryString: text(10_000) },
    { QueryString: text(10_001) },
    '10001 characters in QueryString, of which there may be 10000. Shorten the query in `cloudwatch.logs.queries`.',
  ],
  [
    QUERY,
    { LogGroupNames: list(50) },
    { LogGroupNames: list(51) },
    '51 log groups, of which there may be 50. Name the `groups` that the query asks.',
  ],
  [
    'AWS::SNS::Topic',
    { TopicName: text(256) },
    { TopicName: text(257) },
    `257 characters in TopicName, of which there may be 256. ${PREFIX}`,
  ],
  [
    'AWS::KMS::Alias',
    { AliasName: text(256) },
    { AliasName: text(257) },
    `257 characters in AliasName, of which there may be 256. ${PREFIX}`,
  ],
  [
    'AWS::Events::Rule',
    { Name: text(64) },
    { Name: text(65) },
    `65 characters in Name, of which there may be 64. ${PREFIX}`,
  ],
  [
    FUNCTION,
    { FunctionName: text(64) },
    { FunctionName: text(65) },
    `65 characters in FunctionName, of which there may be 64. ${PREFIX}`,
  ],
  [
    FUNCTION,
    { Code: { ZipFile: text(4096) } },
    { Code: { ZipFile: text(4097) } },
    '4097 bytes of source, of which there may be 4096. Shorten cloudwatch/notifications/forwarder.cjs.',
  ],
  [
    FUNCTION,
    { Environment: { A: text(4088) } },
    { Environment: { A: text(4089) } },
    '4097 bytes of environment, of which there may be 4096. Watch fewer services with one monitoring.yml.',
  ],
  [
    'AWS::Logs::LogGroup',
    { Tags: list(50) },
    { Tags: list(51) },
    '51 tags, of which there may be 50. Give fewer `cloudwatch.tags`.',
  ],
])('%s has a limit, and one is told before AWS refuses: %#', (type, most, more, problem) => {
  expect(problemsOf(stack({ One: resource(type, most) }))).toBeNull();
  expect(problemsOf(stack({ One: resource(type, more) }))).toBe(
    `AWS would not take what monitoring.yml asks of it:\n  cloudwatch/alarms-shop.template.json, One: ${problem}`,
  );
});

describe('a template', () => {
  test('has at most 500 resources', () => {
    const many = (count: number) =>
      stack(Object.fromEntries(list(count).map((index) => [`R${index}`, resource('AWS::SNS::Topic', {})])));

    expect(problemsOf(many(500))).toBeNull();
    expect(problemsOf(many(501))).toContain(
      'cloudwatch/alarms-shop.template.json: 501 resources, of which there may be 500. Let a service of its own have a monitoring.yml of its own.',
    );
  });

  test('has at most a megabyte, and beyond 51200 bytes needs a bucket', () => {
    const sized = (length: number) =>
      stack({ One: resource('AWS::SNS::Topic', { DisplayName: text(length) }) });
    const rest = Buffer.byteLength(
      '{\n"Resources": {\n"One": {"Type":"AWS::SNS::Topic","Properties":{"DisplayName":""}}\n}\n}\n',
    );

    expect([needsBucket(sized(51_200 - rest)), needsBucket(sized(51_201 - rest))]).toEqual([false, true]);
    expect(problemsOf(sized(1_048_576 - rest))).toBeNull();
    expect(problemsOf(sized(1_048_577 - rest))).toContain('1048577 bytes, of which there may be 1048576.');
  });

  test('has a stack of at most 128 characters', () => {
    expect(problemsOf({ ...stack({}), stackName: text(128) })).toBeNull();
    expect(problemsOf({ ...stack({}), stackName: text(129) })).toContain(
      "129 characters in the stack's name, of which there may be 128. Set a shorter `cloudwatch.prefix`.",
    );
  });

  test('has a stack that no other one is', () => {
    const found = problemsOf(stack({}), { ...stack({}), name: 'alarms-shop_' });

    expect(found).toContain(
      'cloudwatch/alarms-shop_.template.json: the stack production-shop-alarms-shop, which is that of cloudwatch/alarms-shop.template.json as well. Give the services names that differ in letters or digits.',
    );
  });

  test('has at most 100 metric filters of one log group', () => {
    const filters = (count: number, group: unknown) =>
      Object.fromEntries(
        list(count).map((index) => [
          `${JSON.stringify(group)}${index}`,
          resource(FILTER, { LogGroupName: group }),
        ]),
      );

    expect(problemsOf(stack({ ...filters(100, '/a'), ...filters(100, { Ref: 'B' }) }))).toBeNull();
    expect(problemsOf(stack(filters(101, '/a')))).toContain(
      '101 metric filters of the log group "/a", of which there may be 100. Declare fewer metrics in the `logs` source of this group, or write to two groups.',
    );
  });
});

test('of many mistakes twenty are told, and the rest counted', () => {
  const names = Object.fromEntries(
    list(25).map((index) => [`R${index}`, resource('AWS::Events::Rule', { Name: text(65) })]),
  );

  const told = problemsOf(stack(names))?.split('\n');

  expect(told).toHaveLength(22);
  expect(told?.at(-1)).toBe('  …and 5 more');
});

function resource(Type: string, Properties: Properties) {
  return { Type, Properties };
}

function stack(Resources: StackTemplate['template']['Resources']): StackTemplate {
  return { name: 'alarms-shop', stackName: 'production-shop-alarms-shop', template: { Resources } };
}

function problemsOf(...stacks: readonly StackTemplate[]): string | null {
  try {
    checkLimits(stacks);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
