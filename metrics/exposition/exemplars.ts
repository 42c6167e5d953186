import type { Exemplar } from '../exemplar.ts';
import type { Sample } from '../family.ts';
import { type EscapingScheme, escapeLabelName } from './escaping.ts';
import { formatLabelPairs, formatNumber } from './format.ts';

/** Characters that the names and values of an exemplar's labels may have together, by OpenMetrics 1.0. */
const MOST_CHARACTERS = 128;

/** A sample of a prom-client metric that has `enableExemplars`. */
type SampleWithExemplar = Sample & { readonly exemplar?: PromClientExemplar | null };

/** As prom-client keeps it; the timestamp is in seconds since 1970. */
interface PromClientExemplar {
  readonly labelSet: Readonly<Record<string, unknown>>;
  readonly value: number;
  readonly timestamp?: number;
}

/**
 * The exemplar of a prom-client sample. Undefined where there is none that every reader takes: one without
 * labels or without a time, or with labels that are too long or clash once they are escaped. A page is not
 * refused for its exemplars.
 */
export function exemplarOf(sample: Sample, escaping: EscapingScheme): Exemplar | undefined {
  const { exemplar } = sample as SampleWithExemplar;
  if (!exemplar) return undefined;
  const timestamp = Math.round((exemplar.timestamp ?? Number.NaN) * 1000);
  if (!(timestamp >= 0 && timestamp < Number.POSITIVE_INFINITY)) return undefined;
  const labels = new Map<string, string>();
  let characters = 0;
  for (const [label, text] of Object.entries(exemplar.labelSet)) {
    const name = escapeLabelName(label, escaping);
    if (name === '' || name === '__name__' || labels.has(name)) return undefined;
    const value = String(text).toWellFormed();
    labels.set(name, value);
    characters += [...name, ...value].length;
  }
  if (characters === 0 || characters > MOST_CHARACTERS) return undefined;
  return { labels: Object.fromEntries(labels), value: exemplar.value, timestamp };
}

/** What OpenMetrics has after a value: ` # {trace_id="…"} 0.25 1700000000.123`. */
export function formatExemplar({ labels, value, timestamp }: Exemplar, escaping: EscapingScheme): string {
  return ` # {${formatLabelPairs(labels, escaping)}} ${formatNumber(value)} ${timestamp / 1000}`;
}
