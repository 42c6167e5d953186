type Wanted = string | readonly string[];

/** A matcher of PromQL on a label: one value, one of several, or none of those that begin with `!`. */
export function labelMatcher(label: string, wanted: Wanted): string {
  const values = typeof wanted === 'string' ? [wanted] : wanted;
  const isNot = values.every((value) => value.startsWith('!'));
  const texts = isNot ? values.map((value) => value.slice(1)) : values;
  const [only = '', ...others] = texts;
  if (others.length === 0) return `${label}${isNot ? '!=' : '='}${quotedText(only)}`;
  return `${label}${isNot ? '!~' : '=~'}${quotedText(texts.map(literally).join('|'))}`;
}

/**
 * A text as a literal of PromQL, whose escapes are those of Go, as JSON's are too
 * (https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals).
 */
function quotedText(text: string): string {
  return JSON.stringify(text);
}

/** A regular expression that matches nothing but the text. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
