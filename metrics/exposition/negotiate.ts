export type ExpositionFormat = 'text' | 'openmetrics';

/**
 * The format that an Accept header asks for: the accepted one of highest q, the earlier one among equals,
 * and text 0.0.4 where nothing fits (https://prometheus.io/docs/instrumenting/content_negotiation/).
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  let best: { format: ExpositionFormat; q: number } = { format: 'text', q: 0 };
  for (const part of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const format = formatOf(type, parameter(parameters, 'version'));
    const q = Number(parameter(parameters, 'q') ?? 1);
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

function parameter(parameters: readonly string[], name: string): string | undefined {
  return parameters
    .find((text) => text.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .replace(/^"|"$/g, '');
}
