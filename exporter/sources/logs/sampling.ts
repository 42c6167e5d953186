/** Values that a hash may have. */
const HASHES = 2 ** 32;

/**
 * Whether the line at an offset is the one of so many that counts for all. It is chosen by a hash (the finalizer of
 * MurmurHash3, 32 bits): the same one after a restart, and in no rhythm that a log could have, too.
 */
export function isSampled(seed: number, offset: number, oneIn: number): boolean {
  let hash = seed ^ (offset % HASHES) ^ Math.imul(Math.floor(offset / HASHES), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) * oneIn < HASHES;
}
