import {
  hasForwarder,
  pagerdutySecret,
  slackChannels,
  slackSecret,
} from '../../cloudwatch/notifications/slack.ts';
import { subscriptions } from '../../cloudwatch/notifications/subscriptions.ts';
import { TOLD_SEVERITIES, topicName } from '../../cloudwatch/notifications/topics.ts';
import type { Definition } from '../../definition/schema.ts';
import type { AwsClients } from '../aws_clients.ts';
import type { Action, AwsAsking } from './aws_asking.ts';
import { type Check, judged, notChecked } from './check.ts';
import type { Context } from './context.ts';
import { type Finding, finding } from './finding.ts';

const TOPICS = { id: 'aws.topics', name: 'topics' };
const SECRETS = { id: 'aws.secrets', name: 'secrets' };
const PENDING = 'PendingConfirmation';

type Severity = (typeof TOLD_SEVERITIES)[number];

/** Whether topics are there and tell whom they are to, and the secrets that they need are. */
export async function notificationChecks(
  context: Context,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check[]> {
  const { definition } = context.loaded;
  const [topics, secrets] = await Promise.all([
    topicsCheck(definition, clients, asking),
    secretsCheck(definition, clients, asking),
  ]);
  return [topics, ...secrets];
}

async function topicsCheck(definition: Definition, clients: AwsClients, asking: AwsAsking): Promise<Check> {
  const { partition, region, account } = asking.caller;
  const prefix = topicName(definition, 'critical').replace(/critical$/, '');
  const action: Action = {
    name: 'sns:ListSubscriptionsByTopic',
    purpose: 'to see who is told of alarms',
    resource: `arn:${partition}:sns:${region}:${account}:${prefix}*`,
  };
  const found = await Promise.all(
    TOLD_SEVERITIES.map((severity) => topicFindings(severity, action, { definition, clients, asking })),
  );
  if (asking.isRefused(action))
    return notChecked([TOPICS], `${action.name} does not answer`)[0] ?? judged(TOPICS, [], '');
  return judged(TOPICS, found.flat(), `${TOLD_SEVERITIES.join(' and ')} tell whom they are to`);
}

interface Asked {
  readonly definition: Definition;
  readonly clients: AwsClients;
  readonly asking: AwsAsking;
}

async function topicFindings(
  severity: Severity,
  action: Action,
  { definition, clients, asking }: Asked,
): Promise<Finding[]> {
  const { ListSubscriptionsByTopicCommand } = await import('@aws-sdk/client-sns');
  const client = await clients.sns();
  const { partition, region, account } = asking.caller;
  const topic = topicName(definition, severity);
  const TopicArn = `arn:${partition}:sns:${region}:${account}:${topic}`;
  const told = await asking.ask(action, (options) =>
    client.send(new ListSubscriptionsByTopicCommand({ TopicArn }), options),
  );
  if (told.kind === 'missing') return [finding('aws.topic_missing', { topic, severity })];
  if (told.kind !== 'told') return [];
  const all = told.value.Subscriptions ?? [];
  const pending = all
    .filter(({ SubscriptionArn: arn }) => arn === PENDING)
    .map(({ Protocol: protocol = '', Endpoint: endpoint = '' }) =>
      finding('aws.subscription_pending', { topic, endpoint: shownEndpoint(protocol, endpoint) }),
    );
  const forwarders = slackChannels(definition)[severity] === undefined ? 0 : 1;
  const wanted = subscriptions(definition).filter((one) => one.severity === severity).length + forwarders;
  // A page has a hundred of them.
  if (all.length >= Math.min(wanted, 100)) return pending;
  const about = { topic, has: String(all.length), wanted: String(wanted) };
  return [finding('aws.subscriptions_missing', about), ...pending];
}

/** An address of HTTPS has a key in its path. */
function shownEndpoint(protocol: string, endpoint: string): string {
  return URL.canParse(endpoint) && protocol.startsWith('http') ? new URL(endpoint).host : endpoint;
}

async function secretsCheck(
  definition: Definition,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check[]> {
  const hasPagerduty = subscriptions(definition).some(({ protocol }) => protocol === 'https');
  const wanted = [
    ...(hasForwarder(definition) ? [{ receiver: 'Slack', secret: slackSecret(definition) }] : []),
    ...(hasPagerduty ? [{ receiver: 'PagerDuty', secret: pagerdutySecret(definition) }] : []),
  ];
  if (wanted.length === 0) return [];
  const { DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager');
  const client = await clients.secrets();
  const { partition, region, account } = asking.caller;
  const action: Action = {
    name: 'secretsmanager:DescribeSecret',
    purpose: 'to see whether secrets are there; what is in them is never asked for',
    resource: `arn:${partition}:secretsmanager:${region}:${account}:secret:*`,
  };
  const found = await Promise.all(
    wanted.map(async ({ receiver, secret }) => {
      const told = await asking.ask(action, (options) =>
        client.send(new DescribeSecretCommand({ SecretId: secret }), options),
      );
      return told.kind === 'missing' ? [finding('aws.secret_missing', { secret, receiver })] : [];
    }),
  );
  if (asking.isRefused(action)) return notChecked([SECRETS], `${action.name} does not answer`);
  return [judged(SECRETS, found.flat(), `${wanted.map(({ secret }) => secret).join(', ')} there`)];
}
