import { z } from 'zod';
import { duration } from '../conventions/quantities.ts';
import { heartbeatSettings, type NotificationSettings } from '../exporter/notifications/settings.ts';
import { email, msteams, pagerduty, sns, webhook } from './notify/receivers.ts';
import { routes } from './notify/routes.ts';
import { slack } from './notify/slack.ts';
import { maintenances, mutes } from './notify/times.ts';

const link = (program: string, port: number) =>
  z
    .url({ protocol: /^https?$/, error: `an address such as https://${program}.example.com` })
    // A password would be in every message, and braces are a template to Prometheus.
    .regex(/^[^\s?#@{}]+$/, { error: `an address such as https://${program}.example.com` })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .describe(`Where people reach it; http://localhost:${port} unless given.`);

const TRACE = 'an address with {trace_id}, such as https://traces.example.com/trace/{trace_id}';

const traces = z
  .string({ error: TRACE })
  // A password would be in every browser, and Grafana knows no other braces.
  .regex(/^https?:\/\/[^\s@{}/]+\/[^\s@{}]*\{trace_id\}[^\s@{}]*$/, { error: TRACE })
  .optional()
  .describe('Where traces are, for the links of slow requests; `{trace_id}` stands for the trace.');

/** Schema of `notify`: whom alerts reach, and how they are grouped. */
export const notify = z.strictObject({
  group_wait: duration
    .prefault('30s')
    .describe('How long the first alert of a group waits for others to join its message.'),
  group_interval: duration.prefault('5m').describe('How long until news of a group is sent.'),
  repeat_interval: duration
    .prefault('4h')
    .describe('How long until a message is repeated while the alert fires.'),
  links: z
    .strictObject({
      prometheus: link('prometheus', 9090),
      alertmanager: link('alertmanager', 9093),
      grafana: link('grafana', 3000),
      traces,
    })
    .default({})
    .describe('Addresses for the links in messages and dashboards.'),
  slack: slack.optional().describe('Messages to Slack.'),
  pagerduty: pagerduty.optional().describe('Incidents in PagerDuty.'),
  email: email.optional().describe('Mail, and the daily digest.'),
  sns: sns.optional().describe('Messages to a topic of Amazon SNS.'),
  msteams: msteams.optional().describe('Messages to Microsoft Teams.'),
  webhooks: z.array(webhook).default([]).describe('Notifications to other programs.'),
  routes: routes
    .default([])
    .describe('Overrides: alerts that reach others than usual. The first that fits an alert holds.'),
  mute: mutes.default([]).describe('Times of the week at which alerts wait until they are over.'),
  maintenance: maintenances.default([]).describe('Dates between which nobody is told.'),
  heartbeat: heartbeatSettings
    .optional()
    .describe("A dead man's switch outside, which alarms when alerting is broken."),
});

export type Notify = z.output<typeof notify>;

/** The exporter's part of `notify`: what it sends itself. */
export function notificationsOf({ email: mail, heartbeat }: Notify): NotificationSettings {
  return { heartbeat: heartbeat ?? null, digest: mail === undefined ? null : digestOf(mail) };
}

function digestOf({ to, digest, ...server }: NonNullable<Notify['email']>): NotificationSettings['digest'] {
  return to.digest === undefined ? null : { ...digest, to: to.digest, server };
}
