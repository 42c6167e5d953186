import { z } from 'zod';
import { exactlyOne } from '../../conventions/exactly_one.ts';
import {
  addressFile,
  digestSettings,
  mailAddresses,
  mailServer,
  secretFile,
} from '../../exporter/notifications/settings.ts';
import { bySeverity, givenSeverities, severities } from './severities.ts';

const STANDARD = 'a standard topic: a FIFO one drops the end of an alert that comes within five minutes';
const arn = 'the ARN of a topic such as arn:aws:sns:eu-central-1:123456789012:alerts';

/** A file with an integration key of PagerDuty's Events API v2. */
export const routingKeyFile = secretFile(
  'the path of a file that holds the routing key',
  /^[0-9a-zA-Z]{32}$/,
  'key',
);

/** Schema of `notify.pagerduty`. */
export const pagerduty = z.strictObject({
  routing_key_file: routingKeyFile.describe(
    'A file with the integration key of a service (Events API v2); keep it under `secrets/`.',
  ),
  severities: severities('critical'),
  url: z
    .url({ protocol: /^https?$/, error: 'an address such as https://events.eu.pagerduty.com/v2/enqueue' })
    .optional()
    .describe('Where events go; https://events.pagerduty.com/v2/enqueue unless given.'),
});

/** Who gets mail, by severity. */
export const mailRecipients = bySeverity(mailAddresses);

/** Schema of `notify.email`. */
export const email = z
  .strictObject({
    ...mailServer,
    to: z
      .strictObject({
        ...mailRecipients.shape,
        digest: mailAddresses.optional().describe('Who gets the daily digest of all that fired.'),
      })
      .describe('Who gets the mail of each severity; a severity without anybody is not mailed.'),
    digest: digestSettings.prefault({}).describe('When the daily digest goes out.'),
  })
  .refine((value) => (value.username === undefined) === (value.password_file === undefined), {
    error: '`username` and `password_file` together, or neither',
    params: { is: 'only half of a login' },
  });

/** The ARN of a topic. */
export const topicArn = z
  .string({ error: arn })
  .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/, {
    error: arn,
    abort: true,
  })
  // It takes the end of an alert within five minutes for a repetition of its begin.
  .refine((text) => !text.endsWith('.fifo'), { error: STANDARD, params: { is: 'a FIFO topic' } });

/** One topic, or one for each severity. */
export const topics = z.union([topicArn, bySeverity(topicArn)], { error: arn });

/** Schema of `notify.sns`. Credentials come from where AWS's tools look for them. */
export const sns = z.strictObject({
  topic_arn: topics.describe('The topic that is published to, or one for each severity.'),
  severities: givenSeverities
    .optional()
    .describe(
      'The severities that are sent there; critical and warning, or those with a topic of their own.',
    ),
  endpoint: z
    .url({ protocol: /^https?$/, error: 'an address such as http://127.0.0.1:4566' })
    .optional()
    .describe("Another SNS: a VPC endpoint or a stand-in; AWS's own unless given."),
  role_arn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, {
      error: 'the ARN of a role such as arn:aws:iam::123456789012:role/alerts',
    })
    .optional()
    .describe('A role that is assumed to publish.'),
});

/** Schema of `notify.msteams`: a workflow's webhook of Microsoft Teams. */
export const msteams = z.strictObject({
  webhook_file: addressFile.describe("A file with the webhook's address; keep it under `secrets/`."),
  severities: severities('critical', 'warning'),
});

/** Schema of one entry of `notify.webhooks`: Alertmanager's own JSON, to any program. */
export const webhook = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'a name such as ticket-system, of a to z, 0 to 9 and "-"' })
      .describe('What it is called; overrides name it.'),
    url: z
      .url({ protocol: /^https?$/, error: 'an address such as http://127.0.0.1:8080/alerts' })
      .refine((text) => !/^\w+:\/\/[^/?#]*@/.test(text), {
        error: '`url_file` with the path of a file that holds it',
        params: { is: 'an address with a password, which is a secret' },
      })
      .optional()
      .describe('Where notifications are posted.'),
    url_file: addressFile.optional().describe('Instead: a file with that address, where it is a secret.'),
    severities: severities('critical', 'warning', 'info'),
  })
  .refine(...exactlyOne('url', 'url_file'));

export type Pagerduty = z.output<typeof pagerduty>;
export type Email = z.output<typeof email>;
export type Sns = z.output<typeof sns>;
export type Msteams = z.output<typeof msteams>;
export type Webhook = z.output<typeof webhook>;
