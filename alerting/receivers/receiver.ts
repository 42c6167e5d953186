import type { Severity } from '../../conventions/labels.ts';
import type { Target } from '../../definition/notify/recipients.ts';
import type { ReceiverContext } from './context.ts';
import { emailConfig } from './email.ts';
import { msteamsConfig } from './msteams.ts';
import { pagerdutyConfig } from './pagerduty.ts';
import { slackConfig } from './slack.ts';
import { snsConfig } from './sns.ts';
import { webhookConfig } from './webhook.ts';

/** A receiver of Alertmanager: its name, and entries by kind, such as `slack_configs`. */
export interface Receiver {
  readonly name: string;
  readonly [kind: `${string}_configs`]: readonly object[];
}

/** The receiver that tells all of some targets. What Alertmanager is too old for is left out. */
export function receiver(
  name: string,
  targets: readonly Target[],
  severity: Severity,
  context: ReceiverContext,
): Receiver {
  const configs: Record<`${string}_configs`, object[]> = {};
  for (const target of targets) {
    const [kind, config] = entryOf(target, severity, context);
    if (config === null) continue;
    configs[kind] ??= [];
    configs[kind].push(config);
  }
  return { name, ...configs };
}

// The end of an information is none. Programs and PagerDuty keep what is open until they are told that it ended.
function entryOf(
  target: Target,
  severity: Severity,
  context: ReceiverContext,
): readonly [`${string}_configs`, object | null] {
  const sendResolved = severity !== 'info';
  switch (target.kind) {
    case 'pagerduty': {
      const { settings } = target;
      return [
        'pagerduty_configs',
        pagerdutyConfig({ settings, routingKeyFile: settings.routing_key_file, context }),
      ];
    }
    case 'slack':
      // Warnings of several alerts share a message, which Slack would not tell anybody of when one is added.
      return [
        'slack_configs',
        slackConfig({ ...target, context, sendResolved, isEdited: severity === 'critical' }),
      ];
    case 'email':
      return ['email_configs', emailConfig({ ...target, context, sendResolved })];
    case 'sns':
      return ['sns_configs', { ...snsConfig({ ...target, context }), send_resolved: sendResolved }];
    case 'msteams': {
      const config = msteamsConfig({ ...target, context });
      return ['msteamsv2_configs', config && { ...config, send_resolved: sendResolved }];
    }
    case 'webhook':
      return ['webhook_configs', webhookConfig({ ...target, context })];
  }
}
