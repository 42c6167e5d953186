import {
  type EscapingScheme,
  escapeLabelName,
  escapeMetricName,
  isLegacyLabelName,
  isLegacyMetricName,
} from './escaping.ts';

/** Label values as prom-client hands them out. */
export type Labels = Readonly<Record<string, string | number>>;

/** A number as both text formats write it. */
export function formatNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** A bound or quantile as OpenMetrics writes it, a float in any case: "1.0", not "1". */
export function formatFloat(value: number): string {
  const text = formatNumber(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Escapes for a quoted string: label values and names everywhere, HELP in OpenMetrics. */
export function escapeQuoted(text: string): string {
  // Most texts have nothing to escape.
  if (!/["\\\n\ud800-\udfff]/.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/["\\\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

/** Escapes for HELP in text 0.0.4, where a quote stands for itself. */
export function escapeHelp(text: string): string {
  return text.toWellFormed().replace(/[\\\n]/g, (character) => (character === '\n' ? '\\n' : '\\\\'));
}

/** `{a="1",b="2"}`, or nothing without labels. */
export function formatLabels(labels: Labels, escaping: EscapingScheme = 'underscores'): string {
  const pairs = formatLabelPairs(labels, escaping);
  return pairs === '' ? '' : `{${pairs}}`;
}

/** `a="1",b="2"`: what stands between the braces. */
export function formatLabelPairs(labels: Labels, escaping: EscapingScheme): string {
  let pairs = '';
  for (const [name, value] of Object.entries(labels)) {
    pairs += `${pairs === '' ? '' : ','}${formatLabelName(name, escaping)}="${escapeQuoted(String(value))}"`;
  }
  return pairs;
}

/** A label's name as it stands before `=`: quoted where only Prometheus 3 can read it. */
export function formatLabelName(name: string, escaping: EscapingScheme): string {
  if (isLegacyLabelName(name)) return name;
  const escaped = escapeLabelName(name, escaping);
  return isLegacyLabelName(escaped) ? escaped : `"${escapeQuoted(escaped)}"`;
}

/**
 * A metric's name, escaped already, as HELP, TYPE and UNIT have it: quoted where only Prometheus 3 can read
 * it.
 */
export function formatMetadataName(escaped: string): string {
  return isLegacyMetricName(escaped) ? escaped : `"${escapeQuoted(escaped)}"`;
}

/**
 * What precedes a value: `name{a="1"}`, or `{"my.name",a="1"}` where only Prometheus 3 can read the name. The
 * name is escaped already, see `seriesName`; the label pairs come from `formatLabelPairs`.
 */
export function formatSeries(escaped: string, pairs: string): string {
  if (isLegacyMetricName(escaped)) return pairs === '' ? escaped : `${escaped}{${pairs}}`;
  return `{"${escapeQuoted(escaped)}"${pairs === '' ? '' : `,${pairs}`}}`;
}

/**
 * The escaped name of a series. A suffix is no part of what is escaped: under `values`, the buckets of `a.b`
 * are called `U__a_2e_b_bucket`.
 */
export function seriesName(family: string, series: string, escaping: EscapingScheme): string {
  if (!series.startsWith(family)) return escapeMetricName(series, escaping);
  return escapeMetricName(family, escaping) + series.slice(family.length);
}
