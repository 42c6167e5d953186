import type { Readable } from 'node:stream';
import type { Framing } from '../framing.ts';
import { LONGEST_LINE } from '../read_chunk.ts';

/** When nothing has followed for so long, an event is complete that ends with its line. */
const IDLE_MS = 1_000;
/** Small pieces are gathered for so long, since an event that is not complete is looked at again with each. */
const GATHER_MS = 50;
const GATHERED_BYTES = 32_768;
const NEWLINE = 10;

export interface StandardInputOptions {
  readonly stream: Readable;
  readonly framing: Framing;
  /** Gets each event, as `Framing` hands it over. */
  readonly onEvent: (bytes: Buffer, from: number, to: number) => void;
  readonly onTooLong: () => void;
  /** It has ended, and everything in it is counted. */
  readonly onEnd: () => void;
  /** It cannot be read any more; what has arrived is counted. */
  readonly onError: (error: Error) => void;
}

/**
 * Lines of standard input, counted as they arrive. What is not taken waits in the stream, which makes the program that writes it
 * wait when it is full.
 */
export class StandardInput {
  readonly #options: StandardInputOptions;
  /** What is not an event yet: at most a line that is not too long, and what was gathered. */
  #rest: Buffer = Buffer.alloc(0);
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #isSkipping = false;
  #gathering: NodeJS.Timeout | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: StandardInputOptions) {
    this.#options = options;
    const { stream } = options;
    // The one before this has told that it ended.
    if (stream.readableEnded || stream.destroyed) return;
    stream.on('readable', this.#read).on('end', this.#end).on('error', this.#fail);
  }

  /** Counts the lines that have arrived, and leaves a line that has not arrived as a whole in the stream. */
  stop(): void {
    const { stream } = this.#options;
    stream.off('readable', this.#read);
    if (stream.readable) this.#read();
    stream.off('end', this.#end).off('error', this.#fail);
    this.#cut(true);
    this.#clear();
    if (this.#rest.length > 0 && stream.readable) stream.unshift(this.#rest);
  }

  readonly #read = () => {
    const { stream } = this.#options;
    for (let chunk: unknown = stream.read(); chunk !== null; chunk = stream.read()) this.#take(chunk);
  };

  readonly #end = () => {
    this.#finish();
    this.#options.onEnd();
  };

  readonly #fail = (error: Error) => {
    this.#finish();
    this.#options.onError(error);
  };

  #take(chunk: unknown): void {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#cut(true), IDLE_MS);
    if (this.#gatheredBytes >= GATHERED_BYTES) this.#cut(false);
    else this.#gathering ??= setTimeout(() => this.#cut(false), GATHER_MS);
  }

  // The last line may have no end.
  #finish(): void {
    const last = this.#gathered.at(-1)?.at(-1) ?? this.#rest.at(-1) ?? NEWLINE;
    if (last !== NEWLINE) this.#gathered.push(Buffer.of(NEWLINE));
    this.#cut(true);
    this.#clear();
  }

  #cut(isLast: boolean): void {
    const { framing, onEvent, onTooLong } = this.#options;
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
    const bytes = Buffer.concat([this.#rest, ...this.#gathered]);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    const start = framing.cut(bytes, this.#skipped(bytes), isLast, (chunk, from, to) => {
      if (to - from > LONGEST_LINE) onTooLong();
      else onEvent(chunk, from, to);
    });
    this.#rest = Buffer.from(bytes.subarray(start));
    if (this.#rest.length <= LONGEST_LINE) return;
    onTooLong();
    this.#isSkipping = true;
    this.#rest = Buffer.alloc(0);
  }

  /** Where the first line begins that is not part of one that was too long. */
  #skipped(bytes: Buffer): number {
    if (!this.#isSkipping) return 0;
    const end = bytes.indexOf(NEWLINE);
    this.#isSkipping = end === -1;
    return end === -1 ? bytes.length : end + 1;
  }

  #clear(): void {
    clearTimeout(this.#idle);
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
  }
}
