import { parsePreferences } from '../accept_header.ts';

export type PageFormat = 'text' | 'openmetrics';

const FORMATS = new Map<string, { readonly format: PageFormat; readonly versions: readonly string[] }>([
  ['text/plain', { format: 'text', versions: ['0.0.4', '1.0.0'] }],
  ['application/openmetrics-text', { format: 'openmetrics', versions: ['0.0.1', '1.0.0'] }],
]);

/**
 * The format that a Content-Type header names; text/plain alone is text 0.0.4. Null where it names none that can be read
 * here, or nothing: Prometheus 3 guesses no more, either.
 */
export function formatOfContentType(header: string | null): PageFormat | null {
  // The header is written like one entry of Accept.
  const [entry, ...others] = parsePreferences(header ?? '');
  const known = entry === undefined ? undefined : FORMATS.get(entry.value);
  const version = entry?.parameters.get('version');
  if (known === undefined || others.length > 0) return null;
  return version === undefined || known.versions.includes(version) ? known.format : null;
}

/** The format of a page that came without a header: only OpenMetrics ends with `# EOF`. */
export function formatOfPage(text: string): PageFormat {
  return /(?:^|\n)# EOF\n?$/.test(text.slice(-'\n# EOF\n'.length)) ? 'openmetrics' : 'text';
}
