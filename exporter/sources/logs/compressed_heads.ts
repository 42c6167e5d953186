import type { FileHandle } from 'node:fs/promises';
import { stateOf } from './content.ts';
import { type CompressedHead, readCompressedHead } from './fingerprint.ts';
import type { PresentFile } from './listing.ts';

/** How a compressed file that is not followed yet begins. */
export interface SeenHead extends CompressedHead {
  /** How often it was asked for since the file last changed. */
  asked: number;
  readonly state: string;
}

/** How compressed files begin that are not followed, which are decompressed again only when they change. */
export class CompressedHeads {
  #heads = new Map<string, SeenHead>();

  async of(there: PresentFile, handle: FileHandle): Promise<SeenHead> {
    const state = stateOf(there.size, there.modified);
    const known = this.#heads.get(there.identity);
    if (known?.state === state) {
      known.asked += 1;
      return known;
    }
    const seen = { ...(await readCompressedHead(handle)), asked: 1, state };
    this.#heads.set(there.identity, seen);
    return seen;
  }

  /** Forgets all but those of files that are there. */
  keepOnly(identities: ReadonlySet<string>): void {
    for (const identity of this.#heads.keys()) if (!identities.has(identity)) this.#heads.delete(identity);
  }
}
