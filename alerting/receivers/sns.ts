import type { Sns } from '../../definition/notify/receivers.ts';
import { type ReceiverContext, template } from './context.ts';

/** What a message to a topic depends on. */
export interface SnsOptions {
  readonly settings: Sns;
  readonly topicArn: string;
  readonly context: ReceiverContext;
}

/** One entry of `sns_configs`. Credentials are found as AWS's own tools find them. */
export function snsConfig({ settings, topicArn }: SnsOptions) {
  const { endpoint, role_arn } = settings;
  const [, , , region] = topicArn.split(':');
  return {
    topic_arn: topicArn,
    sigv4: { region, ...(role_arn !== undefined && { role_arn }) },
    ...(endpoint !== undefined && { api_url: endpoint }),
    send_resolved: true,
    subject: template('sns.goldwatch.subject'),
    message: template('sns.goldwatch.message'),
    // For filter policies of subscriptions.
    attributes: {
      alertname: template('sns.goldwatch.alertname'),
      service: template('sns.goldwatch.service'),
      severity: template('sns.goldwatch.severity'),
      status: '{{ .Status }}',
    },
  };
}
