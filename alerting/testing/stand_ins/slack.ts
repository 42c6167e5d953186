import { z } from 'zod';
import { type StandIn, startStandIn, type Verdict } from '../../../tests/support/stand_in.ts';
import { plain } from '../slack_text.ts';

// https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments
const webAddress = z
  .string()
  .max(3000)
  .regex(/^https?:\/\/[^\s"<>|`]+$/);
const markup = z.string().refine(isMarkup, { error: 'markup that Slack does not know' });

const attachment = z.strictObject({
  color: z.string().regex(/^#[0-9a-f]{6}$/),
  title: markup.max(1024),
  title_link: webAddress,
  // Slack cuts what it would show beyond that.
  text: markup.refine((text) => plain(text).length <= 8000, { error: 'more than 8000 characters' }),
  fallback: markup.min(1),
  footer: z.string().max(300).default(''),
  callback_id: z.literal('').default(''),
  mrkdwn_in: z.array(z.enum(['fallback', 'pretext', 'text'])),
  actions: z
    .array(
      z.strictObject({ type: z.literal('button'), text: z.string().max(30), url: webAddress.optional() }),
    )
    .max(5),
});

const message = z.strictObject({
  channel: z.string(),
  username: z.string(),
  attachments: z.tuple([attachment]),
});

/** A message as Slack's webhooks take it. */
export type SlackMessage = z.output<typeof message>;

/** A stand-in for a webhook of Slack, which knows what Slack takes and refuses all else. */
export function startSlack(): Promise<StandIn<SlackMessage>> {
  return startStandIn(judge);
}

function judge({ body }: { readonly body: string }): Verdict<SlackMessage> {
  const { success, data, error } = message.safeParse(json(body));
  if (!success) {
    return {
      refused: z.prettifyError(error),
      answer: { status: 400, type: 'text/plain', body: 'invalid_payload' },
    };
  }
  return { accepted: data, answer: { status: 200, type: 'text/plain', body: 'ok' } };
}

/** The value of a text of JSON; undefined where it is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// https://docs.slack.dev/messaging/formatting-message-text: three entities, and dates and links in angle brackets.
function isMarkup(text: string): boolean {
  const rest = text
    .replace(/<!date\^\d+\^[^|<>]+\|[^|<>]+>/g, '')
    .replace(/<https?:\/\/[^\s|<>]+\|[^|<>]+>/g, '')
    .replace(/&(?:amp|lt|gt);/g, '');
  return !/[<>&]/.test(rest);
}
