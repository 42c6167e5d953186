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

/**
 * Datums as parts, each of which takes a thread about two milliseconds at most to make: a thread that serves others may do
 * something else after each.
 */
export function* partsOf(datums: Iterable<Datum>): Generator<Part> {
  let pending: WireDatum[] = [];
  let length = 0;
  for (const datum of datums) {
    const wire = wireDatum(datum);
    if (pending.length === MOST_DATUMS || (pending.length > 0 && length + wire.length >= MOST_BYTES)) {
      yield partOf(pending);
      pending = [];
      length = 0;
    }
    pending.push(wire);
    length += wire.length + SEPARATOR.length;
  }
  if (pending.length > 0) yield partOf(pending);
}

/** Datums as one part. */
export function partOf(datums: readonly WireDatum[]): Part {
  return { count: datums.length, text: new TextEncoder().encode(datums.join(SEPARATOR)) };
}

/** The datums of a part's text. */
export function datumsOf(text: string): WireDatum[] {
  return text === '' ? [] : text.split(SEPARATOR);
}
