import type { JsonScan } from './json_scan.ts';
import { type Found, type Selector, valueAt, valuesAt } from './selector.ts';

/** One event of a log: its text, and what is in it, which is read once for all filters and only when asked for. */
export class LogEvent {
  readonly line: string;
  readonly #scan: JsonScan | null;
  #scanned: readonly Found[] | null | undefined;
  #json: object | null | undefined;

  /** With a scan, the values of its selectors are found faster; they are the same. */
  constructor(line: string, scan: JsonScan | null = null) {
    this.line = line;
    this.#scan = scan;
  }

  /** Whether the line is a JSON object as a whole. */
  get isJson(): boolean {
    return this.#scannedLine() !== null || this.json !== null;
  }

  /** The line as a JSON object; null where it is none. */
  get json(): object | null {
    if (this.#json === undefined) this.#json = parseObject(this.line);
    return this.#json;
  }

  /** What is at a selector without wildcards; undefined where nothing is, or the line is no JSON object. */
  value(selector: Selector): Found {
    const scanned = this.#scannedLine();
    const place = scanned === null ? undefined : this.#scan?.placeOf(selector);
    if (scanned !== null && place !== undefined) return scanned[place];
    return this.json === null ? undefined : valueAt(selector, this.json);
  }

  /** What is at all places of a selector. */
  values(selector: Selector): Exclude<Found, undefined>[] {
    return this.json === null ? [] : valuesAt(selector, this.json);
  }

  #scannedLine(): readonly Found[] | null {
    if (this.#scanned !== undefined) return this.#scanned;
    this.#scanned = this.#scan?.read(this.line) ?? null;
    if (this.#scanned === null && this.#scan !== null && this.json !== null) this.#scan.learn(this.line);
    return this.#scanned;
  }
}

function parseObject(line: string): object | null {
  // What JSON.parse throws takes longer than all else: most lines that are no objects do not begin like one.
  if (!/^[ \t\n\r]*\{/.test(line)) return null;
  try {
    return JSON.parse(line) as object;
  } catch {
    return null;
  }
}
