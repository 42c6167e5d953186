import { OTHER_VALUE, UNMATCHED_ROUTE } from '../conventions/labels.ts';

// Letters and dashes only is a word people chose; what mixes in digits or is long and random is an identifier.
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)*$/;
const HEX = /^(?=.*\d)[0-9a-f]{8,}$/i;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T[\d:.Z+-]+)?$/;
const PREFIXED = /^[a-z]{1,12}[-_](?=.*\d)[0-9a-z_-]+$/i;
const RANDOM = /^(?=.*\d)(?=.*[a-z])[0-9a-z_-]{16,}$/i;
const KEYED = /^(?!:)(?=.*\d).*[^\w.~-]/;
const FILE = /^(.+)(\.[a-z][a-z0-9]{0,4})$/i;
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const VERSION = /^v\d{1,3}(?:\.\d{1,3})?$/i;
const LONGEST_SEGMENT = 64;
const MOST_SEGMENTS = 12;
/** Below it, what has no digit is no identifier: a UUID of letters is the shortest. */
const SHORTEST_WITHOUT_DIGITS = 32;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const AT = 64;
const PERCENT = 37;

/**
 * A path with its identifiers collapsed: `/users/8271/orders/3f2a…` → `/users/:id/orders/:id`. Numbers,
 * UUIDs, hex and random tokens, dates, e-mail addresses, `user-123` and `Products(42)` are identifiers; a file
 * keeps its extension. Query, fragment, `;parameters` and the origin of a proxy request go.
 */
export function normalizePath(path: string): string {
  const bare = path.startsWith('/') ? path : path.replace(ORIGIN, '');
  const end = endOfPath(bare);
  let route = '';
  let shown = 0;
  for (let from = 0; from < end; ) {
    const slash = bare.indexOf('/', from);
    const to = slash === -1 || slash > end ? end : slash;
    const segment = withoutParameters(bare.slice(from, to));
    from = to + 1;
    if (segment === '') continue;
    shown += 1;
    if (shown > MOST_SEGMENTS) return `${route}/*`;
    route += `/${collapse(segment)}`;
  }
  return route === '' ? '/' : route;
}

function endOfPath(path: string): number {
  const query = path.indexOf('?');
  const fragment = path.indexOf('#');
  if (query === -1) return fragment === -1 ? path.length : fragment;
  return fragment === -1 ? query : Math.min(query, fragment);
}

function withoutParameters(segment: string): string {
  const end = segment.indexOf(';');
  return end === -1 ? segment : segment.slice(0, end);
}

function collapse(segment: string): string {
  const plain = isPlain(segment);
  if (plain !== null) return plain ? segment : ':id';
  if (isIdentifier(segment)) return ':id';
  const [, stem = '', extension = ''] = FILE.exec(segment) ?? [];
  return isIdentifier(stem) ? `:id${extension}` : segment;
}

/** Whether a segment is a short word, or a number; null where the patterns must say what it is. Most are either. */
function isPlain(segment: string): boolean | null {
  let digits = 0;
  for (let at = 0; at < segment.length; at += 1) {
    const code = segment.charCodeAt(at);
    if (code >= DIGIT_0 && code <= DIGIT_9) digits += 1;
    else if (code === AT || code === PERCENT) return null;
  }
  if (digits === segment.length) return false;
  return digits === 0 && segment.length < SHORTEST_WITHOUT_DIGITS ? true : null;
}

function isIdentifier(segment: string): boolean {
  if (segment.length > LONGEST_SEGMENT || segment.includes('@') || segment.includes('%')) return true;
  if (VERSION.test(segment)) return false;
  return [NUMBER, UUID, HEX, DATE, PREFIXED, RANDOM, KEYED].some((pattern) => pattern.test(segment));
}

/**
 * Routes of one source, bounded. A path that was only ever answered 404 names no route: it is `<unmatched>`.
 * Routes beyond the bound are `<other>`.
 */
export class RouteTable {
  readonly #maximum: number;
  readonly #known = new Set<string>();
  #folded = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** Requests counted under `<other>` so far. */
  get folded(): number {
    return this.#folded;
  }

  /** The route of a request of which only the path is known. */
  fromPath(path: string, status: number): string {
    const route = normalizePath(path);
    if (status === 404 && !this.#known.has(route)) return UNMATCHED_ROUTE;
    return this.bounded(route);
  }

  /** A route as it is, while there is room. */
  bounded(route: string): string {
    if (this.#known.has(route) || route === UNMATCHED_ROUTE || route === OTHER_VALUE) return route;
    if (this.#known.size < this.#maximum) {
      this.#known.add(route);
      return route;
    }
    this.#folded += 1;
    return OTHER_VALUE;
  }

  /** The routes known so far, to be saved and given to `restore`. */
  known(): string[] {
    return [...this.#known];
  }

  restore(routes: Iterable<string>): void {
    for (const route of routes) {
      if (this.#known.size < this.#maximum) this.#known.add(route);
    }
  }
}
