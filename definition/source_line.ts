const WIDEST = 160;
const BEFORE_CARET = 60;

// A line is shown in terminals and in the logs of builds, where nobody expects a secret: addresses of Slack
// webhooks, tokens of bots, passwords in addresses, values of keys that are named like secrets.
const SECRETS = [
  /(?<=hooks\.slack\.com\/\w+\/)[^\s"'\]},]+/g,
  // Where the path of a file should be: the address, the key or the token itself.
  /(?<=_file["']?\s*:\s*["']?https?:\/\/(?!hooks\.slack\.com)[^\s"'/]+\/)[^\s"'\]},]+/g,
  /(?<=_file["']?\s*:\s*["']?)[0-9a-zA-Z]{32}(?![\w./-])/g,
  // Where the name of a secret should be.
  /(?<=(?:slack_webhook|pagerduty_key)["']?\s*:\s*["']?)[0-9a-zA-Z]{32}(?![\w./-])/g,
  /\bxox[a-z]-[^\s"'\]},]+/g,
  /(?<=\/\/[^\s:/@]*:)[^\s@/]+(?=@)/g,
  /(?<=(?:password|passwd|secret|token|api_?key|routing_key)["']?\s*:\s*)(?!\$\{)(?:"[^"]*"|'[^']*'|[^\s"'\]},]+)/gi,
];

// Control characters could steer a terminal; others are unseen, which is worth seeing where they are a mistake.
const UNSEEN = /(?!\t)[\p{Cc}\p{Cf}\u00a0\u2028\u2029]/gu;

// Emoji and the scripts of East Asia take two columns of a terminal.
const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u;

/**
 * A line of a file and, below it, the underline of a stretch, so that both align in a terminal. `column` counts
 * from 1. Secrets are starred, unseen characters made visible, long lines cut to the surroundings of the stretch.
 */
export function underlined(line: string, column: number, length: number): { shown: string; caret: string } {
  const start = line.length <= WIDEST ? 0 : Math.max(0, column - 1 - BEFORE_CARET);
  const end = Math.min(line.length, start + WIDEST);
  const safe = starred(line, start, end).replace(UNSEEN, '\ufffd');
  const left = start > 0 ? '…' : '';
  const right = end < line.length ? '…' : '';
  const marked = safe.slice(column - 1 - start, column - 1 - start + length);
  return {
    shown: `${left}${safe}${right}`,
    caret: `${blank(left + safe.slice(0, column - 1 - start))}${'^'.repeat(Math.max(1, width(marked)))}`,
  };
}

// What makes a stretch a secret stands before it.
function starred(line: string, start: number, end: number): string {
  const from = Math.max(0, start - 400);
  const surroundings = line.slice(from, end + 400);
  return SECRETS.reduce((text, secret) => text.replace(secret, stars), surroundings).slice(
    start - from,
    end - from,
  );
}

function stars(secret: string): string {
  return '*'.repeat(secret.length);
}

// Tabs keep their width, whatever it is.
function blank(text: string): string {
  return Array.from(text, (character) => (character === '\t' ? '\t' : ' '.repeat(width(character)))).join('');
}

function width(text: string): number {
  return Array.from(text).reduce((sum, character) => {
    if (/\p{Mark}/u.test(character)) return sum;
    return sum + (WIDE.test(character) ? 2 : 1);
  }, 0);
}
