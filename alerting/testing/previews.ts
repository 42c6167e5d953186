import type { Messages } from './messages.ts';
import { plain, slackText } from './slack_text.ts';
import { cardOf } from './stand_ins/msteams.ts';

/** What people and programs get to see of a notification: texts by file name. */
export function previews({ slack, pagerduty, email, sns, msteams }: Messages): Record<string, string> {
  const attributes = Object.entries(sns.attributes).map(([name, value]) => `${name}=${value}`);
  return {
    'slack.json': json(slack),
    'slack.txt': slackText(slack),
    'pagerduty.json': json(pagerduty),
    'email.html': `${email.html}`,
    'email.txt': `Subject: ${email.subject}\n\n${email.text}`,
    'sns.txt': `Subject: ${sns.Subject}\nAttributes: ${attributes.sort().join(', ')}\n\n${sns.Message}\n`,
    'msteams.json': json(msteams),
  };
}

/** What people read of a message, of every kind. */
export function textsOf({ slack, pagerduty, email, sns, msteams }: Messages): string[] {
  const { firing, resolved } = pagerduty.payload.custom_details;
  return [
    plain(slack.attachments[0].text),
    `${firing}\n${resolved}`,
    email.text ?? '',
    (email.html ?? '').replaceAll(/<[^>]*>/g, ''),
    sns.Message,
    cardOf(msteams)[1],
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
