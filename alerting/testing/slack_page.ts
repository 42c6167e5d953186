// Writes a page that shows the previews of Slack as Slack does, for the picture in docs/; see previews/README.md.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SlackMessage } from './stand_ins/slack.ts';

const CASES = ['critical', 'three_alerts', 'resolved'] as const;

const STYLE = `
  body { margin: 0; background: #fff; }
  main { width: 760px; padding: 20px 24px; font: 15px/22px Lato, sans-serif; color: #1d1c1d; }
  article { display: grid; grid-template-columns: 36px 1fr; gap: 0 10px; margin-bottom: 22px; }
  .face { width: 36px; height: 36px; border-radius: 6px; background: #b8860b; color: #fff; font: bold 20px/36px Lato, sans-serif; text-align: center; }
  .name { font-weight: 900; } .name span { margin-left: 6px; color: #616061; font-size: 12px; font-weight: 400; }
  .app { padding: 0 4px; border-radius: 2px; background: #e8e8e8; font-size: 10px; font-weight: 700; }
  .attachment { display: grid; grid-template-columns: 4px 1fr; gap: 0 12px; margin-top: 6px; }
  .edge { border-radius: 8px; }
  .title { color: #1264a3; font-weight: 700; }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; } .text a { color: #1264a3; text-decoration: none; }
  code { padding: 2px 3px 1px; border: 1px solid #dcdcdc; border-radius: 3px; background: #f6f6f6; color: #c01343; font: 12px/18px "DejaVu Sans Mono", monospace; }
  .buttons { margin-top: 8px; } .buttons span { display: inline-block; margin-right: 8px; padding: 3px 12px; border: 1px solid #bbb; border-radius: 4px; font-weight: 700; font-size: 13px; }
`;

const articles = await Promise.all(CASES.map(async (name) => article(await preview(name))));
process.stdout.write(
  `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><main>${articles.join('')}</main>\n`,
);

async function preview(name: string): Promise<SlackMessage> {
  const text = await readFile(join(import.meta.dirname, '../previews', name, 'slack.json'), 'utf8');
  return JSON.parse(text) as SlackMessage;
}

function article({ username, attachments: [shown] }: SlackMessage): string {
  const buttons = shown.actions
    .filter(({ url }) => url !== undefined)
    .map(({ text }) => `<span>${text}</span>`);
  const time = shown.text.includes('Lasted') ? '04:24' : '03:12';
  return `<article><div class="face">g</div><div>
    <div class="name">${username}<span class="app">APP</span><span>${time}</span></div>
    <div class="attachment"><div class="edge" style="background:${shown.color}"></div><div>
      <div class="title">${shown.title}</div>
      <div class="text">${html(shown.text)}</div>
      <div class="buttons">${buttons.join('')}</div>
    </div></div></div></article>`;
}

// The texts are HTML already as far as Slack's three entities go.
function html(markup: string): string {
  return markup
    .replace(/<!date\^\d+\^[^|]+\|\S+ (\S+) UTC>/g, 'today at $1')
    .replace(/<([^|>]+)\|([^>]+)>/g, '<a href="$1">$2</a>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/(^|[\s•✓])\*([^*\n]+)\*/g, '$1<b>$2</b>');
}
