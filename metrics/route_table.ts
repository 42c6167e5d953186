import { OTHER_ROUTE, UNMATCHED_ROUTE } from '../conventions/labels.ts';

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

/**
 * A path with its identifiers collapsed: `/users/8271/orders/3f2a…` → `/users/:id/orders/:id`. Numbers,
 * UUIDs, hex and random tokens, dates, e-mail addresses, `user-123` and `Products(42)` are identifiers; a file
 * keeps its extension. Query, fragment, `;parameters` and the origin of a proxy request go.
 */
export function normalizePath(path: string): string {
  const segments = path
    .replace(ORIGIN, '')
    .replace(/[?#].*$/s, '')
    .split('/')
    .map((segment) => segment.replace(/;.*$/s, ''))
    .filter((segment) => segment !== '');
  const shown = segments.slice(0, MOST_SEGMENTS).map(collapse);
  if (segments.length > MOST_SEGMENTS) shown.push('*');
  return `/${shown.join('/')}`;
}

function collapse(segment: string): string {
  if (isIdentifier(segment)) return ':id';
  const [, stem = '', extension = ''] = FILE.exec(segment) ?? [];
  return isIdentifier(stem) ? `:id${extension}` : segment;
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
    if (this.#known.has(route) || route === UNMATCHED_ROUTE || route === OTHER_ROUTE) return route;
    if (this.#known.size < this.#maximum) {
      this.#known.add(route);
      return route;
    }
    this.#folded += 1;
    return OTHER_ROUTE;
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
