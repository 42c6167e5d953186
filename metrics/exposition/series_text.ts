import type { Sample } from '../family.ts';
import { numberOf } from './classic_histogram.ts';
import type { EscapingScheme } from './escaping.ts';
import { escapeQuoted, formatFloat, formatLabelName, formatSeries, seriesName } from './format.ts';

/** Writes what precedes the values of one family's samples. What becomes of a name is worked out once. */
export class SeriesText {
  readonly #family: string;
  readonly #escaping: EscapingScheme;
  readonly #float: string | undefined;
  /**
   * By the name of a series: what stands before its label pairs, if it has any, and instead of them, if it
   * has none.
   */
  readonly #names = new Map<string, { readonly before: string; readonly alone: string }>();
  /** By the name of a label: what stands before its value. */
  readonly #labels = new Map<string, string>();

  /** `float` is the label whose values are written as floats, `le="1.0"`. */
  constructor(family: string, escaping: EscapingScheme, float?: 'le' | 'quantile') {
    this.#family = family;
    this.#escaping = escaping;
    this.#float = float;
  }

  /** `name{a="1",b="2"}` */
  of({ metricName = this.#family, labels }: Sample): string {
    let pairs = '';
    for (const name in labels) {
      const value = labels[name];
      const before = pairs === '' ? this.#label(name) : `,${this.#label(name)}`;
      pairs += `${before}${name === this.#float ? asFloat(value) : escapeQuoted(String(value))}"`;
    }
    const { before, alone } = this.#name(metricName);
    return pairs === '' ? alone : `${before}${pairs}}`;
  }

  #name(series: string) {
    const known = this.#names.get(series);
    if (known !== undefined) return known;
    const escaped = seriesName(this.#family, series, this.#escaping);
    const name = {
      before: formatSeries(escaped, ' ').slice(0, -' }'.length),
      alone: formatSeries(escaped, ''),
    };
    this.#names.set(series, name);
    return name;
  }

  #label(name: string): string {
    const known = this.#labels.get(name);
    if (known !== undefined) return known;
    const label = `${formatLabelName(name, this.#escaping)}="`;
    this.#labels.set(name, label);
    return label;
  }
}

function asFloat(value: string | number | undefined): string {
  const number = numberOf(value);
  return Number.isNaN(number) ? escapeQuoted(String(value)) : formatFloat(number);
}
