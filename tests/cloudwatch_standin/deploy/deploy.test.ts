// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Fn::Sub replaces is written so
import { GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeMetricFiltersCommand,
  DescribeQueryDefinitionsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { cloudWatch } from '../testing.ts';

const ALARM = {
  MetricName: 'Errors',
  Namespace: 'AWS/Lambda',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 0,
};
const alarm = (properties: object = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { ...ALARM, AlarmName: 'errors', ...properties },
});
const composite = (properties: object = {}, attributes: object = {}) => ({
  Type: 'AWS::CloudWatch::CompositeAlarm',
  Properties: { AlarmName: 'down', AlarmRule: 'ALARM("errors")', ...properties },
  ...attributes,
});
const metric = (Id: string, Period = 60) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName: Id }, Period, Stat: 'Sum' },
  ReturnData: false,
});
const math = (Expression: string) => ({ Id: 'ratio', Expression });
/** An alarm on metric math. */
const mathAlarm = (Metrics: readonly object[], properties: object = {}) => {
  const { MetricName: _name, Namespace: _namespace, Statistic: _statistic, Period: _period, ...rest } = ALARM;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { ...rest, AlarmName: 'math', Metrics, ...properties },
  };
};

/** What is wrong with a template of these resources: the lines after the first. */
async function problems(Resources: object): Promise<string[]> {
  const { standIn } = await cloudWatch();
  try {
    standIn.deploy({ Resources }, 'shop');
  } catch (error) {
    expect(standIn.account.alarms.all).toEqual([]);
    return (error as Error).message.split('\n').slice(1);
  }
  return [];
}

test('a template becomes topics, alarms, dashboards, log groups, filters and queries', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.account.putSecret('shop/pagerduty', 'a-key');
  const { resources, outputs } = standIn.deploy(
    {
      Parameters: { Stage: { Default: 'production' } },
      Resources: {
        Down: composite({
          AlarmName: { 'Fn::Sub': '${Stage}-down' },
          AlarmRule: { 'Fn::Sub': 'ALARM("${Errors}")' },
        }),
        Errors: alarm({
          AlarmActions: [{ Ref: 'Topic' }],
          AlarmDescription: { 'Fn::Join': [' in ', ['Errors', { Ref: 'AWS::Region' }]] },
          Unit: { Ref: 'AWS::NoValue' },
        }),
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'shop-critical' } },
        Pager: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            TopicArn: { Ref: 'Topic' },
            Protocol: 'https',
            Endpoint: 'https://pager.example.com/{{resolve:secretsmanager:shop/pagerduty:SecretString}}',
          },
        },
        Board: {
          Type: 'AWS::CloudWatch::Dashboard',
          Properties: {
            DashboardName: 'shop',
            DashboardBody: { 'Fn::Sub': '{"widgets":[{"type":"text","region":"${AWS::Region}"}]}' },
          },
        },
        Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/shop', RetentionInDays: 30 } },
        Filter: {
          Type: 'AWS::Logs::MetricFilter',
          Properties: {
            LogGroupName: { Ref: 'Group' },
            FilterName: 'errors',
            FilterPattern: '{ $.level = "ERROR" }',
            MetricTransformations: [
              {
                MetricName: 'Errors',
                MetricNamespace: 'Shop/Logs',
                MetricValue: '1',
                Dimensions: [{ Key: 'route', Value: '$.route' }],
              },
            ],
          },
        },
        Query: {
          Type: 'AWS::Logs::QueryDefinition',
          Properties: {
            Name: 'errors/newest',
            QueryString: 'fields @message',
            LogGroupNames: [{ Ref: 'Group' }],
          },
        },
        Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'shop' } },
      },
      Outputs: { Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] }, Export: { Name: 'shop-role' } } },
    },
    'shop',
  );
  const { account } = standIn;

  expect(Object.keys(resources).join()).toBe('Topic,Errors,Down,Pager,Board,Group,Filter,Query,Role');
  expect(outputs).toEqual({ Role: 'arn:aws:iam::123456789012:role/shop' });
  expect(account.exports.get('shop-role')).toBe('arn:aws:iam::123456789012:role/shop');
  expect(account.alarms.find('errors')?.properties).toMatchObject({
    AlarmActions: ['arn:aws:sns:us-east-1:123456789012:shop-critical'],
    AlarmDescription: 'Errors in us-east-1',
  });
  expect(account.alarms.find('errors')?.properties).not.toHaveProperty('Unit');
  expect(account.alarms.find('production-down')?.state.value).toBe('OK');
  expect(account.topics.all[0]?.subscriptions).toEqual([
    { arn: null, protocol: 'https', endpoint: 'https://pager.example.com/a-key' },
  ]);
  const board = await client.send(new GetDashboardCommand({ DashboardName: 'shop' }));
  expect(board.DashboardBody).toBe('{"widgets":[{"type":"text","region":"us-east-1"}]}');
  const logs = new CloudWatchLogsClient(standIn.client);
  expect(
    (await logs.send(new DescribeMetricFiltersCommand({ logGroupName: '/shop' }))).metricFilters,
  ).toMatchObject([
    {
      filterName: 'errors',
      filterPattern: '{ $.level = "ERROR" }',
      metricTransformations: [
        {
          metricName: 'Errors',
          metricNamespace: 'Shop/Logs',
          metricValue: '1',
          dimensions: { route: '$.route' },
        },
      ],
    },
  ]);
  const { queryDefinitions } = await logs.send(
    new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: 'errors/' }),
  );
  expect(queryDefinitions).toMatchObject([
    { name: 'errors/newest', queryString: 'fields @message', logGroupNames: ['/shop'] },
  ]);
  logs.destroy();
});

