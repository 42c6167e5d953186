import { escapeHtml } from '../../escape_html.ts';
import type { Asset } from './assets.ts';

/** A document: what is in it, and what it loads. */
export interface Frame {
  readonly title: string;
  /** HTML, in which everything from outside is escaped. */
  readonly body: string;
  /** Null where there is none, since it could not be built. */
  readonly script: Asset | null;
  readonly style: Asset | null;
}

// A grey disc, for it is not known yet whether anything is wrong; the script gives it the colour of that.
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#888"/></svg>',
)}`;

/** The HTML around every page of the exporter. */
export function frame({ title, body, script, style }: Frame): string {
  const links = [
    style === null ? '' : `<link rel="stylesheet" href="${style.path}">\n`,
    script === null ? '' : `<script src="${script.path}" defer></script>\n`,
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${ICON}">
${links.join('')}<body>
${body}
</body>
</html>
`;
}
