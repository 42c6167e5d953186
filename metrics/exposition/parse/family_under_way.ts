import { KnownSeries } from './known_series.ts';
import type { CreatedTime, ParsedFamily, ParsedSample, ParsedType } from './parsed_family.ts';
import type { ReadSeries } from './series.ts';

/** A family, as far as its page has been read. */
export class FamilyUnderWay {
  /** As HELP and TYPE have it. */
  readonly name: string;
  /** Which of the page's families it is, from 0 on. */
  readonly ordinal: number;
  help: string | null = null;
  type: ParsedType | null = null;
  unit: string | null = null;
  readonly values: ParsedSample[] = [];
  readonly created: CreatedTime[] = [];
  readonly #series = new KnownSeries();

  constructor(name: string, ordinal: number) {
    this.name = name;
    this.ordinal = ordinal;
  }

  get isEmpty(): boolean {
    return this.#series.size === 0;
  }

  /** Takes note of a series; whether it was not there before. What is to be kept of it comes after. */
  isNew(series: ReadSeries): boolean {
    return this.#series.add(series, series.text);
  }

  /** All of it, under the name that a registry would give it. */
  finished(name: string): ParsedFamily {
    const { help, type, unit, values, created } = this;
    return { name, help: help ?? '', type: type ?? 'unknown', unit: unit ?? '', values, created };
  }
}
