import type { Commands } from '../contestant.ts';
import { type Format, type Page, type PageSource, pageCommands } from '../page.ts';
import { LABEL_SETS } from '../workload.ts';
import { CONTENT_TYPE, HEAD, lineStarts } from './label_text.ts';
import { BUCKETS_PER_SET, Store } from './store.ts';

const COUNT_WIDTH = 10;
const SUM_WIDTH = 24;
const BLANK = 32;
const ZERO = 48;

/**
 * A standing page whose number slots, padded with blanks, are patched where a label set has changed. Text 0.0.4
 * accepts the blanks, OpenMetrics does not. It is no snapshot: who reads slowly sees it change.
 */
class InPlace implements PageSource {
  readonly #store = new Store();
  readonly #page: Buffer;
  readonly #slots: Uint32Array;

  constructor() {
    const starts = lineStarts('text').flat();
    this.#slots = new Uint32Array(starts.length);
    const page = Buffer.alloc(24 * 1024 * 1024, BLANK);
    let length = page.write(HEAD, 0, 'latin1');
    for (const [index, text] of starts.entries()) {
      const isSum = index % (BUCKETS_PER_SET + 2) === BUCKETS_PER_SET;
      length += page.write(text, length, 'latin1');
      this.#slots[index] = length;
      length += isSum ? SUM_WIDTH : COUNT_WIDTH;
      length += page.write('\n', length, 'latin1');
    }
    this.#page = page.subarray(0, length);
  }

  observe(set: number, value: number): void {
    this.#store.observe(set, value);
  }

  render(format: Format): Page {
    if (format !== 'text') throw new Error('This bound is about text 0.0.4.');
    const { touched } = this.#store;
    for (let set = 0; set < LABEL_SETS; set += 1) {
      if (touched[set] === 0) continue;
      touched[set] = 0;
      this.#patch(set);
    }
    return { contentType: CONTENT_TYPE.text, chunks: [this.#page] };
  }

  #patch(set: number): void {
    const { counts, sums } = this.#store;
    const first = set * (BUCKETS_PER_SET + 2);
    let cumulative = 0;
    for (let bucket = 0; bucket < BUCKETS_PER_SET; bucket += 1) {
      cumulative += counts[set * BUCKETS_PER_SET + bucket] as number;
      this.#writeCount(this.#slots[first + bucket] as number, cumulative);
    }
    const sum = this.#slots[first + BUCKETS_PER_SET] as number;
    const text = String(sums[set]);
    this.#page.fill(BLANK, sum, sum + SUM_WIDTH - text.length);
    this.#page.write(text, sum + SUM_WIDTH - text.length, 'latin1');
    this.#writeCount(this.#slots[first + BUCKETS_PER_SET + 1] as number, cumulative);
  }

  #writeCount(slot: number, count: number): void {
    let at = slot + COUNT_WIDTH;
    let rest = count;
    do {
      const tenth = Math.floor(rest / 10);
      at -= 1;
      this.#page[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    } while (rest > 0);
  }
}

export function create(): Commands {
  return pageCommands(() => new InPlace());
}
