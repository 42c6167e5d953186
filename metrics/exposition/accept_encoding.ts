import { parsePreferences } from './accept_header.ts';

export type ContentEncoding = 'identity' | 'gzip' | 'zstd';

/** The preferred one first, among those that a reader likes equally well. */
const COMPRESSED = ['zstd', 'gzip'] as const;

/**
 * The encoding that an Accept-Encoding header asks for (RFC 9110, 12.5.3): the one of highest q, among equals
 * zstd before gzip before identity. Without the header nothing is compressed. What is not named, and is not
 * covered by `*`, is refused, but for identity: it is the answer also where everything is refused, since a
 * page is better than none. To a reader that is near (`isNear`), over a network that costs nothing, identity is
 * sent unless it is refused.
 */
export function negotiateEncoding(acceptEncoding: string | undefined, isNear = false): ContentEncoding {
  if (acceptEncoding === undefined) return 'identity';
  const qualities = new Map<string, number>();
  for (const { value, q } of parsePreferences(acceptEncoding)) {
    const name = value === 'x-gzip' ? 'gzip' : value;
    qualities.set(name, Math.max(q, qualities.get(name) ?? 0));
  }
  if (isNear && (qualities.get('identity') ?? qualities.get('*')) !== 0) return 'identity';
  const others = qualities.get('*') ?? 0;
  let best: { encoding: ContentEncoding; q: number } = {
    encoding: 'identity',
    q: qualities.get('identity') ?? 0,
  };
  for (const encoding of [...COMPRESSED].reverse()) {
    const q = qualities.get(encoding) ?? others;
    if (q > 0 && q >= best.q) best = { encoding, q };
  }
  return best.encoding;
}
