import { type FileHandle, open } from 'node:fs/promises';
import { stateOf } from './content.ts';
import {
  beginsWith,
  fingerprintOf,
  HEAD,
  isSignificant,
  looksLikeCopy,
  readCompressedHead,
  readHead,
} from './fingerprint.ts';
import { isCompressed } from './gzip/gzip_content.ts';
import type { PresentFile } from './listing.ts';
import type { TrackedFile } from './tracked_file.ts';

/** Opens a file as it was listed; null where it was rotated away since, and the next pass looks again. */
export async function openSame({
  path,
  identity,
}: {
  readonly path: string;
  readonly identity: string;
}): Promise<FileHandle | null> {
  const handle = await open(path);
  const { dev, ino } = await handle.stat();
  if (`${dev}:${ino}` === identity) return handle;
  await handle.close();
  return null;
}

/**
 * Whether a file that is listed under a known inode still has the content that was followed there; takes up what it now begins
 * with. `isOfAnother` says whether another content is known to begin so.
 */
export async function hasSameContent(
  file: TrackedFile,
  there: PresentFile,
  isOfAnother: (head: Buffer) => boolean,
): Promise<boolean> {
  const compressed = isCompressed(there.path);
  if (compressed !== file.isCompressed) return false;
  if (!compressed && there.size < file.offset) return false;
  const state = stateOf(there.size, there.modified);
  if (state === file.verified || state === file.finished) return true;
  await using handle = await openSame(there);
  if (handle === null) return true;
  const head = compressed ? (await readCompressedHead(handle)).head : await readHead(handle);
  if (!beginsWith(head, file.fingerprint) || isOfAnother(head)) return false;
  if (head.length > file.fingerprint.length) file.fingerprint = fingerprintOf(head);
  file.head = head;
  file.verified = state;
  return true;
}

/** Whether a file holds a content that was gone. */
export function isFoundIn(file: TrackedFile, there: PresentFile, head: Buffer): boolean {
  const { identity, fingerprint } = file;
  const isSame = identity === there.identity && file.isCompressed === isCompressed(there.path);
  // A beginning of a few bytes proves something only of what gzip has made of a sibling.
  const isCompressedSibling =
    isCompressed(there.path) && file.home === there.home && fingerprint.length === head.length;
  return (isSame || isSignificant(fingerprint) || isCompressedSibling) && beginsWith(head, fingerprint);
}

/**
 * Whether a rotated sibling may hold a content that was gone, of which too little is known to say. Where all that was counted
 * of it stands in its fingerprint, taking one file for another that begins so changes no count.
 */
export function mayBeFoundIn(file: TrackedFile, there: PresentFile, head: Buffer): boolean {
  const { home, fingerprint, offset, content } = file;
  const isSibling = home === there.home && there.path !== there.home;
  return isSibling && content === null && offset <= fingerprint.length && beginsWith(head, fingerprint);
}

/**
 * Takes up how a content begins that has lost its name and is still open, since nobody else will tell. Where it was truncated before, it
 * is closed: the content is elsewhere, if it is anywhere.
 */
export async function lookAgain(file: TrackedFile): Promise<void> {
  const { content, fingerprint } = file;
  if (content === null || file.isCompressed || fingerprint.length >= HEAD) return;
  const buffer = Buffer.alloc(HEAD);
  const head = buffer.subarray(0, await content.read(buffer, HEAD, 0));
  if (!beginsWith(head, fingerprint)) await file.close();
  else if (head.length > fingerprint.length) file.fingerprint = fingerprintOf(head);
}

/** Whether a file holds a copy of a content that is there. */
export function isCopied(file: TrackedFile, there: PresentFile, head: Buffer): boolean {
  if (looksLikeCopy(head, file.head)) return true;
  if (file.head.length === 0 && isSignificant(file.fingerprint)) return beginsWith(head, file.fingerprint);
  return isCompressed(there.path) && file.home === there.home && head.length > 0 && head.equals(file.head);
}
