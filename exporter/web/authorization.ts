/** What a request shows to be let in. */
export type Authorization =
  | { readonly scheme: 'none' }
  /** A header that is neither of the two, or a broken one. */
  | { readonly scheme: 'unreadable' }
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'basic'; readonly user: string; readonly password: string };

const UNREADABLE = { scheme: 'unreadable' } as const;

/** Reads the header Authorization: Bearer (RFC 6750) or Basic (RFC 7617, UTF-8). Never throws. */
export function readAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return { scheme: 'none' };
  const { scheme = '', rest = '' } = /^(?<scheme>[A-Za-z]+) +(?<rest>\S+)$/.exec(header)?.groups ?? {};
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'bearer', token: rest };
  return scheme.toLowerCase() === 'basic' ? readBasic(rest) : UNREADABLE;
}

function readBasic(encoded: string): Authorization {
  const bytes = Buffer.from(encoded, 'base64');
  // Node skips what is no base64.
  if (bytes.toString('base64') !== encoded) return UNREADABLE;
  const pair = decoded(bytes);
  const colon = pair?.indexOf(':') ?? -1;
  if (pair === null || colon === -1 || hasControlCharacter(pair)) return UNREADABLE;
  return { scheme: 'basic', user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** RFC 7617 allows none in names and passwords. */
export function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
