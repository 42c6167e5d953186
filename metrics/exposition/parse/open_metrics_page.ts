import { HASH, LINE_END, SPACE } from './characters.ts';
import { resolveEscapes } from './escapes.ts';
import type { LineReader, Place } from './line_reader.ts';
import { OpenMetricsFamilies } from './open_metrics_families.ts';
import { PARSED_TYPES, type ParsedFamily } from './parsed_family.ts';
import { readOpenMetricsRest } from './sample_rest.ts';
import type { Scanner } from './scanner.ts';
import { LastPairs, readMetadataName, readSeries } from './series.ts';

const END = '# EOF';

/** Reads OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/). */
export class OpenMetricsPage implements LineReader {
  place: Place | null = null;
  valueAt = 0;
  readonly #scanner: Scanner;
  readonly #families: OpenMetricsFamilies;
  readonly #last = new LastPairs();
  #hasEnded = false;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
    this.#families = new OpenMetricsFamilies(scanner);
  }

  readLine(): boolean {
    const scanner = this.#scanner;
    if (scanner.isAtEnd) return false;
    if (this.#hasEnded) scanner.fail(`the end of the page after "${END}"`);
    this.place = null;
    if (scanner.code === HASH) {
      if (this.#isEnd()) {
        this.#hasEnded = true;
        // The last line alone needs no end.
        if (scanner.isAtEnd) return true;
      } else this.#readMetadata();
    } else this.#readSample();
    scanner.passLineEnd('the end of the line');
    return true;
  }

  finished(): ParsedFamily[] {
    if (!this.#hasEnded) this.#scanner.fail(`"${END}", without which it may be cut short`);
    return this.#families.finished();
  }

  #isEnd(): boolean {
    const scanner = this.#scanner;
    const { length } = scanner.text;
    if (!scanner.follows(END)) return false;
    const end = scanner.at + END.length;
    if (end < length && scanner.text.charCodeAt(end) !== LINE_END) return false;
    scanner.at = end;
    return true;
  }

  #readMetadata(): void {
    const scanner = this.#scanner;
    const start = scanner.at;
    scanner.at += 1;
    const expected = `"# HELP", "# TYPE", "# UNIT" or "${END}"`;
    if (scanner.code !== SPACE) scanner.fail(expected, start);
    scanner.at += 1;
    const keyword = scanner.takeWord();
    if (keyword !== 'HELP' && keyword !== 'TYPE' && keyword !== 'UNIT') scanner.fail(expected, start);
    scanner.pass(SPACE, 'a space');
    const name = readMetadataName(scanner, keyword);
    scanner.pass(SPACE, `a space and the ${keyword} of ${name}`);
    const at = scanner.at;
    const text = scanner.takeRest();
    if (keyword === 'HELP') this.#families.help(name, resolveEscapes(text, true), start);
    else if (keyword === 'UNIT') this.#families.unit(name, text, start);
    else {
      const type = PARSED_TYPES.find((one) => one === text);
      if (type === undefined) this.#scanner.fail(`one of ${PARSED_TYPES.join(', ')}`, at);
      this.#families.type(name, type, start);
    }
  }

  #readSample(): void {
    const scanner = this.#scanner;
    const series = readSeries(scanner, false, this.#last);
    scanner.pass(SPACE, 'a space and a number');
    const rest = readOpenMetricsRest(scanner);
    // Such a line is refused by whoever expects its end.
    if (scanner.code !== LINE_END) return;
    this.place = this.#families.add({ series, rest });
    this.valueAt = rest.valueAt;
  }
}
