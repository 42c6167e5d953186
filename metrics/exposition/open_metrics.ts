import type { FamilySamples } from '../family.ts';
import { type EscapingScheme, escapeMetricName } from './escaping.ts';
import { exemplarOf, formatExemplar } from './exemplars.ts';
import { escapeQuoted, formatMetadataName, formatNumber, seriesName } from './format.ts';
import { contestedNames } from './names.ts';
import { allowsType } from './open_metrics_types.ts';
import { inParts, snapshotOf } from './parts.ts';
import { SeriesText } from './series_text.ts';
import { unitOf, withoutTotal } from './units.ts';

export const OPEN_METRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** What every page ends with. */
export const OPEN_METRICS_END = '# EOF\n';

/**
 * Families in OpenMetrics 1.0 (https://github.com/prometheus/OpenMetrics). A counter's family drops its
 * `_total`. Where OpenMetrics forbids a family its type (a counter without `_total`, a histogram with a
 * negative sum), its series go out under their own names with type unknown, so that none is lost.
 */
export function renderOpenMetrics(
  families: readonly FamilySamples[],
  escaping: EscapingScheme = 'underscores',
): string {
  const contested = contestedNames(families, escaping);
  let page = '';
  for (const family of families) {
    for (const part of openMetricsParts(family, escaping, contested)) page += part;
  }
  return page + OPEN_METRICS_END;
}

/**
 * One family of a page in strings of about 500 lines, without the page's end. `contested` are the page's
 * `contestedNames`. Its numbers are those of the moment when the first string is asked for.
 */
export function* openMetricsParts(
  family: FamilySamples,
  escaping: EscapingScheme,
  contested: ReadonlySet<string>,
): Generator<string, void> {
  const now = { ...family, values: snapshotOf(family.values) };
  yield* inParts(allowsType(now, escaping, contested) ? typed(now, escaping) : untyped(now, escaping));
}

/** HELP, TYPE and UNIT of a family whose name is escaped; a counter's is without `_total` already. */
export function openMetricsHead(escaped: string, help: string, type: string): string {
  const name = formatMetadataName(escaped);
  const unit = unitOf(escaped, type);
  const head = `# HELP ${name} ${escapeQuoted(help)}\n# TYPE ${name} ${type}\n`;
  return unit === undefined ? head : `${head}# UNIT ${name} ${unit}\n`;
}

function* typed({ name, help, type, values }: FamilySamples, escaping: EscapingScheme): Generator<string> {
  const escaped = escapeMetricName(name, escaping);
  yield openMetricsHead(type === 'counter' ? withoutTotal(escaped) : escaped, help, type);
  const takesExemplar = type === 'counter' ? name : type === 'histogram' ? `${name}_bucket` : undefined;
  const series = new SeriesText(name, escaping, floatLabel(type));
  for (const sample of values) {
    const isEligible = (sample.metricName ?? name) === takesExemplar;
    const exemplar = isEligible ? exemplarOf(sample, escaping) : undefined;
    const text = exemplar === undefined ? '' : formatExemplar(exemplar, escaping);
    yield `${series.of(sample)} ${formatNumber(sample.value)}${text}\n`;
  }
}

function* untyped({ name, help, type, values }: FamilySamples, escaping: EscapingScheme): Generator<string> {
  const byName = Map.groupBy(values, ({ metricName = name }) => metricName);
  if (values.length === 0) byName.set(name, []);
  const series = new SeriesText(name, escaping, floatLabel(type));
  for (const [own, samples] of byName) {
    yield openMetricsHead(seriesName(name, own, escaping), help, 'unknown');
    for (const sample of samples) yield `${series.of(sample)} ${formatNumber(sample.value)}\n`;
  }
}

// OpenMetrics wants floats in `le` and `quantile`: "1.0", not "1".
function floatLabel(type: string): 'le' | 'quantile' | undefined {
  return type === 'histogram' ? 'le' : type === 'summary' ? 'quantile' : undefined;
}
