import type { Commands } from '../contestant.ts';
import { type Format, type Page, type PageSource, pageCommands } from '../page.ts';
import { LABEL_SETS } from '../workload.ts';
import { CONTENT_TYPE, HEAD, inOnePiece, lineStarts } from './label_text.ts';
import { BUCKETS_PER_SET, Store } from './store.ts';

const SLICE = 10;

/** Label text rendered once; per scrape, the numbers of a label set are formatted, joined and written in one go. */
class KeptStrings implements PageSource {
  readonly #store = new Store();
  readonly #starts = { text: kept('text'), openmetrics: kept('openmetrics') };
  readonly #page = Buffer.alloc(16 * 1024 * 1024);
  /** Label sets after which others may run. */
  readonly #slice: number;

  constructor(slice: number) {
    this.#slice = slice;
  }

  observe(set: number, value: number): void {
    this.#store.observe(set, value);
  }

  async render(format: Format): Promise<Page> {
    if (format === 'protobuf') throw new Error('This bound is about text.');
    const all = this.#starts[format];
    const page = this.#page;
    let length = page.write(HEAD, 0, 'latin1');
    for (let set = 0; set < LABEL_SETS; set += 1) {
      if (set % this.#slice === this.#slice - 1) await new Promise((resolve) => setImmediate(resolve));
      length += page.write(this.#labelSet(set, all[set] as string[]), length, 'latin1');
    }
    if (format === 'openmetrics') length += page.write('# EOF\n', length, 'latin1');
    return { contentType: CONTENT_TYPE[format], chunks: [page.subarray(0, length)] };
  }

  #labelSet(set: number, starts: readonly string[]): string {
    const { counts, sums } = this.#store;
    let text = '';
    let cumulative = 0;
    for (let bucket = 0; bucket < BUCKETS_PER_SET; bucket += 1) {
      cumulative += counts[set * BUCKETS_PER_SET + bucket] as number;
      text += `${starts[bucket]}${cumulative}`;
    }
    return `${text}${starts[BUCKETS_PER_SET]}${sums[set]}${starts[BUCKETS_PER_SET + 1]}${cumulative}\n`;
  }
}

export function create(slices?: string): Commands {
  return pageCommands(() => new KeptStrings(slices === 'sliced' ? SLICE : Number.POSITIVE_INFINITY));
}

/** Line beginnings with the end of the line before, so that there are fewer strings to join. */
function kept(format: 'text' | 'openmetrics'): string[][] {
  return lineStarts(format).map((starts) =>
    starts.map((start, line) => (line === 0 ? start : inOnePiece(`\n${start}`))),
  );
}
