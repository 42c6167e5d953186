import { z } from 'zod';
import type { Destination, Integration } from './routing.ts';

/** Name of the receiver that is the exporter, to which every alert goes. */
export const EXPORTER_RECEIVER = 'goldwatch';

const NAMES: Readonly<Record<string, string>> = {
  pagerduty: 'PagerDuty',
  msteams: 'Microsoft Teams',
  msteamsv2: 'Microsoft Teams',
};
const settings = z.object({
  channel: z.string().optional(),
  to: z.string().optional(),
  topic_arn: z.string().optional(),
  url: z.string().optional(),
});

/** Who gets a notification, for people: `Slack #alerts`, `mail to ops@example.com`. */
export function recipient(integration: Integration, receiver: string): string {
  const { channel, to, topic_arn: topic, url } = settings.catch({}).parse(integration.settings);
  switch (integration.kind) {
    case 'slack':
      return channel === undefined ? 'Slack' : `Slack ${channel}`;
    case 'email':
      return to === undefined ? 'mail' : `mail to ${to}`;
    case 'sns':
      return topic === undefined ? 'SNS' : `SNS ${topic.slice(topic.lastIndexOf(':') + 1)}`;
    case 'webhook':
      if (receiver === EXPORTER_RECEIVER) return 'the exporter';
      // Newer Alertmanagers take an address for a secret.
      return url !== undefined && URL.canParse(url)
        ? `webhook ${new URL(url).host}`
        : `webhook of ${receiver}`;
    default:
      return NAMES[integration.kind] ?? integration.kind;
  }
}

/** Everybody whom destinations tell, each once. */
export function recipients(destinations: readonly Destination[]): string[] {
  return [
    ...new Set(
      destinations.flatMap(({ receiver, integrations }) =>
        integrations.map((integration) => recipient(integration, receiver)),
      ),
    ),
  ];
}
