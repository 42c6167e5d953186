import type { Datum } from './datum.ts';
import { type WireDatum, wireDatum } from './requests.ts';

const MOST_DATUMS = 250;
const MOST_BYTES = 128 * 1024;
const SEPARATOR = '\t';

/** Datums on their way into the spool, as they will stand in a request, as UTF-8 with tabs between. */
export interface Part {
  readonly count: number;
  readonly text: Uint8Array<ArrayBuffer>;
}

/** Makes parts of datums as they come: bytes, which unlike objects cost the garbage collector nothing while they wait. */
export class PartWriter {
  readonly #parts: Part[] = [];
  #pending: WireDatum[] = [];
  #length = 0;

  /** Takes a datum; to write a part now and then takes about two milliseconds at most. */
  add(datum: Datum): void {
    const wire = wireDatum(datum);
    const isFull = this.#pending.length === MOST_DATUMS || this.#length + wire.length >= MOST_BYTES;
    if (isFull) this.#write();
    this.#pending.push(wire);
    this.#length += wire.length + SEPARATOR.length;
  }

  /** All parts, when all datums have been added. */
  finish(): readonly Part[] {
    this.#write();
    return this.#parts;
  }

  #write(): void {
    if (this.#pending.length > 0) this.#parts.push(partOf(this.#pending));
    this.#pending = [];
    this.#length = 0;
  }
}

/** Datums as parts. */
export function partsOf(datums: Iterable<Datum>): readonly Part[] {
  const writer = new PartWriter();
  for (const datum of datums) writer.add(datum);
  return writer.finish();
}

/** Datums as one part. */
export function partOf(datums: readonly WireDatum[]): Part {
  return { count: datums.length, text: new TextEncoder().encode(datums.join(SEPARATOR)) };
}

/** The datums of a part's text. */
export function datumsOf(text: string): WireDatum[] {
  return text === '' ? [] : text.split(SEPARATOR);
}
