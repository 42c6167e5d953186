import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { subscriptions } from '../notifications/subscriptions.ts';
import { foreignTopics } from '../notifications/topics.ts';
import { renderCloudwatch, stackTemplates } from '../render.ts';
import { shop } from '../testing/shop.ts';

let template: Template;

beforeAll(async () => {
  template = await notificationsOf(shop());
});

describe('notifications', () => {
  test('go to one encrypted topic for each severity that wakes or tells somebody', () => {
    template.resourceCountIs('AWS::SNS::Topic', 2);
    for (const severity of ['critical', 'warning']) {
      template.hasResourceProperties('AWS::SNS::Topic', {
        TopicName: `production-shop-${severity}`,
        KmsMasterKeyId: { 'Fn::GetAtt': ['TopicKey', 'Arn'] },
      });
    }
  });

  test('come from alarms of this account and of this name only', () => {
    const condition = {
      StringEquals: { 'aws:SourceAccount': { 'Fn::Sub': `\${AWS::AccountId}` } },
      ArnLike: {
        'aws:SourceArn': {
          'Fn::Sub': `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:production-shop-*`,
        },
      },
    };
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'AlarmsOfThisAccount',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: 'CriticalTopic' },
            Condition: condition,
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: condition,
          }),
        ]),
      },
    });
  });

  test('reach those whom `notify` names, by severity, with no secret in the template', () => {
    const found = template.findResources('AWS::SNS::Subscription');

    expect(
      Object.values(found).map(({ Properties }) => [
        Properties.TopicArn.Ref,
        Properties.Protocol,
        Properties.Endpoint,
      ]),
    ).toEqual([
      [
        'CriticalTopic',
        'https',
        'https://events.pagerduty.com/integration/{{resolve:secretsmanager:production-shop/pagerduty_integration_key:SecretString}}/enqueue',
      ],
      ['CriticalTopic', 'email', 'ops@example.com'],
      ['WarningTopic', 'email', 'dev@example.com'],
      ['WarningTopic', 'email', 'qa@example.com'],
      ['CriticalTopic', 'lambda', { 'Fn::GetAtt': ['SlackForwarder', 'Arn'] }],
      ['WarningTopic', 'lambda', { 'Fn::GetAtt': ['SlackForwarder', 'Arn'] }],
    ]);
  });

  test('use the key that is named, and make none then', async () => {
    const other = await notificationsOf(shop('{ kms_key: alias/shop }'));

    other.resourceCountIs('AWS::KMS::Key', 0);
    other.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: 'alias/shop' });
  });

  test('leave out the forwarder where Slack is told nothing that wakes or tells somebody', async () => {
    const { notify, ...rest } = shop();
    const slack = { webhook_file: 'secrets/slack', channels: { info: '#monitoring' } };
    const other = await notificationsOf({ ...rest, notify: { ...notify, slack } });

    expect(JSON.stringify(other.toJSON())).not.toContain('Slack');
  });

  test('let the forwarder do nothing but write its log, read its secret and the history of alarms', () => {
    const here = `\${AWS::Region}:\${AWS::AccountId}`;
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyName: 'forward',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: {
                  'Fn::Sub': `arn:\${AWS::Partition}:logs:${here}:log-group:/aws/lambda/production-shop-slack:*`,
                },
              },
              {
                Effect: 'Allow',
                Action: 'secretsmanager:GetSecretValue',
                Resource: {
                  'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:${here}:secret:production-shop/slack_webhook_url-??????`,
                },
              },
              { Effect: 'Allow', Action: 'cloudwatch:DescribeAlarmHistory', Resource: '*' },
            ],
          },
        },
      ],
    });
  });

  test('try again what Slack did not take', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: 'SlackForwarder' },
      MaximumRetryAttempts: 2,
    });
  });

  test('are all in a log that outlives the stack, those of `info` as well', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { alarmName: [{ prefix: 'production-shop-' }] },
      },
      Targets: [
        {
          Id: 'log',
          Arn: {
            'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/events/production-shop-alarms`,
          },
        },
      ],
    });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: '/aws/events/production-shop-alarms', RetentionInDays: 400 },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResource('AWS::Events::Rule', { DependsOn: ['ChangeLog', 'ChangeLogPolicy'] });
  });
});

test('an address that stands twice gets each mail once', () => {
  const { notify, ...rest } = shop();
  const email = { ...notify.email, to: { critical: ['ops@example.com', 'ops@example.com'] } };
  const definition = { ...rest, notify: { ...notify, email } } as ReturnType<typeof shop>;

  expect(subscriptions(definition).filter(({ protocol }) => protocol === 'email')).toEqual([
    { severity: 'critical', protocol: 'email', endpoint: 'ops@example.com' },
  ]);
});

test("PagerDuty's European half is told where its events go there", async () => {
  const { notify, ...rest } = shop();
  const pagerduty = {
    routing_key_file: 'secrets/pagerduty',
    severities: ['warning' as const],
    url: 'https://events.eu.pagerduty.com/v2/enqueue',
  };

  expect(subscriptions({ ...rest, notify: { ...notify, pagerduty } }).slice(1, 2)).toEqual([
    {
      severity: 'warning',
      protocol: 'https',
      endpoint:
        'https://events.eu.pagerduty.com/integration/{{resolve:secretsmanager:production-shop/pagerduty_integration_key:SecretString}}/enqueue',
    },
  ]);
});

test('a topic of another region is refused, which alarms cannot tell', async () => {
  const { notify, ...rest } = shop();
  const sns = { topic_arn: 'arn:aws:sns:us-east-1:123456789012:incidents' };
  const definition = { ...rest, notify: { ...notify, sns } };
  const problem =
    'notify.sns: the topic arn:aws:sns:us-east-1:123456789012:incidents is in us-east-1, and alarms of eu-central-1 tell topics of their own region only. Name one of eu-central-1.';

  expect(foreignTopics(shop())).toEqual([]);
  expect(foreignTopics(definition)).toEqual([problem]);
  await expect(renderCloudwatch(definition)).rejects.toThrow(
    new Error(`AWS would not take what monitoring.yml asks of it:\n  ${problem}`),
  );
});

async function notificationsOf(definition: ReturnType<typeof shop>): Promise<Template> {
  const [made] = await stackTemplates(definition);
  return Template.fromJSON(made?.template ?? {});
}
