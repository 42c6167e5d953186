import { z } from 'zod';
import { SEVERITIES } from '../conventions/labels.ts';
import { duration } from '../conventions/quantities.ts';

const webhookFile = 'the path of a file that holds the webhook address';

const channel = z
  .string({ error: 'a channel such as "#alerts"' })
  .regex(/^[#@][^\s]{1,80}$|^[CGD][A-Z0-9]{8,}$/, { error: 'a channel such as "#alerts"' });

/** Schema of `notify`: whom alerts reach, and how they are grouped. */
export const notify = z.strictObject({
  group_wait: duration
    .prefault('30s')
    .describe('How long the first alert of a group waits for others to join its message.'),
  group_interval: duration.prefault('5m').describe('How long until news of a group is sent.'),
  repeat_interval: duration
    .prefault('4h')
    .describe('How long until a message is repeated while the alert fires.'),
  slack: z
    .strictObject({
      webhook_file: z
        .string({ error: webhookFile })
        .min(1, { error: webhookFile })
        .refine((path) => !/^https?:/.test(path), {
          error: webhookFile,
          params: { is: 'the address itself, which is a secret' },
        })
        .describe("A file with the incoming webhook's address; keep it under `secrets/`."),
      channels: z
        .strictObject(
          Object.fromEntries(SEVERITIES.map((severity) => [severity, channel.optional()])) as Record<
            (typeof SEVERITIES)[number],
            z.ZodOptional<typeof channel>
          >,
        )
        .describe('The channel of each severity; a severity without one is not sent to Slack.'),
    })
    .optional()
    .describe('Messages to Slack.'),
});

export type Notify = z.output<typeof notify>;
