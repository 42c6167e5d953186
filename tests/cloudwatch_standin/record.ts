import type { FaultName } from './faults.ts';
import type { Datum } from './metric.ts';

/** A datum that was accepted. */
export interface ReceivedDatum extends Omit<Datum, 'dimensions'> {
  readonly requestId: string;
  /** Milliseconds since 1970, by the service's clock. */
  readonly receivedAt: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A request and what became of it. */
export interface RequestRecord {
  readonly id: string;
  /** Milliseconds since 1970, by the service's clock. */
  readonly receivedAt: number;
  readonly operation: string;
  /** On the wire. */
  readonly bytes: number;
  readonly gzip: boolean;
  /** The fault that it met; `pass` for none. */
  readonly fault: FaultName;
  /** accepted: it was processed. refused: it was wrong. failed: a fault kept it from being processed. */
  readonly outcome: 'accepted' | 'refused' | 'failed';
  /** The HTTP status; null where no answer is sent. */
  readonly status: number | null;
  /** Code and message of the error that it was answered with, or would have been. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Datums that were accepted. */
  readonly datums: number;
}

/** The last so many of what came. */
export class Tail<T> {
  readonly #limit: number;
  #items: T[] = [];
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#total += 1;
    // In strides, since taking one from the front moves all others.
    if (this.#items.length >= 2 * this.#limit) this.#items = this.#items.slice(-this.#limit);
  }

  get total(): number {
    return this.#total;
  }

  /** The newest ones, oldest first. */
  last(count: number): readonly T[] {
    const most = Math.min(count, this.#limit);
    return most === 0 ? [] : this.#items.slice(-most);
  }

  /** All of them. Throws where some are gone: whoever counts would count too few. */
  all(what: string, setting: string): readonly T[] {
    if (this.#total > this.#limit) {
      throw new Error(
        `The stand-in keeps ${this.#limit} ${what} and has had ${this.#total}. ` +
          `Raise ${setting}, or reset it in between.`,
      );
    }
    return [...this.#items];
  }

  clear(): void {
    this.#items = [];
    this.#total = 0;
  }
}
