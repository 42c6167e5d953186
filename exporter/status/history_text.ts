import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import type { ContentEncoding } from '../../metrics/exposition/accept_encoding.ts';
import { Pacer } from '../../metrics/exposition/page/pacer.ts';
import type { History } from './history.ts';
import type { HistoryView } from './view.ts';

const FASTEST = 1;
const COMPRESS = {
  identity: async (text: Buffer) => text,
  gzip: (text: Buffer) => promisify(gzip)(text, { level: FASTEST }),
  zstd: (text: Buffer) =>
    promisify(zstdCompress)(text, { params: { [constants.ZSTD_c_compressionLevel]: FASTEST } }),
} as const satisfies Record<ContentEncoding, (text: Buffer) => Promise<Buffer>>;

/** The whole history as JSON, some megabytes for fifty services, made once for all who ask for it between two points. */
export class HistoryText {
  readonly #history: History;
  #at = -1;
  readonly #texts = new Map<ContentEncoding, Promise<Buffer>>();

  constructor(history: History) {
    this.#history = history;
  }

  /** In an encoding; nothing may be recorded meanwhile. */
  async read(encoding: ContentEncoding): Promise<Buffer> {
    if (this.#at !== this.#history.at) {
      this.#at = this.#history.at;
      this.#texts.clear();
    }
    const plain = this.#text('identity', () => this.#write());
    return await this.#text(encoding, async () => COMPRESS[encoding](await plain));
  }

  /** Lets go of the texts, which are large. */
  forget(): void {
    this.#texts.clear();
  }

  #text(encoding: ContentEncoding, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = this.#texts.get(encoding);
    if (known !== undefined) return known;
    const text = make();
    this.#texts.set(encoding, text);
    return text;
  }

  // One service after the other, so that everything else has its turn between them.
  async #write(): Promise<Buffer> {
    const pacer = new Pacer();
    const frame: HistoryView = { ...this.#history.frame, services: {} };
    const pieces: string[] = [];
    for (const [service, series] of this.#history.series()) {
      pieces.push(`${JSON.stringify(service)}:${JSON.stringify(series)}`);
      if (pacer.isDue) await pacer.turn();
    }
    return Buffer.from(`${JSON.stringify(frame).slice(0, -2)}${pieces.join()}}}`);
  }
}
