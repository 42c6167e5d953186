import type { Severity } from '../../conventions/labels.ts';
import { targetsOf, usualRecipients } from '../../definition/notify/recipients.ts';
import type { Definition } from '../../definition/schema.ts';
import { prefixOf } from '../names.ts';
import { TOLD_SEVERITIES } from './topics.ts';

type Notified = Pick<Definition, 'cloudwatch' | 'service' | 'notify'>;

/** The channel of each severity that Slack is told of: `{ critical: '#alerts' }`; empty without Slack. */
export function slackChannels({ notify }: Notified): Partial<Record<Severity, string>> {
  return Object.fromEntries(
    TOLD_SEVERITIES.flatMap((severity) =>
      targetsOf(usualRecipients(notify), severity).flatMap((target) =>
        target.kind === 'slack' ? [[severity, target.channel]] : [],
      ),
    ),
  );
}

/** Whether there is a function that forwards alarms to Slack. */
export function hasForwarder(definition: Notified): boolean {
  return Object.keys(slackChannels(definition)).length > 0;
}

/** The name of that function: `production-shop-slack`. */
export function forwarderName(definition: Pick<Definition, 'cloudwatch' | 'service'>): string {
  return `${prefixOf(definition)}-slack`;
}

/** The name of the secret whose whole value is the address of the webhook. */
export function slackSecret(definition: Pick<Definition, 'cloudwatch' | 'service'>): string {
  return definition.cloudwatch?.secrets.slack_webhook ?? `${prefixOf(definition)}/slack_webhook_url`;
}

/** The name of the secret whose whole value is the key of a CloudWatch integration of PagerDuty. */
export function pagerdutySecret(definition: Pick<Definition, 'cloudwatch' | 'service'>): string {
  return definition.cloudwatch?.secrets.pagerduty_key ?? `${prefixOf(definition)}/pagerduty_integration_key`;
}
