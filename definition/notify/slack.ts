import { z } from 'zod';
import { exactlyOne } from '../../conventions/exactly_one.ts';
import { secretFile } from '../../exporter/notifications/settings.ts';
import { bySeverity } from './severities.ts';

/** A channel, by its name or its identifier. */
export const slackChannel = z
  .string({ error: 'a channel such as "#alerts"' })
  .regex(/^[#@][^\s{}]{1,80}$|^[CGD][A-Z0-9]{8,}$/, { error: 'a channel such as "#alerts"' });

/** The channel of each severity; a severity without one is not sent to Slack. */
export const slackChannels = bySeverity(slackChannel);

/** A file with the address of an incoming webhook. */
export const slackWebhookFile = secretFile('the path of a file that holds the webhook address');

/** A file with the token of a bot. */
export const slackTokenFile = secretFile('the path of a file that holds the bot token', /^xox/, 'token');

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
