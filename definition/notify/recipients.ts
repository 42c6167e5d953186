import { SEVERITIES, type Severity } from '../../conventions/labels.ts';
import type { Notify } from '../notify.ts';
import type { Email, Msteams, Pagerduty, Sns, Webhook } from './receivers.ts';
import type { NotifyRoute } from './routes.ts';
import type { Slack } from './slack.ts';

/** Whom some alerts reach: every kind of receiver with its settings, null where it is not told. */
export interface Recipients {
  readonly slack: Slack | null;
  readonly pagerduty: Pagerduty | null;
  readonly email: Email | null;
  readonly sns: Sns | null;
  readonly msteams: Msteams | null;
  readonly webhooks: readonly Webhook[];
}

/** One place that alerts of one severity reach. */
export type Target =
  | { readonly kind: 'pagerduty'; readonly settings: Pagerduty }
  | { readonly kind: 'slack'; readonly settings: Slack; readonly channel: string }
  | { readonly kind: 'email'; readonly settings: Email; readonly to: readonly string[] }
  | { readonly kind: 'sns'; readonly settings: Sns; readonly topicArn: string }
  | { readonly kind: 'msteams'; readonly settings: Msteams }
  | { readonly kind: 'webhook'; readonly settings: Webhook };

/** Whom alerts reach that no override is about. */
export function usualRecipients(notify: Notify): Recipients {
  const { slack, pagerduty, email, sns, msteams, webhooks } = notify;
  return {
    slack: slack ?? null,
    pagerduty: pagerduty ?? null,
    email: email ?? null,
    sns: sns ?? null,
    msteams: msteams ?? null,
    webhooks,
  };
}

/** Whom the alerts of an override reach: what it names, and the usual for all else. */
export function overriddenRecipients(notify: Notify, route: NotifyRoute): Recipients {
  const usual = usualRecipients(notify);
  const { webhooks } = route;
  return {
    slack: overridden(usual.slack, route.slack, ({ channels, ...secret }) => ({
      ...(Object.keys(secret).length > 0 ? secret : usual.slack),
      channels: { ...usual.slack?.channels, ...channels },
    })),
    pagerduty: overridden(usual.pagerduty, route.pagerduty, (given) => ({
      ...usual.pagerduty,
      ...given,
      severities: given.severities ?? usual.pagerduty?.severities ?? ['critical'],
    })),
    email: overridden(
      usual.email,
      route.email,
      ({ to }) => usual.email && { ...usual.email, to: { ...usual.email.to, ...to } },
    ),
    sns: overridden(usual.sns, route.sns, (given) => ({
      ...usual.sns,
      ...given,
      severities: given.severities ?? usual.sns?.severities,
    })),
    msteams: overridden(usual.msteams, route.msteams, (given) => ({
      ...given,
      severities: given.severities ?? usual.msteams?.severities ?? ['critical', 'warning'],
    })),
    webhooks:
      webhooks === undefined ? usual.webhooks : usual.webhooks.filter(({ name }) => webhooks.includes(name)),
  };
}

/** Every place that alerts of a severity reach, the most urgent first. */
export function targetsOf(recipients: Recipients, severity: Severity): Target[] {
  const { slack, pagerduty, email, sns, msteams, webhooks } = recipients;
  const channel = slack?.channels[severity];
  const to = email?.to[severity];
  const topicArn = sns === null ? undefined : topicOf(sns, severity);
  return [
    ...(pagerduty?.severities.includes(severity)
      ? [{ kind: 'pagerduty', settings: pagerduty } as const]
      : []),
    ...(slack && channel !== undefined ? [{ kind: 'slack', settings: slack, channel } as const] : []),
    ...(email && to !== undefined ? [{ kind: 'email', settings: email, to } as const] : []),
    ...(sns && topicArn !== undefined ? [{ kind: 'sns', settings: sns, topicArn } as const] : []),
    ...(msteams?.severities.includes(severity) ? [{ kind: 'msteams', settings: msteams } as const] : []),
    ...webhooks
      .filter(({ severities }) => severities.includes(severity))
      .map((settings) => ({ kind: 'webhook', settings }) as const),
  ];
}

function overridden<T, G>(
  usual: T | null,
  given: G | false | undefined,
  merged: (given: G) => T | null,
): T | null {
  if (given === undefined) return usual;
  return given === false ? null : merged(given);
}

function topicOf({ topic_arn: topic, severities }: Sns, severity: Severity): string | undefined {
  const usual: readonly Severity[] = typeof topic === 'string' ? ['critical', 'warning'] : SEVERITIES;
  if (!(severities ?? usual).includes(severity)) return undefined;
  return typeof topic === 'string' ? topic : topic[severity];
}
