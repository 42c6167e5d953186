/**
 * Resolves `\\` and `\n`, and with `quotes` `\"`. A backslash before anything else stands for itself, as Prometheus has it.
 */
export function resolveEscapes(text: string, quotes: boolean): string {
  let from = 0;
  let plain = '';
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', from)) {
    const character = meaningOf(text[at + 1], quotes);
    plain += text.slice(from, at) + (character ?? text.slice(at, at + 2));
    from = at + 2;
  }
  return plain + text.slice(from);
}

function meaningOf(escaped: string | undefined, quotes: boolean): string | null {
  if (escaped === 'n') return '\n';
  if (escaped === '\\') return '\\';
  return quotes && escaped === '"' ? '"' : null;
}
