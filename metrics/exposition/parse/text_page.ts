import { HASH, LINE_END, SPACE, TAB } from './characters.ts';
import { resolveEscapes } from './escapes.ts';
import type { LineReader, Place } from './line_reader.ts';
import type { ParsedFamily, ParsedType } from './parsed_family.ts';
import { readTextRest } from './sample_rest.ts';
import type { Scanner } from './scanner.ts';
import { LastPairs, readMetadataName, readSeries } from './series.ts';
import { TextFamilies } from './text_families.ts';

const TYPES = new Map<string, ParsedType>([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'unknown'],
]);

/** Reads text 0.0.4, or 1.0.0, which adds quoted names. */
export class TextPage implements LineReader {
  place: Place | null = null;
  valueAt = 0;
  readonly #scanner: Scanner;
  readonly #families: TextFamilies;
  readonly #last = new LastPairs();

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
    this.#families = new TextFamilies(scanner);
  }

  readLine(): boolean {
    const scanner = this.#scanner;
    if (scanner.isAtEnd) return false;
    this.place = null;
    scanner.skipBlanks();
    if (scanner.code === HASH) this.#readComment();
    else if (scanner.code !== LINE_END && !scanner.isAtEnd) this.#readSample();
    scanner.passLineEnd('the end of the line');
    return true;
  }

  finished(): ParsedFamily[] {
    return this.#families.finished();
  }

  /** What is neither HELP nor TYPE is for people. */
  #readComment(): void {
    const scanner = this.#scanner;
    const start = scanner.at;
    scanner.at += 1;
    if (scanner.code === SPACE || scanner.code === TAB) {
      scanner.skipBlanks();
      const keyword = scanner.takeWord();
      const isMetadata = scanner.code === SPACE || scanner.code === TAB;
      if (isMetadata && keyword === 'HELP') this.#readHelp(start);
      if (isMetadata && keyword === 'TYPE') this.#readType(start);
    }
    scanner.takeRest();
  }

  #readHelp(start: number): void {
    const name = this.#readName('HELP');
    this.#families.help(name, resolveEscapes(this.#scanner.takeRest(), false), start);
  }

  #readType(start: number): void {
    const name = this.#readName('TYPE');
    this.#scanner.skipBlanks();
    const at = this.#scanner.at;
    const type = TYPES.get(this.#scanner.takeWord());
    if (type === undefined) this.#scanner.fail('counter, gauge, histogram, summary or untyped', at);
    this.#scanner.skipBlanks();
    if (this.#scanner.code !== LINE_END) this.#scanner.passLineEnd('the end of the line');
    this.#families.type(name, type, start);
  }

  #readName(keyword: string): string {
    const scanner = this.#scanner;
    scanner.skipBlanks();
    const name = readMetadataName(scanner, keyword);
    if (scanner.code === LINE_END) return name;
    if (scanner.code !== SPACE && scanner.code !== TAB) scanner.fail('a blank after the name');
    scanner.at += 1;
    return name;
  }

  #readSample(): void {
    const scanner = this.#scanner;
    const series = readSeries(scanner, true, this.#last);
    scanner.skipBlanks();
    const rest = readTextRest(scanner);
    // Such a line is refused by whoever expects its end.
    if (scanner.code !== LINE_END) return;
    this.place = this.#families.add({ series, rest });
    this.valueAt = rest.valueAt;
  }
}
