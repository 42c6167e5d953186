import { KnownSeries } from './known_series.ts';
import type { CreatedTime, ParsedFamily, ParsedSample, ParsedType } from './parsed_family.ts';
import { baseOf } from './roles.ts';
import type { PageSeries, ReadSeries } from './series.ts';

/** A family, as far as its page has been read. */
export class FamilyUnderWay {
  /** As HELP and TYPE have it. */
  readonly name: string;
  help: string | null = null;
  type: ParsedType | null = null;
  unit: string | null = null;
  readonly values: ParsedSample[] = [];
  readonly created: CreatedTime[] = [];
  readonly #series = new KnownSeries();

  constructor(name: string) {
    this.name = name;
  }

  get isEmpty(): boolean {
    return this.#series.size === 0;
  }

  /** Takes note of a series; whether it was not there before. What is to be kept of it comes after. */
  isNew(series: ReadSeries): boolean {
    return this.#series.add(series, series.text, () => this.#all());
  }

  /** All of it, under the name that a registry would give it. */
  finished(name: string): ParsedFamily {
    const { help, type, unit, values, created } = this;
    return { name, help: help ?? '', type: type ?? 'unknown', unit: unit ?? '', values, created };
  }

  *#all(): Generator<PageSeries> {
    const name = `${baseOf(this.type ?? 'unknown', this.name)}_created`;
    for (const { metricName, labels } of this.values) yield { name: metricName, labels };
    for (const { labels } of this.created) yield { name, labels };
  }
}
