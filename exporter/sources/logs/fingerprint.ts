import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { Gunzip } from './gzip/gunzip.ts';
import { GzipError } from './gzip/header.ts';

/** Bytes at the head of a file that tell its content from that of another file. */
export const HEAD = 1024;
/** Below this, two files may well begin alike. */
const SIGNIFICANT = 64;

/** What a file begins with: the SHA-256 of its first `length` bytes. */
export const fingerprintSchema = z.strictObject({ length: z.int().min(0).max(HEAD), hash: z.string() });
export type Fingerprint = z.infer<typeof fingerprintSchema>;

/** The first bytes of a file, as many as a fingerprint covers. */
export async function readHead(handle: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(HEAD);
  const { bytesRead } = await handle.read(head, 0, HEAD, 0);
  return head.subarray(0, bytesRead);
}

/** How the content of a compressed file begins. */
export interface CompressedHead {
  readonly head: Buffer;
  /** Whether `head` is all that it will ever be: as much as a fingerprint covers, or the whole content. */
  readonly isWhole: boolean;
  /** What is wrong with the file, as a clause; null where nothing is so far. */
  readonly damage: string | null;
}

/** The first decompressed bytes of a file, as many as a fingerprint covers. */
export async function readCompressedHead(handle: FileHandle): Promise<CompressedHead> {
  const gunzip = new Gunzip(handle);
  let head: Buffer = Buffer.alloc(0);
  try {
    for (let piece = await gunzip.next(); piece !== null; piece = await gunzip.next()) {
      head = Buffer.concat([head, piece]).subarray(0, HEAD);
      if (head.length === HEAD) break;
    }
    return { head, isWhole: head.length === HEAD || gunzip.isBetweenMembers, damage: null };
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    return { head, isWhole: false, damage: error.message };
  } finally {
    gunzip.close();
  }
}

export function fingerprintOf(head: Buffer): Fingerprint {
  return { length: head.length, hash: createHash('sha256').update(head).digest('hex') };
}

/** Whether a file that begins with `head` still has the content that was fingerprinted; it may have grown. */
export function beginsWith(head: Buffer, fingerprint: Fingerprint): boolean {
  if (head.length < fingerprint.length) return false;
  return fingerprintOf(head.subarray(0, fingerprint.length)).hash === fingerprint.hash;
}

/** Whether a match proves that two files have the same content, rather than merely a common beginning. */
export function isSignificant({ length }: Fingerprint): boolean {
  return length >= SIGNIFICANT;
}

/** Whether one of two files is a copy of the other, as far as the heads of both reach. */
export function looksLikeCopy(one: Buffer, other: Buffer): boolean {
  const length = Math.min(one.length, other.length);
  return length >= SIGNIFICANT && one.subarray(0, length).equals(other.subarray(0, length));
}
