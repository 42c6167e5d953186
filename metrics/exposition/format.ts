/** A number as both text formats write it. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Escapes for a quoted string: label values everywhere, HELP in OpenMetrics. */
export function escapeQuoted(text: string): string {
  return text.replace(/["\\\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

/** Escapes for HELP in text 0.0.4, where a quote stands for itself. */
export function escapeHelp(text: string): string {
  return text.replace(/[\\\n]/g, (character) => (character === '\n' ? '\\n' : '\\\\'));
}

/** `{a="1",b="2"}`, or nothing without labels. */
export function formatLabels(labels: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeQuoted(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
