import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SEVERITIES } from '../conventions/labels.ts';
import type { Loaded } from './arguments.ts';

/** Whom alerts reach, and what keeps them from it, in lines for the terminal. */
export async function notificationLines({ definition, baseDirectory }: Loaded): Promise<string[]> {
  const { slack } = definition.notify;
  if (slack === undefined) {
    return ['Nobody is notified: alerts reach the log of the exporter only. See `notify` in monitoring.yml.'];
  }
  const told = SEVERITIES.filter((severity) => slack.channels[severity] !== undefined);
  const untold = SEVERITIES.filter((severity) => slack.channels[severity] === undefined);
  const lines =
    told.length === 0
      ? []
      : [`Slack gets ${told.map((severity) => `${severity} in ${slack.channels[severity]}`).join(', ')}.`];
  if (untold.length > 0) {
    lines.push(
      `Alerts that are ${untold.join(' or ')} reach the log of the exporter only: notify.slack.channels names no channel for them.`,
    );
  }
  const file = resolve(baseDirectory, slack.webhook_file ?? slack.bot_token_file ?? '');
  const missing = await access(file).then(
    () => false,
    () => true,
  );
  if (missing && told.length > 0)
    lines.push(`Nothing reaches Slack yet: ${file} is not there or cannot be read.`);
  return lines;
}
