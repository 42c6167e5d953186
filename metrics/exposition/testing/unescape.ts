/** The name that `values` made `U__…` of, as `model.UnescapeName` of prometheus/common reads it. */
export function unescapeValues(escaped: string): string {
  if (!escaped.startsWith('U__')) return escaped;
  return escaped
    .slice('U__'.length)
    .replace(/_([0-9a-f]*)_/g, (_, code: string) =>
      code === '' ? '_' : String.fromCodePoint(Number.parseInt(code, 16)),
    );
}
