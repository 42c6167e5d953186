import { z } from 'zod';
import { addressFile } from '../../exporter/notifications/settings.ts';
import { mailRecipients, routingKeyFile, topics } from './receivers.ts';
import { givenSeverities } from './severities.ts';
import { slackChannels, slackTokenFile, slackWebhookFile } from './slack.ts';

const MOST_ROUTES = 200;

const CONDITIONS = ['team', 'service', 'alert'] as const;
const KINDS = ['slack', 'pagerduty', 'email', 'sns', 'msteams', 'webhooks', 'mute'] as const;

const value = z.string({ error: 'a name, or a list of names' }).min(1, { error: 'some text' });
const names = z
  .union([value, z.array(value).min(1, { error: 'at least one name' })], {
    error: 'a name, or a list of names',
  })
  .transform((one) => (typeof one === 'string' ? [one] : one));

const labelName =
  'a label name such as region; for alertname, service and team there are keys, and receivers have severities';

/** What an override may say of one kind of receiver: its settings, or `false` for none. */
function orNone<S extends z.ZodType>(settings: S) {
  return z.union([z.literal(false), settings], { error: 'a mapping of keys to values, or false' }).optional();
}

const ownSeverities = givenSeverities.optional().describe('The usual severities unless given.');

function isAny(labels: object = {}): boolean {
  return Object.keys(labels).length > 0;
}

// What is misspelt would be told a second time as missing.
function isRightSoFar({ issues }: { readonly issues: readonly unknown[] }): boolean {
  return issues.length === 0;
}

/** Schema of one entry of `notify.routes`: which alerts reach others than usual. */
export const route = z
  .strictObject({
    team: names.optional().describe('Alerts of this team: `service.owner`, or the label `team` of an alert.'),
    service: names.optional().describe('Alerts of this service.'),
    alert: names.optional().describe('The alert of this name.'),
    labels: z
      .record(
        z.string().regex(/^(?!__)(?!(?:alertname|service|team|severity)$)[a-zA-Z_][a-zA-Z0-9_]*$/, {
          error: labelName,
        }),
        z
          .string({ error: 'text, in quotes where it looks like a number' })
          // Alertmanager takes a label that is not there for an empty one.
          .min(1, { error: 'some text' }),
      )
      .optional()
      .describe('Alerts with these labels.'),
    slack: orNone(
      z
        .strictObject({
          webhook_file: slackWebhookFile
            .optional()
            .describe('Another webhook: that of a Slack app posts to its own channel only.'),
          bot_token_file: slackTokenFile.optional().describe('Instead: the token of another bot.'),
          channels: slackChannels.optional().describe('Other channels.'),
        })
        .refine((given) => given.webhook_file === undefined || given.bot_token_file === undefined, {
          error: 'either "webhook_file" or "bot_token_file", and only one of them',
          params: { is: 'two ways to write to Slack' },
        }),
    ).describe('Other channels, or another webhook. A severity without a channel here keeps its usual one.'),
    pagerduty: orNone(
      z.strictObject({
        routing_key_file: routingKeyFile.describe('A file with the key of that service.'),
        severities: ownSeverities,
      }),
    ).describe('Another service of PagerDuty.'),
    email: orNone(
      z.strictObject({ to: mailRecipients.describe('Who gets the mail of each severity.') }),
    ).describe('Other recipients. A severity without any here keeps its usual ones.'),
    sns: orNone(
      z.strictObject({
        topic_arn: topics.describe('That topic, or one for each severity.'),
        severities: ownSeverities,
      }),
    ).describe('Another topic.'),
    msteams: orNone(
      z.strictObject({
        webhook_file: addressFile.describe("A file with that workflow's address."),
        severities: ownSeverities,
      }),
    ).describe('Another workflow of Microsoft Teams.'),
    webhooks: z
      .array(z.string({ error: 'the name of a webhook' }))
      .optional()
      .describe('The webhooks of `notify.webhooks` that are called, by name; none for [].'),
    mute: z
      .array(z.string({ error: 'the name of an entry of notify.mute' }))
      .optional()
      .describe('The entries of `notify.mute` that hold, by name; none for [].'),
  })
  .refine(({ labels, ...given }) => isAny(labels) || CONDITIONS.some((key) => given[key] !== undefined), {
    error: 'which alerts it is about: `team`, `service`, `alert` or `labels`',
    params: { is: 'about all alerts' },
    when: isRightSoFar,
  })
  .refine((given) => KINDS.some((key) => given[key] !== undefined), {
    error: `what is other than usual: one of ${KINDS.slice(0, -1).join(', ')} or ${KINDS.at(-1)}`,
    params: { is: 'no change' },
    when: isRightSoFar,
  });

export const routes = z.array(route).max(MOST_ROUTES);

export type NotifyRoute = z.output<typeof route>;

/** The labels an alert must have for a route, each with the values that will do; sorted by label. */
export function conditionsOf({
  team,
  service,
  alert,
  labels = {},
}: NotifyRoute): [string, readonly string[]][] {
  const given: Record<string, readonly string[] | undefined> = { team, service, alertname: alert };
  for (const [label, one] of Object.entries(labels)) given[label] = [one];
  return Object.entries(given)
    .flatMap(([label, values]): [string, readonly string[]][] =>
      values === undefined ? [] : [[label, values]],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
