/** A matcher of Alertmanager: a label that has one of some values. */
export function matcher(label: string, values: readonly string[]): string {
  return compared(label, '=', values);
}

/** A matcher of Alertmanager: a label that has none of some values, or is not there. */
export function butFor(label: string, values: readonly string[]): string {
  return compared(label, '!', values);
}

/** A matcher of Alertmanager: a label that is there. */
export function present(label: string): string {
  return `${label}=~".+"`;
}

function compared(label: string, operator: '=' | '!', values: readonly string[]): string {
  const [only = ''] = values;
  if (values.length > 1) return `${label}${operator}~${quoted(values.map(literal).join('|'))}`;
  return `${label}${operator === '=' ? '=' : '!='}${quoted(only)}`;
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

// Go's regular expressions take a backslash before any punctuation.
function literal(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
