import type { RouteView } from '../../../../status/view.ts';

/** What routes can be sorted by; the names are those of `GET /v1/status/routes`. */
export type RouteOrder = 'service' | 'route' | 'traffic' | 'error_ratio' | 'p50' | 'p95' | 'p99';

/** Which routes are wanted. */
export interface RouteWish {
  readonly sort: RouteOrder;
  readonly order: 'asc' | 'desc';
  readonly search: string;
}

export const WORST_FIRST: RouteWish = { sort: 'error_ratio', order: 'desc', search: '' };

/** Rows that are shown; who wants another one searches. */
export const MOST_ROUTES = 50;

/** The wish after a click on the heading of a column: the other way round where it is sorted by that already. */
export function sortedBy(wish: RouteWish, sort: RouteOrder): RouteWish {
  if (wish.sort === sort) return { ...wish, order: wish.order === 'asc' ? 'desc' : 'asc' };
  // Of names the first is wanted, of numbers the worst.
  return { ...wish, sort, order: sort === 'service' || sort === 'route' ? 'asc' : 'desc' };
}

/** `GET /users`; a service may count without methods, or without routes. */
export function routeName({ method, route }: Pick<RouteView, 'method' | 'route'>): string {
  return [method, route === '' ? '(any route)' : route].filter((part) => part !== '').join(' ');
}

/** Where the wish is answered. */
export function routesPath({ sort, order, search }: RouteWish): string {
  const query = new URLSearchParams({ sort, order, limit: String(MOST_ROUTES) });
  if (search !== '') query.set('search', search);
  return `/v1/status/routes?${query}`;
}
