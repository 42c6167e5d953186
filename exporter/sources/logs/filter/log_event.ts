import type { JsonScan } from './json_scan.ts';
import { type Found, type Selector, valueAt, valuesAt } from './selector.ts';

const BLANKS = [9, 10, 13, 32];
const BRACE = 123;

/** One event of a log: its text, and what is in it, which is read once for all filters and only when asked for. */
export class LogEvent {
  readonly scan: JsonScan | null;
  #line: string | null;
  readonly #bytes: Buffer | null;
  readonly #from: number;
  readonly #to: number;
  #isUnusual = false;
  #json: object | null | undefined;

  /**
   * An event of a text; or of bytes in UTF-8, from `from` on and before `to`, which must stay what they are while it is used.
   * With a scan, the values of its selectors are found faster; they are the same.
   */
  constructor(text: string | Buffer, scan: JsonScan | null = null, from = 0, to = text.length) {
    this.scan = scan;
    this.#line = typeof text === 'string' ? text : null;
    this.#bytes = typeof text === 'string' ? null : text;
    this.#from = from;
    this.#to = to;
  }

  /** Its text. */
  get line(): string {
    if (this.#line !== null) return this.#line;
    const line = this.#bytes?.toString('utf8', this.#from, this.#to) ?? '';
    this.#line = line;
    return line;
  }

  /** Whether the line is a JSON object as a whole. */
  get isJson(): boolean {
    return this.isScanned || this.json !== null;
  }

  /** The line as a JSON object; null where it is none. */
  get json(): object | null {
    if (this.#json === undefined) this.#json = this.#isLikeObject() ? parseObject(this.line) : null;
    return this.#json;
  }

  /** Whether its values can be had from its scan, by place. */
  get isScanned(): boolean {
    if (this.scan === null || this.#isUnusual) return false;
    return this.scan.holder === this || this.#read(this.scan);
  }

  /** What is at a selector without wildcards; undefined where nothing is, or the line is no JSON object. */
  value(selector: Selector): Found {
    const place = this.isScanned ? this.scan?.placeOf(selector) : undefined;
    if (place !== undefined) return this.scan?.value(place);
    return this.json === null ? undefined : valueAt(selector, this.json);
  }

  /** What is at all places of a selector. */
  values(selector: Selector): Exclude<Found, undefined>[] {
    return this.json === null ? [] : valuesAt(selector, this.json);
  }

  #read(scan: JsonScan): boolean {
    if (this.#bytes === null) {
      const text = this.line;
      const bytes = text.isWellFormed() ? Buffer.from(text) : null;
      if (bytes !== null && scan.read(bytes, 0, bytes.length, this)) return true;
    } else if (scan.read(this.#bytes, this.#from, this.#to, this)) return true;
    this.#isUnusual = true;
    if (this.json !== null) scan.learn(this.line);
    return false;
  }

  // What JSON.parse throws takes longer than all else: most lines that are no objects do not begin like one.
  #isLikeObject(): boolean {
    if (this.#bytes === null) return /^[ \t\n\r]*\{/.test(this.line);
    let at = this.#from;
    while (at < this.#to && BLANKS.includes(this.#bytes[at] as number)) at += 1;
    return at < this.#to && this.#bytes[at] === BRACE;
  }
}

/** Reads what is at a selector, as `LogEvent.value`; it knows from one event to the next where a scan has it. */
export class ValueReader {
  readonly #selector: Selector;
  #scan: JsonScan | null = null;
  #place: number | undefined;

  constructor(selector: Selector) {
    this.#selector = selector;
  }

  read(event: LogEvent): Found {
    const { scan } = event;
    if (scan === null) return event.value(this.#selector);
    if (scan !== this.#scan) {
      this.#scan = scan;
      this.#place = scan.placeOf(this.#selector);
    }
    const place = this.#place;
    return place !== undefined && event.isScanned ? scan.value(place) : event.value(this.#selector);
  }
}

function parseObject(line: string): object | null {
  try {
    return JSON.parse(line) as object;
  } catch {
    return null;
  }
}
