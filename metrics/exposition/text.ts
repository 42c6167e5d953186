import type { FamilySamples } from '../family.ts';
import { type EscapingScheme, escapeMetricName } from './escaping.ts';
import { escapeHelp, formatMetadataName, formatNumber } from './format.ts';
import { inParts, snapshotOf } from './parts.ts';
import { SeriesText } from './series_text.ts';

export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);

/** Families in the text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export function renderText(
  families: readonly FamilySamples[],
  escaping: EscapingScheme = 'underscores',
): string {
  let page = '';
  for (const family of families) for (const part of textParts(family, escaping)) page += part;
  return page;
}

/**
 * One family in strings of about 500 lines. Its numbers are those of the moment when the first is asked for.
 */
export function textParts(family: FamilySamples, escaping: EscapingScheme): Generator<string, void> {
  return inParts(textLines(family, escaping));
}

function* textLines(
  { name, help, type, values }: FamilySamples,
  escaping: EscapingScheme,
): Generator<string> {
  const samples = snapshotOf(values);
  const family = formatMetadataName(escapeMetricName(name, escaping));
  // A type that the format does not know would make the whole page unreadable.
  yield `# HELP ${family} ${escapeHelp(help)}\n`;
  yield `# TYPE ${family} ${TYPES.has(type) ? type : 'untyped'}\n`;
  const series = new SeriesText(name, escaping);
  for (const sample of samples) yield `${series.of(sample)} ${formatNumber(sample.value)}\n`;
}
