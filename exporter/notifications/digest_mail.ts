import { createHash } from 'node:crypto';
import { escapeHtml } from '../escape_html.ts';
import type { DigestReport, DigestRow } from './digest_report.ts';
import { digestWords, momentText, nameText, rowText } from './digest_words.ts';

/** A digest, ready to be sent. */
export interface DigestMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const STYLE = {
  body: 'font: 15px/1.5 system-ui, sans-serif; max-width: 44rem',
  warning: 'border-left: 4px solid #c9190b; padding-left: 8px',
  row: 'margin: 0 0 8px',
  small: 'color: #666; font-size: 13px',
} as const;

/** A report as a mail, in text and in HTML. Names and texts of alerts are text in both, whatever is in them. */
export function digestMail(report: DigestReport): DigestMail {
  return { subject: digestWords(report).subject, text: textOf(report), html: htmlOf(report) };
}

/** What the digest of a moment to these addresses is known by, however often it is sent. */
export function digestId(moment: number, to: readonly string[]): string {
  const whom = createHash('sha256').update(to.join()).digest('hex').slice(0, 16);
  return `goldwatch-digest-${moment}-${whom}`;
}

function textOf(report: DigestReport): string {
  const { headline, warnings } = digestWords(report);
  const { noisy, severities, timeZone } = report;
  const blocks = [
    [headline],
    ...warnings.map((warning) => [`! ${warning}`]),
    ...(noisy.length > 0 ? [['NOISY', ...noisy.map((row) => `  ${oneLine(noisyText(row))}`)]] : []),
    ...severities.map(({ severity, rows }) => [
      oneLine(headingOf(severity)).toUpperCase(),
      ...rows.flatMap((row) => [
        `  ${oneLine(nameText(row))}: ${rowText(row, timeZone)}`,
        ...detailsOf(row, timeZone).map((detail) => `    ${oneLine(detail)}`),
      ]),
    ]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function htmlOf(report: DigestReport): string {
  const { headline, warnings } = digestWords(report);
  const { noisy, severities, timeZone } = report;
  const parts = [
    `<p>${htmlText(headline)}</p>`,
    ...warnings.map((warning) => `<p style="${STYLE.warning}">${htmlText(warning)}</p>`),
    ...(noisy.length > 0
      ? ['<h3>Noisy</h3>', ...noisy.map((row) => `<p style="${STYLE.row}">${htmlText(noisyText(row))}</p>`)]
      : []),
    ...severities.flatMap(({ severity, rows }) => [
      `<h3>${htmlText(headingOf(severity))}</h3>`,
      ...rows.map((row) => htmlRow(row, timeZone)),
    ]),
  ];
  return `<!doctype html>\n<html lang="en"><body style="${STYLE.body}">\n${parts.join('\n')}\n</body></html>\n`;
}

function htmlRow(row: DigestRow, timeZone: string): string {
  const details = detailsOf(row, timeZone).map(
    (detail) => `<br><span style="${STYLE.small}">${htmlText(detail)}</span>`,
  );
  const what = `<strong>${htmlText(nameText(row))}</strong>: ${htmlText(rowText(row, timeZone))}`;
  return `<p style="${STYLE.row}">${what}${details.join('')}</p>`;
}

function headingOf(severity: string): string {
  return severity === '' ? 'No severity' : `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
}

function noisyText(row: DigestRow): string {
  return `${nameText(row)} fired ${row.bouts} times: does it need a higher threshold or a longer \`for\`?`;
}

// What is for the record, as deployments are, is told one by one.
function detailsOf({ names, summary, times }: DigestRow, timeZone: string): string[] {
  if (names.severity === 'info' && times.some(({ text }) => text !== '')) {
    return times.map(({ at, text }) => `${momentText(at, timeZone)}: ${text}`);
  }
  return summary === '' ? [] : [summary];
}

/** Line breaks would let a name look like a line of the digest. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get into a mail.
  return text.replace(/[\s\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();
}

function htmlText(text: string): string {
  return escapeHtml(oneLine(text));
}
