import { type Target, targetsOf, usualRecipients } from '../../definition/notify/recipients.ts';
import type { Definition } from '../../definition/schema.ts';
import { pagerdutySecret } from './slack.ts';
import { TOLD_SEVERITIES } from './topics.ts';

/** Somebody who hears of the alarms of a severity. Slack is not among them: a function is, see slack.ts. */
export interface Subscription {
  readonly severity: (typeof TOLD_SEVERITIES)[number];
  readonly protocol: 'email' | 'https';
  readonly endpoint: string;
}

/** Where it listens for CloudWatch: https://www.pagerduty.com/docs/guides/amazon-cloudwatch-integration-guide/ */
const PAGERDUTY = 'https://events.pagerduty.com';

/**
 * Mail for `notify.email.to`, and PagerDuty for its severities. The key of PagerDuty is a dynamic reference, so that it is in no template:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 */
export function subscriptions(definition: Definition): Subscription[] {
  return TOLD_SEVERITIES.flatMap((severity) =>
    targetsOf(usualRecipients(definition.notify), severity).flatMap((target) =>
      endpoints(target, definition).map((one) => ({ severity, ...one })),
    ),
  );
}

function endpoints(target: Target, definition: Definition): Omit<Subscription, 'severity'>[] {
  if (target.kind === 'email')
    return [...new Set(target.to)].map((endpoint) => ({ protocol: 'email', endpoint }));
  if (target.kind !== 'pagerduty') return [];
  // The region of PagerDuty, which its Events API v2 shares with the integration.
  const { origin } = new URL(target.settings.url ?? PAGERDUTY);
  const key = `{{resolve:secretsmanager:${pagerdutySecret(definition)}:SecretString}}`;
  return [{ protocol: 'https', endpoint: `${origin}/integration/${key}/enqueue` }];
}
