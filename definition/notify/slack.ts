import { z } from 'zod';
import { exactlyOne } from '../../conventions/exactly_one.ts';
import { bySeverity } from './severities.ts';

const webhookFile = 'the path of a file that holds the webhook address';
const tokenFile = 'the path of a file that holds the bot token';

/** A channel, by its name or its identifier. */
export const slackChannel = z
  .string({ error: 'a channel such as "#alerts"' })
  .regex(/^[#@][^\s{}]{1,80}$|^[CGD][A-Z0-9]{8,}$/, { error: 'a channel such as "#alerts"' });

/** The channel of each severity; a severity without one is not sent to Slack. */
export const slackChannels = bySeverity(slackChannel);

/** A file with the address of an incoming webhook. */
export const slackWebhookFile = z
  .string({ error: webhookFile })
  .min(1, { error: webhookFile })
  .refine((path) => !/^https?:/.test(path), {
    error: webhookFile,
    params: { is: 'the address itself, which is a secret' },
  });

/** A file with the token of a bot. */
export const slackTokenFile = z
  .string({ error: tokenFile })
  .min(1, { error: tokenFile })
  .refine((path) => !path.startsWith('xox'), {
    error: tokenFile,
    params: { is: 'the token itself, which is a secret' },
  });

/** Schema of `notify.slack`. */
export const slack = z
  .strictObject({
    webhook_file: slackWebhookFile
      .optional()
      .describe("A file with the incoming webhook's address; keep it under `secrets/`."),
    bot_token_file: slackTokenFile
      .optional()
      .describe("Instead: a file with a bot's token, which may write to any channel it is in."),
    channels: slackChannels.describe(
      'The channel of each severity; a severity without one is not sent to Slack.',
    ),
  })
  .refine(...exactlyOne('webhook_file', 'bot_token_file'));

export type Slack = z.output<typeof slack>;
