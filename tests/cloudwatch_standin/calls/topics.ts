import { ACCOUNT_ID } from '../account/identity.ts';
import type { Topic } from '../account/topics.ts';
import { AwsError } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Context } from '../operations.ts';

const SUBSCRIPTIONS_PER_PAGE = 100;

/** Answers GetTopicAttributes. */
export function getTopicAttributes(input: Input, context: Context): object {
  const { arn, name, properties, subscriptions } = topicOf(input, context);
  const pending = subscriptions.filter((one) => one.arn === null).length;
  const { DisplayName = '', KmsMasterKeyId } = properties;
  const attributes = new Map<string, unknown>([
    ['TopicArn', arn],
    ['Owner', ACCOUNT_ID],
    ['DisplayName', DisplayName === '' ? name : DisplayName],
    ['SubscriptionsConfirmed', subscriptions.length - pending],
    ['SubscriptionsPending', pending],
  ]);
  if (KmsMasterKeyId !== undefined) attributes.set('KmsMasterKeyId', KmsMasterKeyId);
  return { Attributes: attributes };
}

/** Answers ListSubscriptionsByTopic, 100 a page. */
export function listSubscriptionsByTopic(input: Input, context: Context): object {
  const { arn, subscriptions } = topicOf(input, context);
  const start = Number(input.string('NextToken') ?? 0);
  const end = start + SUBSCRIPTIONS_PER_PAGE;
  const Subscriptions = subscriptions.slice(start, end).map((one) => ({
    SubscriptionArn: one.arn ?? 'PendingConfirmation',
    Owner: ACCOUNT_ID,
    Protocol: one.protocol,
    Endpoint: one.endpoint,
    TopicArn: arn,
  }));
  return { Subscriptions, ...(end < subscriptions.length ? { NextToken: end } : {}) };
}

function topicOf(input: Input, { account }: Context): Topic {
  const arn = input.string('TopicArn') ?? '';
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(arn)) {
    throw new AwsError('InvalidParameter', 'Invalid parameter: TopicArn');
  }
  const topic = account.topics.find(arn);
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist');
  return topic;
}
