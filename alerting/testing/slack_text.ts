import type { SlackMessage } from './stand_ins/slack.ts';

/** What Slack shows of a message, as text. */
export function slackText({ channel, attachments: [shown] }: SlackMessage): string {
  const buttons = shown.actions.filter(({ url }) => url !== undefined).map(({ text }) => `[${text}]`);
  const lines = [channel, plain(shown.title), plain(shown.text), buttons.join(' '), shown.footer];
  return lines
    .map((line) => `${line}\n`)
    .join('')
    .trimEnd()
    .concat('\n');
}

/** A text of Slack without its markup: dates as readers see them who are in UTC. */
export function plain(markup: string): string {
  return markup
    .replace(/<[^|>]+\|([^>]+)>/g, '$1')
    .replace(/(^|[\s•✓])\*([^*\n]+)\*/g, '$1$2')
    .replace(/`([^`\n]+)`/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
