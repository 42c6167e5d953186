import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { cloudWatch, NOON, refusal } from './testing.ts';

/** A stand-in, and the real clients of all services for it. */
async function neighbours() {
  const { standIn, client } = await cloudWatch();
  const settings = { ...standIn.client, maxAttempts: 1 };
  return {
    standIn,
    cloudWatch: client,
    logs: new CloudWatchLogsClient(settings),
    secrets: new SecretsManagerClient(settings),
    sns: new SNSClient(settings),
    sts: new STSClient(settings),
  };
}

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:shop-critical';

test('STS says who asks, and lets roles be assumed', async () => {
  const { sts } = await neighbours();

  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/goldwatch',
    UserId: 'AIDACKCEVSQ6C2EXAMPLE',
  });
  const role = { RoleArn: 'arn:aws:iam::123456789012:role/ops/doctor', RoleSessionName: 'goldwatch' };
  expect(await sts.send(new AssumeRoleCommand(role))).toMatchObject({
    AssumedRoleUser: { Arn: 'arn:aws:sts::123456789012:assumed-role/doctor/goldwatch' },
    Credentials: { Expiration: new Date(NOON.getTime() + 3_600_000) },
  });
});

test('SNS tells of a topic, and which subscriptions wait to be confirmed', async () => {
  const { sns, standIn } = await neighbours();
  const { topics } = standIn.account;
  const topic = topics.add('shop-critical', 'us-east-1', { KmsMasterKeyId: 'alias/shop <&>' });
  topics.subscribe(topic, 'email', 'ops@example.com');
  topics.subscribe(topic, 'lambda', 'arn:aws:lambda:us-east-1:123456789012:function:slack');

  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
  expect(Attributes).toMatchObject({
    TopicArn: TOPIC,
    SubscriptionsConfirmed: '1',
    SubscriptionsPending: '1',
    KmsMasterKeyId: 'alias/shop <&>',
  });
  const ask = new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC });
  expect((await sns.send(ask)).Subscriptions).toEqual([
    {
      SubscriptionArn: 'PendingConfirmation',
      Owner: '123456789012',
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: TOPIC,
    },
    expect.objectContaining({ SubscriptionArn: expect.stringContaining(`${TOPIC}:`), Protocol: 'lambda' }),
  ]);
  topics.confirmAll();
  const after = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
  expect(after.Attributes).toMatchObject({ SubscriptionsConfirmed: '2', SubscriptionsPending: '0' });
});

test('CloudWatch Logs tells of groups, their retention, and when a stream got its last line', async () => {
  const { logs, standIn } = await neighbours();
  const group = standIn.account.putLogGroup('/shop/api', { retentionDays: 30 });
  group.streams.set('a', NOON.getTime() - 60_000);
  group.streams.set('b', NOON.getTime());

  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/shop' }));
  expect(logGroups).toMatchObject([{ logGroupName: '/shop/api', retentionInDays: 30, metricFilterCount: 0 }]);
  const newest = { logGroupName: '/shop/api', orderBy: 'LastEventTime', descending: true, limit: 1 } as const;
  const { logStreams, nextToken } = await logs.send(new DescribeLogStreamsCommand(newest));
  expect(logStreams).toMatchObject([{ logStreamName: 'b', lastEventTimestamp: NOON.getTime() }]);
  expect(nextToken).toBe('1');
});

test('Secrets Manager tells of a secret, and tells it', async () => {
  const { secrets, standIn } = await neighbours();
  standIn.account.putSecret('shop/slack', 'https://hooks.example.com/x');

  const { ARN } = await secrets.send(new DescribeSecretCommand({ SecretId: 'shop/slack' }));
  expect(await secrets.send(new GetSecretValueCommand({ SecretId: ARN }))).toMatchObject({
    Name: 'shop/slack',
    SecretString: 'https://hooks.example.com/x',
  });
});

test('what is not there is refused in the words of each service', async () => {
  const { logs, secrets, sns } = await neighbours();

  expect(await refusal(sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC })))).toBe(
    'NotFound: Topic does not exist',
  );
  expect(await refusal(sns.send(new GetTopicAttributesCommand({ TopicArn: 'shop' })))).toBe(
    'InvalidParameter: Invalid parameter: TopicArn',
  );
  expect(await refusal(logs.send(new DescribeLogStreamsCommand({ logGroupName: '/x' })))).toBe(
    'ResourceNotFoundException: The specified log group does not exist.',
  );
  expect(await refusal(secrets.send(new GetSecretValueCommand({ SecretId: 'x' })))).toBe(
    "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
  );
});

const denied = (action: string) =>
  `User: arn:aws:iam::123456789012:user/goldwatch is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;

test('denied actions are refused as each service refuses them, and no others', async () => {
  const { standIn, cloudWatch: client, logs, secrets, sns, sts } = await neighbours();
  standIn.deny(['cloudwatch:DescribeAlarms', 'logs:*', 'secretsmanager:GetSecretValue', 'sns:*']);

  expect(await refusal(client.send(new DescribeAlarmsCommand({})))).toBe(
    `AccessDenied: ${denied('cloudwatch:DescribeAlarms')}`,
  );
  expect(await refusal(logs.send(new DescribeLogGroupsCommand({})))).toBe(
    `AccessDeniedException: ${denied('logs:DescribeLogGroups')}`,
  );
  expect(await refusal(secrets.send(new GetSecretValueCommand({ SecretId: 'x' })))).toBe(
    `AccessDeniedException: ${denied('secretsmanager:GetSecretValue')}`,
  );
  expect(await refusal(sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC })))).toBe(
    `AuthorizationError: ${denied('SNS:GetTopicAttributes')}`,
  );
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('123456789012');
  standIn.deny([]);
  expect((await client.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
  expect(() => standIn.deny(['cloudwatch:Sing'])).toThrow(
    '"cloudwatch:Sing" is not an action. Known operations are ',
  );
});

test('credentials that have expired are refused by every service', async () => {
  const { standIn, logs, sns, sts } = await neighbours();
  standIn.fail({ fault: 'ExpiredTokenException', times: 'always' });
  const why = 'The security token included in the request is expired';

  expect(await refusal(logs.send(new DescribeLogGroupsCommand({})))).toBe(`ExpiredTokenException: ${why}`);
  expect(await refusal(sts.send(new GetCallerIdentityCommand({})))).toBe(`ExpiredToken: ${why}`);
  expect(await refusal(sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC })))).toBe(
    `ExpiredToken: ${why}`,
  );
});

test('a request that is signed for another region or service is refused', async () => {
  const { standIn } = await neighbours();
  const abroad = new STSClient({ ...standIn.client, region: 'eu-central-1', maxAttempts: 1 });

  expect(await refusal(abroad.send(new GetCallerIdentityCommand({})))).toBe(
    "SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'eu-central-1'.",
  );
});
