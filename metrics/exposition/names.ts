import { type EscapingScheme, escapeMetricName } from './escaping.ts';
import { withoutTotal } from './units.ts';

/** What is known of a family before it is collected. */
export interface NamedFamily {
  readonly name: string;
  readonly type: string;
}

const SERIES_SUFFIXES: ReadonlyMap<string, readonly string[]> = new Map([
  ['histogram', ['_bucket', '_sum', '_count']],
  ['summary', ['_sum', '_count']],
]);

/** The escaped names of a family and of its series, in every format: none may be another family's, too. */
export function emittedNames({ name, type }: NamedFamily, escaping: EscapingScheme): string[] {
  const escaped = escapeMetricName(name, escaping);
  return [escaped, ...(SERIES_SUFFIXES.get(type) ?? []).map((suffix) => escaped + suffix)];
}

/** The further names that a family takes up in OpenMetrics, if it has its type there. */
export function reservedNames({ name, type }: NamedFamily, escaping: EscapingScheme): string[] {
  const escaped = escapeMetricName(name, escaping);
  if (type === 'counter' && escaped.endsWith('_total')) {
    return [withoutTotal(escaped), `${withoutTotal(escaped)}_created`];
  }
  return type === 'histogram' || type === 'summary' ? [`${escaped}_created`] : [];
}

/**
 * The names that more than one family of a page takes up in OpenMetrics, although no series is there twice:
 * of a gauge `x` and a counter `x_total`, it is `x`. A family that reserves one of them goes out with type
 * unknown.
 */
export function contestedNames(
  families: Iterable<NamedFamily>,
  escaping: EscapingScheme,
): ReadonlySet<string> {
  const taken = new Set<string>();
  const contested = new Set<string>();
  for (const family of families) {
    // A name that one family both emits and reserves is no conflict.
    const its = new Set([...emittedNames(family, escaping), ...reservedNames(family, escaping)]);
    for (const name of its) {
      if (taken.has(name)) contested.add(name);
      taken.add(name);
    }
  }
  return contested;
}
