import { parseSelector } from '../../../exporter/sources/logs/filter/selector.ts';

const RESERVED =
  /^(?:fields|filter|stats|sort|limit|parse|display|dedup|diff|pattern|unmask|source|by|as|and|or|not|in|like|asc|desc)$/i;

/**
 * A field of JSON lines as Logs Insights calls it: `$.http.status` is `http.status`, and `$.spans[0].ms` is `spans.0.ms`. A name with
 * other characters than letters, digits, `_`, `@` and points stands in backticks, as does a word of the language. Null where there is no such name. Source: CloudWatch
 * Logs user guide, «Supported logs and discovered fields».
 */
export function insightsField(selector: string): string | null {
  const { steps, hasWildcard } = parseSelector(selector);
  const keys = steps.map((step) =>
    step.kind === 'key' ? step.key : step.kind === 'index' ? String(step.index) : '',
  );
  const name = keys.join('.');
  if (hasWildcard || name.includes('`')) return null;
  return /^[A-Za-z_@][\w.@]*$/.test(name) && !RESERVED.test(name) ? name : `\`${name}\``;
}

/** A text in quotes, as Logs Insights reads it. */
export function insightsText(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** A regular expression that finds a text, without its slashes. */
export function regexOf(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
