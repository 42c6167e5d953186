import type { Subscription } from '@aws-sdk/client-sns';
import type { AwsClients } from '../aws_clients.ts';
import { awsTrouble } from '../aws_trouble.ts';
import { count } from '../count.ts';
import { BrokenLink } from './broken_link.ts';

const PENDING = 'PendingConfirmation';
const MOST_PAGES = 10;

/** The name of a topic, or of whatever else an action is. */
export function actionName(arn: string): string {
  return arn.split(':').at(-1) ?? arn;
}

/**
 * Who hears a topic, as people read it. Where nobody may ask that, it says so. Throws a BrokenLink where nobody would hear it,
 * or there is no such topic.
 */
export async function listenersOf(clients: AwsClients, topic: string, signal: AbortSignal): Promise<string> {
  const { ListSubscriptionsByTopicCommand } = await import('@aws-sdk/client-sns');
  const found: Subscription[] = [];
  try {
    const client = await clients.sns();
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const command = new ListSubscriptionsByTopicCommand({ TopicArn: topic, NextToken: token });
      const { Subscriptions = [], NextToken } = await client.send(command, { abortSignal: signal });
      found.push(...Subscriptions);
      token = NextToken;
      if (token === undefined) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    return unknownListeners(error, topic);
  }
  return told(found, topic);
}

function unknownListeners(error: unknown, topic: string): string {
  if ((error as { readonly Code?: string }).Code === 'NotFound')
    throw new BrokenLink(
      `There is no topic ${actionName(topic)}: ${(error as Error).message}.`,
      'Deploy cloudwatch/notifications.template.json anew: cloudwatch/deploy.sh does.',
    );
  const { kind, why } = awsTrouble(error, 'sns:ListSubscriptionsByTopic', 'SNS');
  const hint = kind === 'denied' ? ' Allow sns:ListSubscriptionsByTopic to know it.' : '';
  return `not known who hears it: ${why}${hint}`;
}

function told(subscriptions: readonly Subscription[], topic: string): string {
  const confirmed = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn !== PENDING);
  const pending = subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === PENDING);
  const waiting = pending.map(listener).join(', ');
  if (confirmed.length === 0)
    throw new BrokenLink(
      pending.length === 0
        ? `Nobody would hear it: ${actionName(topic)} has no subscription.`
        : `Nobody would hear it: ${count(pending.length, 'subscription')} to ${actionName(topic)} (${waiting}) not confirmed.`,
      pending.length === 0
        ? 'Name receivers under notify in monitoring.yml, render, and deploy cloudwatch/notifications.template.json.'
        : 'Follow the link in the message that AWS has sent there; the console of SNS sends another one («Request confirmation»).',
    );
  const heard = `heard by ${confirmed.map(listener).join(', ')}`;
  return pending.length === 0 ? heard : `${heard}; not confirmed by ${waiting}`;
}

/** Addresses on the web may have a key in them, and are shown without what follows their host. */
function listener({ Protocol = '', Endpoint = '' }: Subscription): string {
  if (Protocol.startsWith('http')) return URL.canParse(Endpoint) ? new URL(Endpoint).origin : Protocol;
  if (Protocol === 'lambda') return `the function ${actionName(Endpoint)}`;
  return Protocol.startsWith('email') ? Endpoint : `${Protocol} ${actionName(Endpoint)}`;
}