test('deployed again, alarms keep their states and subscriptions their confirmations', async () => {
  const { standIn } = await cloudWatch();
  const Topic = {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: 'shop', Subscription: [{ Protocol: 'email', Endpoint: 'ops@example.com' }] },
  };
  standIn.deploy({ Resources: { Errors: alarm(), Topic } }, 'shop');
  const { alarms, topics } = standIn.account;
  const errors = alarms.find('errors');
  if (errors !== undefined) alarms.settle(errors, 'ALARM', 'Threshold Crossed');
  topics.confirmAll();
  standIn.deploy({ Resources: { Errors: alarm({ Threshold: 7 }), Topic } }, 'shop');

  expect(alarms.find('errors')).toMatchObject({ properties: { Threshold: 7 }, state: { value: 'ALARM' } });
  expect(topics.all.map(({ subscriptions }) => subscriptions.map(({ arn }) => typeof arn))).toEqual([
    ['string'],
  ]);
});

describe('what AWS would refuse is refused, all of it at once:', () => {
  test('a composite alarm on one that does not exist, or may not exist yet', async () => {
    expect(await problems({ Down: composite() })).toEqual(['- Down: the alarm errors does not exist.']);
    expect(await problems({ Errors: alarm(), Down: composite() })).toEqual([
      '- Down: the alarm errors may not exist yet, for Down does not depend on Errors.',
    ]);
    const suppressor = {
      ActionsSuppressor: 'none',
      ActionsSuppressorWaitPeriod: 60,
      ActionsSuppressorExtensionPeriod: 60,
    };
    expect(
      await problems({ Errors: alarm(), Down: composite(suppressor, { DependsOn: ['Errors'] }) }),
    ).toEqual(['- Down: the alarm none does not exist.']);
  });

  test('two alarms of one name', async () => {
    expect(await problems({ Errors: alarm(), Others: alarm() })).toEqual([
      '- Others: errors already exists: it is Errors.',
    ]);
  });

  test('an alarm that another stack has', async () => {
    const { standIn } = await cloudWatch();
    standIn.deploy({ Resources: { Errors: alarm() } }, 'shop');
    expect(() => standIn.deploy({ Resources: { X: alarm() } }, 'till')).toThrow(
      'The stack till cannot be deployed:\n- X: errors already exists in the stack shop.',
    );
  });

  test.each<[string, object, string[]]>([
    [
      'a name that is too long',
      alarm({ AlarmName: 'x'.repeat(256) }),
      [`- X: ${'x'.repeat(256)} is no name of an alarm: it has 1 to 255 characters.`],
    ],
    [
      'a description that is too long',
      alarm({ AlarmDescription: 'x'.repeat(1025) }),
      ['- X: AlarmDescription has 1025 characters, and 1024 are allowed.'],
    ],
    [
      'six actions',
      alarm({ AlarmActions: ['1', '2', '3', '4', '5', '6'] }),
      ['- X: AlarmActions has more than 5 members.'],
    ],
    [
      'a period that is none',
      alarm({ Period: 90 }),
      ['- X: A period of 90 is neither 10, 20 nor 30 nor a multiple of 60.'],
    ],
    [
      'periods of more than a day',
      alarm({ Period: 300, EvaluationPeriods: 289 }),
      ['- X: EvaluationPeriods * Period is 86700 seconds, and 86400 are allowed with a period of 300.'],
    ],
    [
      'periods of more than a week',
      alarm({ Period: 86_400, EvaluationPeriods: 8 }),
      ['- X: EvaluationPeriods * Period is 691200 seconds, and 604800 are allowed with a period of 86400.'],
    ],
    [
      'more datapoints than periods',
      alarm({ DatapointsToAlarm: 2 }),
      ['- X: DatapointsToAlarm must be from 1 to EvaluationPeriods.'],
    ],
    [
      'two statistics',
      alarm({ ExtendedStatistic: 'p95' }),
      ['- X: Exactly one of Statistic and ExtendedStatistic is required.'],
    ],
    ['a statistic that is none', alarm({ Statistic: 'Median' }), ['- X: Median is no statistic.']],
    [
      'missing data treated oddly',
      alarm({ TreatMissingData: 'no' }),
      ['- X: TreatMissingData must be one of breaching, notBreaching, ignore, missing, not no.'],
    ],
    [
      'math on a metric that is not there',
      mathAlarm([metric('failed'), math('failed / requests')]),
      ['- X: ratio: Unrecognized metric ID requests in expression.'],
    ],
    [
      'math that returns nothing',
      mathAlarm([metric('failed')]),
      ['- X: Exactly one of Metrics must return data.'],
    ],
    [
      'math beside a metric',
      mathAlarm([metric('failed'), math('failed')], { Period: 60 }),
      ['- X: Period and Metrics exclude each other.'],
    ],
    [
      'eleven metrics',
      mathAlarm([...'abcdefghijk'].map((id) => metric(id)).concat(math('a') as never)),
      ['- X: Metrics has 11 metrics, and 10 are allowed.'],
    ],
    [
      'a rule that is none',
      composite({ AlarmRule: 'ALARM(errors' }),
      ['- X: AlarmRule is no rule: it ends too early.'],
    ],
    [
      'a suppressor without times',
      composite({ AlarmRule: 'TRUE', ActionsSuppressor: 'down' }),
      [
        '- X: ActionsSuppressor needs ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod.',
        '- X: the alarm down may not exist yet, for X does not depend on X.',
      ],
    ],
    [
      'a dashboard that is no JSON',
      { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: 'x', DashboardBody: '{' } },
      ['- X: The dashboard body is invalid: it is not JSON.'],
    ],
    [
      'a retention that AWS does not have',
      { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/x', RetentionInDays: 31 } },
      ['- X: RetentionInDays cannot be 31.'],
    ],
    [
      'a filter with a default and dimensions',
      {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          FilterName: 'x',
          LogGroupName: '/x',
          MetricTransformations: [
            {
              MetricName: 'x',
              MetricNamespace: 'AWS/X',
              MetricValue: '1',
              DefaultValue: 0,
              Dimensions: [1, 2, 3, 4],
            },
          ],
        },
      },
      [
        '- X: A metric filter has at most 3 dimensions.',
        '- X: DefaultValue and Dimensions exclude each other.',
        '- X: MetricNamespace must not begin with AWS/.',
      ],
    ],
    [
      'a dependency on nothing',
      composite({ AlarmRule: 'TRUE' }, { DependsOn: 'Y' }),
      ['- X: Unresolved resource dependencies [Y] in the Resources block of the template'],
    ],
  ])('%s', async (_what, resource, expected) => {
    expect(await problems({ X: resource })).toEqual(expected);
  });

  test.each<[string, object, string]>([
    [
      'a reference to nothing',
      { Errors: alarm({ AlarmActions: [{ Ref: 'Topic' }] }) },
      'shop: Errors: Unresolved resource dependencies [Topic]',
    ],
    [
      'an import of nothing',
      { Errors: alarm({ AlarmActions: [{ 'Fn::ImportValue': 'topic' }] }) },
      'shop: Errors: No export named topic found.',
    ],
    [
      'a secret that is not there',
      { Errors: alarm({ AlarmDescription: '{{resolve:secretsmanager:x:SecretString}}' }) },
      "shop: Errors: Secrets Manager can't find the specified secret: x",
    ],
    [
      'a circle',
      { A: alarm({ AlarmName: { Ref: 'B' } }), B: alarm({ AlarmName: { Ref: 'A' } }) },
      'shop: Circular dependency between resources: [A, B, A]',
    ],
  ])('%s', async (_what, Resources, expected) => {
    const { standIn } = await cloudWatch();
    expect(() => standIn.deploy({ Resources }, 'shop')).toThrow(expected);
  });
});

test('a topic with AWS’s own key, or whose policy does not name CloudWatch, lets no alarm in', async () => {
  const { standIn } = await cloudWatch();
  const topic = (TopicName: string, properties: object = {}) => ({
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName, ...properties },
  });
  const policy = (Ref: string, Service: string) => ({
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [{ Ref }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sns:Publish' }] },
    },
  });
  standIn.deploy(
    {
      Resources: {
        Key: topic('key', { KmsMasterKeyId: 'alias/aws/sns' }),
        Good: topic('good'),
        GoodPolicy: policy('Good', 'cloudwatch.amazonaws.com'),
        Other: topic('other'),
        OtherPolicy: policy('Other', 'events.amazonaws.com'),
      },
    },
    'shop',
  );

  expect(standIn.account.topics.all.map(({ name, refusal }) => [name, refusal])).toEqual([
    ['key', 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.'],
    ['good', null],
    [
      'other',
      'CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:123456789012:other',
    ],
  ]);
});
