import { expect, test } from 'vitest';
import { routeName, routesPath, sortedBy, WORST_FIRST } from './routes.ts';

test('a click on the heading that sorts turns the order round, one on another begins with the worst or the first', () => {
  const byErrors = sortedBy(WORST_FIRST, 'error_ratio');
  const byName = sortedBy(byErrors, 'route');
  const byLatency = sortedBy(byName, 'p99');

  expect([byErrors, byName, byLatency].map(({ sort, order }) => [sort, order])).toEqual([
    ['error_ratio', 'asc'],
    ['route', 'asc'],
    ['p99', 'desc'],
  ]);
});

test('what a service does not tell apart has a name, too', () => {
  const names = [
    ['GET', '/users'],
    ['', '/users'],
    ['GET', ''],
    ['', ''],
  ].map(([method = '', route = '']) => routeName({ method, route }));

  expect(names).toEqual(['GET /users', '/users', 'GET (any route)', '(any route)']);
});

test('what is searched for is part of the question, whatever it is', () => {
  expect(routesPath(WORST_FIRST)).toBe('/v1/status/routes?sort=error_ratio&order=desc&limit=50');
  expect(routesPath({ ...WORST_FIRST, search: 'a&b=c' })).toBe(
    '/v1/status/routes?sort=error_ratio&order=desc&limit=50&search=a%26b%3Dc',
  );
});
