import { z } from 'zod';
import { duration, formatDuration } from '../../conventions/quantities.ts';
import { lineField } from '../../exporter/sources/logs/errors/error_settings.ts';

const DAY_MS = 86_400_000;
/** Days for which CloudWatch Logs keeps a group: PutRetentionPolicy, API reference. */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const GROUP = 'a log group such as /aws/ecs/shop/application';
const KEY = 'a key such as alias/logs or arn:aws:kms:eu-central-1:123456789012:key/…';

const retention = duration.superRefine((milliseconds, context) => {
  const days = milliseconds / DAY_MS;
  if ((RETENTION_DAYS as readonly number[]).includes(days)) return;
  const longer = RETENTION_DAYS.find((one) => one >= days) ?? RETENTION_DAYS.at(-1);
  context.addIssue({
    code: 'custom',
    message: `a time for which CloudWatch keeps logs, such as "${longer}d"`,
    params: { is: `${formatDuration(milliseconds)}, which CloudWatch does not have` },
  });
});

/** A KMS key by its alias or ARN. */
export const kmsKey = z
  .string({ error: KEY })
  .regex(/^(?:alias\/[\w/-]{1,250}|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+)$/, {
    error: KEY,
  })
  // Alarms on such topics fire, and nobody is told: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
  .refine((text) => !/^alias\/aws\/|:alias\/aws\//.test(text), {
    error: KEY,
    params: { is: "a key of AWS's own, which lets no alarm in" },
  });

const LOGS_KEY =
  'a key by its ARN, such as arn:aws:kms:eu-central-1:123456789012:key/1234abcd-…; CloudWatch Logs takes no alias';
/** AssociateKmsKey, API reference of CloudWatch Logs: the ARN of the key. */
const logsKey = z
  .string({ error: LOGS_KEY })
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, { error: LOGS_KEY });

const lineFields = z
  .strictObject({
    level: lineField.optional().describe('The level.'),
    message: lineField.optional().describe('The message.'),
    error: lineField.optional().describe('The text of an error, where it is not the message.'),
    error_type: lineField.optional().describe('The type of an error.'),
    method: lineField.optional().describe('The request method.'),
    route: lineField.optional().describe('The route or the path.'),
    status: lineField.optional().describe('The response status, as a number.'),
    duration_ms: lineField.optional().describe('How long a request took, in milliseconds.'),
    duration_s: lineField.optional().describe('How long a request took, in seconds.'),
    user: lineField.optional().describe('Whose request it is.'),
    session: lineField.optional().describe('The session that it belongs to.'),
    request: lineField.optional().describe('The identifier that all lines of a request have.'),
  })
  .refine(({ duration_ms, duration_s }) => duration_ms === undefined || duration_s === undefined, {
    error: '`duration_ms` or `duration_s`, not both',
    path: ['duration_s'],
  });

const logGroup = z.strictObject({
  name: z
    .string({ error: GROUP })
    .regex(/^[\w./#-]{1,512}$/, { error: GROUP })
    .describe('The log group.'),
  retention: retention.prefault('30d').describe('How long CloudWatch keeps its lines.'),
  kms_key: logsKey.optional().describe('The key that encrypts it; that of CloudWatch unless given.'),
  source: z
    .string()
    .optional()
    .describe('The `logs` source, by name, whose lines these are: its metrics become metric filters here.'),
  fields: lineFields
    .optional()
    .describe('Where its JSON lines tell what queries ask for, beside what `source` names.'),
  exists: z
    .boolean({ error: 'true or false' })
    .default(false)
    .describe(
      'Whether somebody else makes the group, such as Lambda; it is then only read, and its retention left alone.',
    ),
  archive: z
    .boolean({ error: 'true or false' })
    .default(false)
    .describe('Whether its lines also go to the bucket of `cloudwatch.archive`.'),
  gb_per_month: z
    .number({ error: 'a number of gigabytes' })
    .nonnegative({ error: 'at least 0' })
    .optional()
    .describe('How much is written to it, for what `check` says that it costs.'),
});

const query = z.strictObject({
  name: z
    .string()
    .regex(/^[^/\\:*]{1,100}$/, { error: 'a name without "/"' })
    .describe('The name of the query.'),
  folder: z
    .string()
    .regex(/^[^/\\:*]{1,100}$/, { error: 'a name without "/"' })
    .default('Own')
    .describe('The folder that it is in.'),
  query: z
    .string()
    .min(1, { error: 'a query of Logs Insights' })
    .max(10_000, { error: 'at most 10000 characters' }),
  groups: z.array(z.string()).optional().describe('The log groups that it asks; all of them unless given.'),
});

/** Schema of `cloudwatch.logs`: log groups, metric filters and saved queries. */
export const cloudwatchLogs = z.strictObject({
  groups: z.array(logGroup).max(100, { error: 'at most 100 log groups' }).default([]).describe('Log groups.'),
  namespace: z
    .string()
    // PutMetricFilter takes no ":", as others do: MetricTransformation, API reference of CloudWatch Logs.
    .regex(/^(?!AWS\/)[\w./#-][\w./# -]{0,254}$/, { error: 'a namespace such as Shop/Logs' })
    .optional()
    .describe(
      'The namespace of metrics from metric filters; that of the mirror with `/Logs` behind it unless given.',
    ),
  queries: z
    .array(query)
    .max(200, { error: 'at most 200 queries' })
    .default([])
    .describe('Saved queries of your own.'),
});

export type CloudwatchLogs = z.output<typeof cloudwatchLogs>;
export type LogGroup = CloudwatchLogs['groups'][number];
/** Where the lines of a log group tell what queries ask for. */
export type LineFields = z.output<typeof lineFields>;
