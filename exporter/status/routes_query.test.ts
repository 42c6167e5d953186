import { expect, test } from 'vitest';
import { routesQuery, sortedRoutes } from './routes_query.ts';
import type { RouteView } from './view.ts';

const route = (name: string, said: Partial<RouteView>): RouteView => ({
  service: 'shop',
  method: 'GET',
  route: name,
  traffic: 1,
  errorRatio: 0,
  p50: 0.1,
  p95: 0.1,
  p99: 0.1,
  ...said,
});

const ROUTES = [
  route('/fast', { p95: 0.01, traffic: 9 }),
  route('/unknown', { p95: null, errorRatio: null, traffic: 2 }),
  route('/broken', { p95: 0.5, errorRatio: 0.9 }),
  route('/slow', { p95: 2, errorRatio: 0.9, traffic: 5, service: 'mail', method: 'POST' }),
];

function namesFor(asked: Readonly<Record<string, string>>): string[] {
  const query = routesQuery(asked);
  if (typeof query === 'string') throw new Error(query);
  return sortedRoutes(ROUTES, query).map(({ route: name }) => name);
}

test('the worst come first, of equally bad ones those that more requests meet, and what is not known last in either order', () => {
  expect(namesFor({})).toEqual(['/slow', '/broken', '/fast', '/unknown']);
  expect(namesFor({ sort: 'p95' })).toEqual(['/slow', '/broken', '/fast', '/unknown']);
  expect(namesFor({ sort: 'p95', order: 'asc' })).toEqual(['/fast', '/broken', '/slow', '/unknown']);
  expect(namesFor({ sort: 'traffic' })).toEqual(['/fast', '/slow', '/unknown', '/broken']);
});

test('names are sorted from the first to the last unless told', () => {
  expect(namesFor({ sort: 'route' })).toEqual(['/broken', '/fast', '/slow', '/unknown']);
  expect(namesFor({ sort: 'route', order: 'desc' })).toEqual(['/unknown', '/slow', '/fast', '/broken']);
  expect(namesFor({ sort: 'service' })).toEqual(['/slow', '/fast', '/unknown', '/broken']);
});

test('a search finds services, and methods with routes, whatever case they have', () => {
  expect(namesFor({ search: 'MAIL' })).toEqual(['/slow']);
  expect(namesFor({ search: 'get /f' })).toEqual(['/fast']);
  expect(namesFor({ search: 'nobody' })).toEqual([]);
  expect(namesFor({ service: 'shop', sort: 'route' })).toEqual(['/broken', '/fast', '/unknown']);
  expect(namesFor({ service: 'sho' })).toEqual([]);
});
