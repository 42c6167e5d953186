export type ExpositionFormat = 'text' | 'openmetrics';

/**
 * The format that an Accept header asks for: the accepted one of highest q, the earlier one among equals,
 * and text 0.0.4 where nothing fits (https://prometheus.io/docs/instrumenting/content_negotiation/).
 * What has a q that is none is passed over.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  let best: { format: ExpositionFormat; q: number } = { format: 'text', q: 0 };
  for (const part of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const format = formatOf(type, parameter(parameters, 'version'));
    const q = qualityOf(parameter(parameters, 'q'));
    if (format !== null && q > best.q) best = { format, q };
  }
  return best.format;
}

function formatOf(type: string, version: string | undefined): ExpositionFormat | null {
  if (type === 'application/openmetrics-text') {
    return version === undefined || version === '1.0.0' || version === '0.0.1' ? 'openmetrics' : null;
  }
  if (type === 'text/plain') return version === undefined || version === '0.0.4' ? 'text' : null;
  return type === '*/*' || type === 'text/*' ? 'text' : null;
}

function qualityOf(text: string | undefined): number {
  if (text === undefined) return 1;
  return /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/.test(text) ? Number(text) : 0;
}

function parameter(parameters: readonly string[], name: string): string | undefined {
  for (const text of parameters) {
    const [key = '', value = ''] = text.split('=', 2).map((piece) => piece.trim());
    if (key === name) return value.replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}
