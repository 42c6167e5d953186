import { type Datum, type Dimensions, UNITS } from './datum.ts';

/**
 * What PutMetricData takes (API reference: PutMetricData, MetricDatum, Dimension; «CloudWatch quotas»). One datum that
 * breaks a limit fails its whole request, so everything is checked before.
 */
export const LIMITS = {
  namespaceLength: 255,
  nameLength: 255,
  dimensions: 30,
  dimensionValueLength: 1024,
  /** Distinct values of a datum. */
  values: 150,
  largestValue: 2 ** 360,
  /** Milliseconds. */
  oldest: 14 * 86_400_000,
  newest: 2 * 3_600_000,
} as const;

/** Why a datum is not sent; the `reason` of what is counted. */
export const REASONS = [
  'metric_name',
  'too_many_dimensions',
  'dimension_name',
  'duplicate_dimension',
  'dimension_value_blank',
  'dimension_value_too_long',
  'dimension_value_control_character',
  'dimension_value_not_ascii',
  'unit',
  'resolution',
  'timestamp',
  'timestamp_too_old',
  'timestamp_too_new',
  'no_values',
  'too_many_values',
  'duplicate_value',
  'value_nan',
  'value_infinite',
  'value_too_large',
  'value_negative_zero',
  'counts',
] as const;
export type Reason = (typeof REASONS)[number];

/** What is wrong with a datum; the detail is a clause that names the limit. */
export interface Problem {
  readonly reason: Reason;
  readonly detail: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what AWS refuses.
const CONTROL = /[\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
const NOT_ASCII = /[^\u0000-\u007f]/u;

/** The first limit that a datum breaks, or null. `now` is in milliseconds since 1970. */
export function problemOf(datum: Datum, now: number): Problem | null {
  return (
    identityProblem(datum.name, datum.dimensions) ??
    shapeProblem(datum) ??
    timestampProblem(datum.timestamp, now) ??
    valuesProblem(datum.values, datum.counts)
  );
}

/** What is wrong with a metric's name or dimensions, or null: it stays so for all its datums. */
export function identityProblem(name: string, dimensions: Dimensions): Problem | null {
  const wrong = nameProblem(name);
  if (wrong !== null) return problem('metric_name', `the metric name ${shown(name)} ${wrong}`);
  const most = LIMITS.dimensions;
  if (dimensions.length > most)
    return problem('too_many_dimensions', `it has ${dimensions.length} dimensions, more than ${most}`);
  const names = new Set<string>();
  for (const [dimension, value] of dimensions) {
    const found = dimensionProblem(dimension, value);
    if (found !== null) return found;
    if (names.has(dimension))
      return problem('duplicate_dimension', `the dimension ${shown(dimension)} is there twice`);
    names.add(dimension);
  }
  return null;
}

/** What is wrong with one dimension, or null. */
export function dimensionProblem(name: string, value: string): Problem | null {
  const wrong = nameProblem(name);
  if (wrong !== null) return problem('dimension_name', `the dimension name ${shown(name)} ${wrong}`);
  const text = textProblem(value, LIMITS.dimensionValueLength);
  return text && problem(`dimension_value_${text.kind}`, `the value of dimension ${name} ${text.detail}`);
}

/** What is wrong with the name of a metric or a dimension, as a clause, or null. */
export function nameProblem(name: string): string | null {
  if (name.startsWith(':')) return 'begins with ":"';
  return textProblem(name, LIMITS.nameLength)?.detail ?? null;
}

/** What is wrong with a namespace, as a clause, or null. Those that begin with "AWS/" are Amazon's own. */
export function namespaceProblem(namespace: string): string | null {
  if (namespace.startsWith(':')) return 'begins with ":"';
  if (namespace.startsWith('AWS/')) return 'begins with "AWS/", which Amazon keeps for itself';
  return textProblem(namespace, LIMITS.namespaceLength)?.detail ?? null;
}

/** What is wrong with values and their counts, or null. */
export function valuesProblem(values: readonly number[], counts: readonly number[]): Problem | null {
  const most = LIMITS.values;
  if (values.length === 0) return problem('no_values', 'it has no value');
  if (values.length > most)
    return problem('too_many_values', `it has ${values.length} values, more than ${most}`);
  for (const value of values) {
    // Asked of every value that is ever sent.
    if (value > 0 && value <= LIMITS.largestValue) continue;
    const found = valueProblem(value);
    if (found !== null) return found;
  }
  if (!ascend(values) && new Set(values).size < values.length)
    return problem('duplicate_value', 'a value is there twice');
  if (counts.length !== values.length)
    return problem('counts', `it has ${counts.length} counts for ${values.length} values`);
  for (const count of counts) {
    const isCount = count > 0 && count <= LIMITS.largestValue;
    if (!isCount) return problem('counts', `a value was observed ${count} times`);
  }
  return null;
}

/** Whether AWS would take a point of this time, given the time now, or why not. */
export function timestampProblem(timestamp: number, now: number): Problem | null {
  if (!Number.isInteger(timestamp) || timestamp < 0)
    return problem('timestamp', `its time, ${timestamp}, is no whole number of milliseconds since 1970`);
  if (timestamp < now - LIMITS.oldest) return problem('timestamp_too_old', 'it is more than two weeks old');
  if (timestamp > now + LIMITS.newest)
    return problem('timestamp_too_new', 'it is more than two hours ahead of the clock');
  return null;
}

function shapeProblem({ unit, resolution, timestamp }: Datum): Problem | null {
  if (!UNITS.includes(unit)) return problem('unit', `CloudWatch has no unit ${shown(unit)}`);
  if (resolution !== 60 && resolution !== 1)
    return problem('resolution', `its resolution is ${resolution} s, neither 60 s nor 1 s`);
  if (timestamp % (resolution * 1000) === 0) return null;
  return Number.isInteger(timestamp)
    ? problem('timestamp', `its time, ${timestamp}, is no multiple of its resolution, ${resolution} s`)
    : null;
}

function valueProblem(value: number): Problem | null {
  if (Number.isNaN(value)) return problem('value_nan', 'its value is NaN');
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return problem('value_infinite', `its value is ${value}`);
  if (size > LIMITS.largestValue) return problem('value_too_large', `its value, ${value}, is beyond ±2^360`);
  // JSON knows no −0: it would be another value in the spool than in memory.
  return Object.is(value, -0) ? problem('value_negative_zero', 'its value is −0') : null;
}

function ascend(values: readonly number[]): boolean {
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] as number) <= (values[index - 1] as number)) return false;
  }
  return true;
}

function textProblem(text: string, most: number) {
  if (text.trim() === '') return { kind: 'blank', detail: 'is blank' } as const;
  if (text.length > most) {
    return { kind: 'too_long', detail: `has ${text.length} characters, more than ${most}` } as const;
  }
  if (CONTROL.test(text)) {
    return { kind: 'control_character', detail: `has a control character: ${shown(text)}` } as const;
  }
  if (!NOT_ASCII.test(text)) return null;
  return { kind: 'not_ascii', detail: `has characters beyond ASCII: ${shown(text)}` } as const;
}

function problem(reason: Reason, detail: string): Problem {
  return { reason, detail };
}

/** A text that may hold anything, short and on one line. */
function shown(text: string): string {
  const most = 60;
  return JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text);
}
