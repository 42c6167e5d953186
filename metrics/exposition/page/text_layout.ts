import type { Family } from '../../family.ts';
import type { RowValues } from '../../store/row_values.ts';
import { type EscapingScheme, escapeMetricName } from '../escaping.ts';
import {
  escapeHelp,
  escapeQuoted,
  formatFloat,
  formatLabelName,
  formatLabelPairs,
  formatMetadataName,
  formatNumber,
  formatSeries,
} from '../format.ts';
import { openMetricsHead } from '../open_metrics.ts';
import { withoutTotal } from '../units.ts';
import { utf8Bytes } from './digits.ts';

/** Labels that every series of a registry has, unless it has them itself. */
export type DefaultLabels = Readonly<Record<string, string>>;

/**
 * How a family looks in one of the text formats: what stands around the numbers of a label set, which stays, and
 * which numbers these are. Texts are UTF-8, one byte per character.
 */
export interface TextLayout {
  /** HELP and TYPE, and in OpenMetrics UNIT. */
  readonly head: string;
  /** Numbers per label set. */
  readonly slots: number;
  /** Whether the first numbers are buckets that may have exemplars. */
  readonly exemplars: boolean;
  /** The texts before each number, and the one after the last. `created` is in milliseconds since 1970, or 0. */
  texts(labelValues: readonly string[], created: number): string[];
  numbers(values: RowValues, into: Float64Array): void;
}

export interface TextDialect {
  readonly format: 'text' | 'openmetrics';
  readonly escaping: EscapingScheme;
  readonly defaultLabels: DefaultLabels;
  /** Whether OpenMetrics says when counting began. */
  readonly created: boolean;
}

/** The layout of a counter, gauge or histogram. */
export function textLayout(family: Family, dialect: TextDialect): TextLayout {
  const { format, escaping } = dialect;
  const name = escapeMetricName(family.name, escaping);
  const pairsOf = pairsWriter(family, dialect);
  const seriesName = utf8Bytes(name);
  const createdName = utf8Bytes(`${family.type === 'counter' ? withoutTotal(name) : name}_created`);
  const series = (suffix: string, pairs: string) => formatSeries(seriesName + suffix, pairs);
  const end = (pairs: string, created: number) =>
    format === 'text' || !dialect.created || created === 0
      ? '\n'
      : `\n${formatSeries(createdName, pairs)} ${formatNumber(created / 1000)}\n`;
  const head = utf8Bytes(headOf(family, name, format));
  if (family.type !== 'histogram') {
    const isCounter = family.type === 'counter';
    return {
      head,
      slots: 1,
      exemplars: false,
      texts(labelValues, created) {
        const pairs = pairsOf(labelValues);
        const after = isCounter ? end(pairs, created) : '\n';
        return [`${series('', pairs)} `, after];
      },
      numbers({ cells, at }, into) {
        into[0] = cells[at] as number;
      },
    };
  }
  const bounds = [...family.bounds, Number.POSITIVE_INFINITY];
  const [beforePairs, afterPairs] = aroundPairs(series('_bucket', 'x'));
  const les = bounds.map((bound) => `le="${format === 'text' ? formatNumber(bound) : formatFloat(bound)}"`);
  return {
    head,
    slots: bounds.length + 2,
    exemplars: format === 'openmetrics',
    texts(labelValues, created) {
      const pairs = pairsOf(labelValues);
      const comma = pairs === '' ? '' : ',';
      const texts = les.map(
        (le, index) => `${index === 0 ? '' : '\n'}${beforePairs}${pairs}${comma}${le}${afterPairs} `,
      );
      const after = end(pairs, created);
      texts.push(`\n${series('_sum', pairs)} `, `\n${series('_count', pairs)} `, after);
      return texts;
    },
    numbers({ cells, at }, into) {
      let cumulative = 0;
      const buckets = bounds.length;
      for (let index = 0; index < buckets; index += 1) {
        cumulative += cells[at + index] as number;
        into[index] = cumulative;
      }
      into[buckets] = cells[at + buckets] as number;
      into[buckets + 1] = cumulative;
    },
  };
}

/** What a series has before and after its only pair, which is `x`. */
function aroundPairs(series: string): [before: string, after: string] {
  const at = series.lastIndexOf('x');
  return [series.slice(0, at), series.slice(at + 1)];
}

function headOf({ type, help }: Family, name: string, format: TextDialect['format']): string {
  if (format === 'openmetrics')
    return openMetricsHead(type === 'counter' ? withoutTotal(name) : name, help, type);
  const shown = formatMetadataName(name);
  return `# HELP ${shown} ${escapeHelp(help)}\n# TYPE ${shown} ${type}\n`;
}

/** Writes the label pairs of a family; what is the same for all of its series is made once. */
function pairsWriter(
  { labelNames }: Family,
  { defaultLabels, escaping }: TextDialect,
): (labelValues: readonly string[]) => string {
  const names = labelNames.map((name) => formatLabelName(name, escaping));
  const others = Object.entries(defaultLabels).filter(([name]) => !labelNames.includes(name));
  const rest = formatLabelPairs(Object.fromEntries(others), escaping);
  return (labelValues) => {
    let pairs = '';
    for (let index = 0; index < names.length; index += 1) {
      pairs += `${index === 0 ? '' : ','}${names[index]}="${escapeQuoted(labelValues[index] ?? '')}"`;
    }
    return utf8Bytes(pairs === '' || rest === '' ? pairs + rest : `${pairs},${rest}`);
  };
}
