import { z } from 'zod';
import { type StandIn, startStandIn } from '../../../tests/support/stand_in.ts';
import { json } from './slack.ts';

// https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams#chat
const MAX_BYTES = 28_000;

const carrier = z.object({
  attachments: z.tuple([
    z.object({
      title: z.string().min(1),
      text: z.string().min(1),
      callback_id: z.enum(['firing', 'resolved']),
    }),
  ]),
});

/**
 * A stand-in for Microsoft Teams. Debian's Alertmanager cannot talk to it: a message to Slack carries title, text and
 * status here, and the card is made of them.
 */
export function startMsteams(): Promise<StandIn<TeamsCard>> {
  return startStandIn(({ body }) => {
    const [{ title, text, callback_id }] = carrier.parse(json(body)).attachments;
    const card = teamsCard(title, text, callback_id);
    const answer = { status: 200, type: 'text/plain', body: 'ok' };
    // Go writes these three as six bytes each.
    const bytes = Buffer.byteLength(JSON.stringify(card).replaceAll(/[<>&]/g, '\\u0000'));
    return bytes > MAX_BYTES ? { refused: `${bytes} bytes`, answer } : { accepted: card, answer };
  });
}

/** A message with one adaptive card. */
export type TeamsCard = ReturnType<typeof teamsCard>;

// As Alertmanager 0.34 does.
function teamsCard(title: string, text: string, status: 'firing' | 'resolved') {
  const color = status === 'firing' ? 'Attention' : 'Good';
  const heading = { weight: 'Bolder', size: 'Medium', wrap: true, style: 'heading', color } as const;
  const body = [
    { type: 'TextBlock', text: title, ...heading },
    { type: 'TextBlock', text, wrap: true },
  ] as const;
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.2',
    body,
    msteams: { width: 'full' },
  };
  const card = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { type: 'message', attachments: [card] as const };
}

/** Title and text of a card. */
export function cardOf({ attachments: [{ content }] }: TeamsCard): readonly [string, string] {
  const [title, text] = content.body;
  return [title.text, text.text];
}
