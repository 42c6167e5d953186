import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Framing } from '../framing.ts';
import { LINES } from '../framing.ts';
import { type Batch, readBatch } from './batch.ts';

/** A body as a collector sends it. */
export async function bodyOf(name: string): Promise<Buffer<ArrayBuffer>> {
  return await readFile(join(import.meta.dirname, 'testdata', name));
}

/** The events in a body, or why it is refused: `status: sentence`. */
export async function eventsIn(
  body: string | Buffer,
  mediaType = 'application/json',
  framing: Framing = LINES,
): Promise<readonly string[] | string> {
  const batch: Batch | { readonly refusal: { readonly status: number; readonly message: string } } =
    await readBatch(Buffer.from(body as string), mediaType, framing);
  if ('refusal' in batch) return `${batch.refusal.status}: ${batch.refusal.message}`;
  return batch.events.texts;
}
