import { HASH, LINE_END, SPACE } from './characters.ts';
import { resolveEscapes } from './escapes.ts';
import { inMilliseconds, passSpace, readSeconds, readValue } from './line_values.ts';
import { OpenMetricsFamilies } from './open_metrics_families.ts';
import { PARSED_TYPES, type ParsedExemplar, type ParsedFamily } from './parsed_family.ts';
import type { Scanner } from './scanner.ts';
import { readExemplarLabels, readMetadataName, readSeries } from './series.ts';

const END = '# EOF';
const EXEMPLAR = '# {';

/** Reads OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/), line by line. */
export class OpenMetricsPage {
  readonly #scanner: Scanner;
  readonly #families: OpenMetricsFamilies;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
    this.#families = new OpenMetricsFamilies(scanner);
  }

  /** Reads a line; whether another one may follow. Throws a PageError. */
  readLine(): boolean {
    const scanner = this.#scanner;
    if (scanner.isAtEnd) scanner.fail(`"${END}", without which it may be cut short`);
    if (scanner.code === HASH) {
      if (this.#isEnd()) return false;
      this.#readMetadata();
    } else this.#readSample();
    scanner.passLineEnd('the end of the line');
    return true;
  }

  finished(): ParsedFamily[] {
    return this.#families.finished();
  }

  #isEnd(): boolean {
    const scanner = this.#scanner;
    const { length } = scanner.text;
    if (!scanner.follows(END)) return false;
    const end = scanner.at + END.length;
    if (end < length && scanner.text.charCodeAt(end) !== LINE_END) return false;
    scanner.at = end;
    if (end + 1 < length) {
      scanner.passLineEnd('the end of the line');
      scanner.fail(`the end of the page after "${END}"`);
    }
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
    const series = readSeries(scanner, false);
    scanner.pass(SPACE, 'a space and a number');
    const valueAt = scanner.at;
    const value = readValue(scanner);
    let timestamp: number | null = null;
    let goesOn = passSpace(scanner, 'a space');
    if (goesOn && !scanner.follows(EXEMPLAR)) {
      timestamp = inMilliseconds(readSeconds(scanner));
      goesOn = passSpace(scanner, 'a space');
    }
    const exemplarAt = scanner.at;
    const exemplar = goesOn ? this.#readExemplar() : null;
    // Such a line is refused by whoever expects its end.
    if (scanner.code !== LINE_END) return;
    this.#families.add({ ...series, value, timestamp, exemplar, valueAt, exemplarAt });
  }

  #readExemplar(): ParsedExemplar {
    const scanner = this.#scanner;
    if (!scanner.follows(EXEMPLAR)) scanner.fail('an exemplar, "# {"');
    scanner.at += EXEMPLAR.length - 1;
    const labelSet = readExemplarLabels(scanner);
    scanner.pass(SPACE, 'a space and the value of the exemplar');
    const value = readValue(scanner);
    return passSpace(scanner, 'a space')
      ? { labelSet, value, timestamp: readSeconds(scanner) }
      : { labelSet, value };
  }
}
