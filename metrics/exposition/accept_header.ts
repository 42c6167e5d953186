/** One entry of an Accept or Accept-Encoding header, in lower case. */
export interface Preference {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1; 0 refuses. */
  readonly q: number;
}

/** The entries of a header in its order (RFC 9110, 12.4 and 12.5). One whose q is none is passed over. */
export function parsePreferences(header: string): Preference[] {
  return header
    .split(',')
    .map(preferenceOf)
    .filter(({ value, q }) => value !== '' && !Number.isNaN(q));
}

function preferenceOf(entry: string): Preference {
  const [value = '', ...pieces] = entry.split(';').map((piece) => piece.trim().toLowerCase());
  const parameters = new Map<string, string>();
  for (const piece of pieces) {
    const [name = '', text = ''] = piece.split('=', 2).map((side) => side.trim());
    if (!parameters.has(name)) parameters.set(name, text.replace(/^"(.*)"$/, '$1'));
  }
  return { value, parameters, q: qualityOf(parameters.get('q')) };
}

function qualityOf(text: string | undefined): number {
  if (text === undefined) return 1;
  return /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/.test(text) ? Number(text) : Number.NaN;
}
