/** A matcher of Alertmanager: a label that has one of some values. */
export function matcher(label: string, values: readonly string[]): string {
  const [only = ''] = values;
  if (values.length <= 1) return `${label}=${quoted(only)}`;
  return `${label}=~${quoted(values.map(literal).join('|'))}`;
}

/** A matcher of Alertmanager: a label that is there. */
export function present(label: string): string {
  return `${label}=~".+"`;
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

// Go's regular expressions take a backslash before any punctuation.
function literal(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
