import type { RouteView } from './view.ts';

/** What routes can be sorted by. */
const SORTS = ['error_ratio', 'p95', 'p99', 'p50', 'traffic', 'service', 'route'] as const;
type Sort = (typeof SORTS)[number];

const ORDERS = ['desc', 'asc'] as const;
const PARAMETERS: readonly string[] = ['sort', 'order', 'service', 'search', 'limit'];
const LIMIT = { usual: 50, most: 1000 } as const;
const LONGEST_SEARCH = 200;

/** Which routes are wanted, and in which order. */
export interface RoutesQuery {
  readonly sort: Sort;
  readonly order: (typeof ORDERS)[number];
  /** Of this service only; null for all. */
  readonly service: string | null;
  /** In the name of the service, or in method and route as in `GET /users`; in small letters. */
  readonly search: string;
  readonly limit: number;
}

/** What a URL asks for, the worst error ratio first unless told; or what is wrong with it, as a sentence. */
export function routesQuery(asked: Readonly<Record<string, unknown>>): RoutesQuery | string {
  const unknown = Object.keys(asked).find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined)
    return `There is no parameter "${unknown}" here. There are ${PARAMETERS.join(', ')}.`;
  const twice = Object.keys(asked).find((name) => typeof asked[name] !== 'string');
  if (twice !== undefined) return `The parameter "${twice}" is there more than once. Give it once.`;
  const given = asked as Readonly<Record<string, string>>;
  const sort = SORTS.find((one) => one === (given.sort ?? 'error_ratio'));
  if (sort === undefined) return `sort is one of ${SORTS.join(', ')}.`;
  const usual = sort === 'service' || sort === 'route' ? 'asc' : 'desc';
  const order = ORDERS.find((one) => one === (given.order ?? usual));
  if (order === undefined) return `order is one of ${ORDERS.join(', ')}.`;
  const limit = Number(given.limit ?? LIMIT.usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT.most)
    return `limit is a whole number from 1 to ${LIMIT.most}.`;
  const search = (given.search ?? '').toLowerCase();
  if (search.length > LONGEST_SEARCH) return `search is at most ${LONGEST_SEARCH} characters long.`;
  return { sort, order, service: given.service ?? null, search, limit };
}

/** The routes that match, in the order that is asked for; those of which the number is not known come last in either order. */
export function sortedRoutes(routes: readonly RouteView[], query: RoutesQuery): RouteView[] {
  const sign = query.order === 'asc' ? 1 : -1;
  const matching = routes.filter((route) => matches(route, query));
  const compare = COMPARE[query.sort];
  return matching.sort(
    (one, other) => compare(one, other, sign) || byTraffic(one, other) || byName(one, other, 1),
  );
}

function matches({ service, method, route }: RouteView, query: RoutesQuery): boolean {
  if (query.service !== null && query.service !== service) return false;
  const { search } = query;
  return (
    search === '' ||
    service.toLowerCase().includes(search) ||
    `${method} ${route}`.toLowerCase().includes(search)
  );
}

type Compare = (one: RouteView, other: RouteView, sign: number) => number;

const COMPARE: Readonly<Record<Sort, Compare>> = {
  error_ratio: by(({ errorRatio }) => errorRatio),
  p50: by(({ p50 }) => p50),
  p95: by(({ p95 }) => p95),
  p99: by(({ p99 }) => p99),
  traffic: by(({ traffic }) => traffic),
  service: (one, other, sign) => sign * compareText(one.service, other.service),
  route: byName,
};

function by(value: (route: RouteView) => number | null): Compare {
  return (one, other, sign) => {
    const [left, right] = [value(one), value(other)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  };
}

/** Of what is equally bad, that comes first which more requests meet. */
function byTraffic(one: RouteView, other: RouteView): number {
  return (other.traffic ?? 0) - (one.traffic ?? 0);
}

function byName(one: RouteView, other: RouteView, sign: number): number {
  return (
    sign * (compareText(one.route, other.route) || compareText(one.method, other.method)) ||
    compareText(one.service, other.service)
  );
}

function compareText(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
