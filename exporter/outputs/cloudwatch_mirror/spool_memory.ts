import type { DeliveryCounts } from './delivery_counts.ts';
import type { WireDatum } from './requests.ts';
import { datumsOf, type Part, partOf } from './spool_parts.ts';
import type { Judge } from './spool_reader.ts';

/** The part of the spool that is in memory, since the disk took nothing when it came. A crash loses it. */
export class SpoolMemory {
  readonly maxBytes: number;
  readonly #counts: DeliveryCounts;
  #parts: Part[] = [];
  #bytes = 0;
  #mark: string | null = null;
  #ready: WireDatum[] = [];
  #sending: WireDatum[] = [];

  /** `maxBytes` bounds what is kept. */
  constructor(maxBytes: number, counts: DeliveryCounts) {
    this.maxBytes = maxBytes;
    this.#counts = counts;
  }

  get datums(): number {
    return this.#parts.reduce((sum, { count }) => sum + count, this.#ready.length + this.#sending.length);
  }

  get isSending(): boolean {
    return this.#sending.length > 0;
  }

  /** Whether `append` would drop nothing. */
  hasRoomFor(parts: readonly Part[]): boolean {
    return this.#bytes + bytesOf(parts) <= this.maxBytes;
  }

  /** Keeps parts, and drops the oldest where they are too much together. False where none of these was kept. */
  append(parts: readonly Part[], mark: string | null): boolean {
    this.#parts.push(...parts);
    this.#mark = mark ?? this.#mark;
    this.#bytes += bytesOf(parts);
    while (this.#bytes > this.maxBytes) this.#counts.dropped.disk_full += this.#shift()?.count ?? 0;
    return this.#parts.length > 0;
  }

  /** All that is not on its way, in order, and the last mark of it. It stays here until `clear`. */
  unsent(): { readonly parts: readonly Part[]; readonly mark: string | null } {
    const ready = this.#ready.length === 0 ? [] : [partOf(this.#ready)];
    return { parts: [...ready, ...this.#parts], mark: this.#mark };
  }

  /** Forgets all that is not on its way, and the mark unless something is. */
  clear(): void {
    this.#parts = [];
    this.#bytes = 0;
    if (!this.isSending) this.#mark = null;
    this.#ready = [];
  }

  /** As `Journal.peek`. */
  peek(limit: number, judge: Judge): WireDatum[] {
    this.#drop(judge);
    while (this.#ready.length < limit) {
      const part = this.#shift();
      if (part === undefined) break;
      this.#ready.push(...datumsOf(new TextDecoder().decode(part.text)));
      this.#drop(judge);
    }
    return this.#ready.slice(0, limit);
  }

  /** As `Journal.begin`. */
  begin(count: number): void {
    this.#sending = this.#ready.splice(0, count);
  }

  /** What is on its way is done. */
  settle(): void {
    this.#sending = [];
  }

  /** What is on its way comes back to be sent later. */
  release(): void {
    this.#ready.unshift(...this.#sending);
    this.#sending = [];
  }

  #shift(): Part | undefined {
    const part = this.#parts.shift();
    this.#bytes -= part?.text.length ?? 0;
    return part;
  }

  #drop(judge: Judge): void {
    this.#ready = this.#ready.filter((datum) => {
      const reason = judge(datum);
      if (reason !== null) this.#counts.dropped[reason] += 1;
      return reason === null;
    });
  }
}

function bytesOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { text }) => sum + text.length, 0);
}
