import { z } from 'zod';
import { duration } from '../../conventions/quantities.ts';
import { cloudwatchLogs, kmsKey } from './log_groups.ts';
import { awsResources } from './resources.ts';

const REGION = 'a region such as "eu-central-1"';
const PREFIX = 'a name such as production-shop, of letters, digits and "-", at most 60 of them';
const SECRET = 'the name of a secret in Secrets Manager, such as shop/slack_webhook_url';
const TAG_VALUE = 'at most 256 letters, digits and " _.:/=+-@"';
const ADDRESS = 'an address such as https://api.example.com/health';
const TAG = 'a tag of at most 128 letters, digits and " _.:/=+-@"';

const secret = z
  .string({ error: SECRET })
  .regex(/^[\w/+=.@-]{1,200}$/, { error: SECRET })
  // The name is shown on pages and in templates.
  .refine((text) => !/^[0-9a-zA-Z]{32}$/.test(text), { error: SECRET, params: { is: 'a secret itself' } });
const age = duration.refine((milliseconds) => milliseconds >= 86_400_000 && milliseconds % 86_400_000 === 0, {
  error: 'whole days such as "90d"',
});

const heartbeat = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_-]{1,21}$/, { error: 'a name of at most 21 small letters, digits, "-" and "_"' })
    .describe('What it is called.'),
  url: z
    .url({ protocol: /^https?$/, error: ADDRESS })
    // It stands in the template, and in what the alarm tells everybody.
    .refine((text) => !URL.canParse(text) || new URL(text).password === '', {
      error: ADDRESS,
      params: { is: 'an address with a password, which is a secret' },
    })
    .describe('The page that is asked for; it must answer 2xx.'),
  every: duration
    .refine((milliseconds) => milliseconds % 60_000 === 0 && milliseconds <= 3_600_000, {
      error: 'whole minutes up to 60m',
    })
    .prefault('5m')
    .describe('How often.'),
  timeout: duration
    .refine((milliseconds) => milliseconds <= 60_000, { error: 'at most 60s' })
    .prefault('30s')
    .describe('How long it may take.'),
});

/** Schema of `cloudwatch`: what is rendered for AWS. */
export const cloudwatchSettings = z.strictObject({
  region: z
    .string({ error: REGION })
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: REGION })
    .optional()
    .describe('Where it is deployed; that of `mirror.cloudwatch` unless given.'),
  prefix: z
    .string({ error: PREFIX })
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/, { error: PREFIX })
    .optional()
    .describe('What all names begin with; `service.environment` and `service.name` unless given.'),
  tags: z
    .record(
      z.string().regex(/^(?!aws:)[\w .:/=+@-]{1,128}$/, { error: TAG }),
      // What IAM takes: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html
      z.string({ error: TAG_VALUE }).regex(/^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u, { error: TAG_VALUE }),
    )
    .superRefine((tags, context) => {
      const keys = Object.keys(tags);
      // IAM takes "Team" and "team" for one: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
      const isLike = (key: string) => (other: string) => other.toLowerCase() === key.toLowerCase();
      for (const key of keys.filter((one, index) => keys.findIndex(isLike(one)) < index))
        context.addIssue({
          code: 'custom',
          path: [key],
          message: 'keys that differ in more than capitals',
          params: { is: 'there already, for AWS in other capitals' },
        });
    })
    .default({})
    .describe('Tags of every resource, beside service, environment, owner and managed-by.'),
  kms_key: kmsKey
    .optional()
    .describe(
      "The key that encrypts topics; AWS's own key for SNS does not let alarms in, so that one is made unless given.",
    ),
  suppress: z
    .boolean({ error: 'true or false' })
    .default(true)
    .describe(
      'Whether a service that is down silences its symptoms, as in Alertmanager; it costs a composite alarm each.',
    ),
  secrets: z
    .strictObject({
      slack_webhook: secret
        .optional()
        .describe('Where the webhook of Slack is; `<prefix>/slack_webhook_url` unless given.'),
      pagerduty_key: secret
        .optional()
        .describe(
          'Where the key of a CloudWatch integration of PagerDuty is; `<prefix>/pagerduty_integration_key` unless given.',
        ),
    })
    .prefault({})
    .describe('Names of secrets in Secrets Manager, whose whole value is the secret.'),
  resources: awsResources
    .prefault({})
    .describe('What AWS runs for the service: alerts in the form `aws` and dashboards are about these.'),
  logs: cloudwatchLogs.prefault({}).describe('Log groups, metric filters and saved queries.'),
  archive: z
    .strictObject({
      bucket: z
        .string()
        .regex(/^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, {
          error: 'the name of a bucket, of small letters, digits, "-" and "."',
        })
        .describe('The bucket that is made for it.'),
      glacier_after: age.prefault('90d').describe('After how long lines go to Glacier.'),
      expire_after: age.optional().describe('After how long they are removed; never unless given.'),
    })
    .refine(({ glacier_after, expire_after = Number.POSITIVE_INFINITY }) => expire_after > glacier_after, {
      error: 'longer than `glacier_after`',
      path: ['expire_after'],
    })
    .optional()
    .describe('A bucket of S3 for the lines of log groups that have `archive`.'),
  heartbeats: z
    .array(heartbeat)
    .max(20, { error: 'at most 20 heartbeats' })
    .default([])
    .describe('Pages that CloudWatch Synthetics asks for from outside; each run costs.'),
});

export type CloudwatchSettings = z.output<typeof cloudwatchSettings>;
