import type { Buffer } from 'node:buffer';
import type { PageFormat } from './content_type.ts';
import { decodePage } from './decode.ts';
import { LineLayout } from './line_layout.ts';
import { PageReader } from './page_reader.ts';
import { PageUpdate } from './page_update.ts';
import type { ParsedFamily } from './parsed_family.ts';
import { endsInLineEnd, wholeLines } from './whole_lines.ts';

/** What is known of the page before. */
export interface KnownPage {
  readonly format: PageFormat;
  /** Whole lines. */
  readonly blocks: readonly Buffer[];
  readonly layout: LineLayout;
  readonly families: readonly ParsedFamily[];
}

export interface PageRead {
  readonly families: readonly ParsedFamily[];
  /**
   * Those that were read in full. All others have the series that they had on the page before, in the same places: samples whose
   * lines have not changed are the same objects, and the others are copies of these with what is new, so that whatever was added
   * to them is still there.
   */
  readonly fresh: ReadonlySet<ParsedFamily>;
}

/**
 * A page that is read again and again. Where its lines are those of the page before but for their numbers, only numbers are read:
 * all verdicts on the rest are those of the page before. Where series have come or gone, their families are read anew. What comes
 * out is the same either way.
 *
 * It keeps the bytes of the page before, and its families.
 */
export class RepeatedPage {
  #known: KnownPage | null = null;

  /**
   * Reads a page that came as bytes, cut anywhere; its pieces must not change any more. Whoever reads may pause between the
   * steps, each of which takes a fraction of a millisecond. Throws a PageError where it is malformed.
   */
  *read(pieces: readonly Buffer[], format: PageFormat): Generator<void, PageRead> {
    const blocks = wholeLines(pieces);
    const known = this.#known;
    this.#known = null;
    if (known?.format === format && endsInLineEnd(blocks)) {
      const updated = yield* new PageUpdate(known, blocks).run();
      if (updated !== null) {
        const { families, layout, replaced } = updated;
        this.#keep({ format, blocks, layout, families });
        return { families, fresh: replaced };
      }
    }
    const layout = new LineLayout();
    const reader = new PageReader(format);
    for (const block of blocks) {
      yield* reader.read(decodePage(block, reader.lines), layout);
      yield;
    }
    const families = reader.finished();
    this.#keep({ format, blocks, layout, families });
    return { families, fresh: new Set(families) };
  }

  /** Makes the next page one that is read in full, since what was made of the last one does not hold. */
  forget(): void {
    this.#known = null;
  }

  #keep(page: KnownPage): void {
    if (page.layout.isComplete && endsInLineEnd(page.blocks)) this.#known = page;
  }
}
