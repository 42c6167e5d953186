import type { PageFormat } from './content_type.ts';
import type { LineLayout } from './line_layout.ts';
import type { LineReader } from './line_reader.ts';
import { OpenMetricsPage } from './open_metrics_page.ts';
import type { ParsedFamily } from './parsed_family.ts';
import { Scanner } from './scanner.ts';
import { TextPage } from './text_page.ts';

/** Lines that are read in one go. */
const LINES_PER_STEP = 100;

/** Reads a page, block by block. */
export class PageReader {
  readonly #scanner = new Scanner();
  readonly #lines: LineReader;

  constructor(format: PageFormat) {
    this.#lines = format === 'text' ? new TextPage(this.#scanner) : new OpenMetricsPage(this.#scanner);
  }

  /** Lines that have been read. */
  get lines(): number {
    return this.#scanner.line - 1;
  }

  /**
   * Reads the next block: whole lines, of which the page's last one may have no end. Whoever reads may pause between its steps.
   * `layout` is told of each line. Throws a PageError.
   */
  *read(block: string, layout: LineLayout | null = null): Generator<void, void> {
    const scanner = this.#scanner;
    const lines = this.#lines;
    scanner.feed(block);
    for (let count = 1; ; count += 1) {
      const start = scanner.at;
      if (!lines.readLine()) return;
      layout?.add(lines, block, start);
      if (count % LINES_PER_STEP === 0) yield;
    }
  }

  /** All families, when there are no more blocks. Throws a PageError where the page must go on. */
  finished(): ParsedFamily[] {
    return this.#lines.finished();
  }
}
