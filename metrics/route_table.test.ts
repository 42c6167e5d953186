import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizePath, RouteTable } from './route_table.ts';

const PATHS: readonly (readonly [path: string, route: string])[] = [
  ['/', '/'],
  ['', '/'],
  ['*', '/*'],
  ['/users', '/users'],
  ['/users/', '/users'],
  ['//users///me', '/users/me'],
  ['/users/8271', '/users/:id'],
  ['/users/8271/orders/3f2a9c1b', '/users/:id/orders/:id'],
  ['/users/-5', '/users/:id'],
  ['/prices/1,299.00', '/prices/:id'],
  ['/users/me/settings', '/users/me/settings'],
  ['/users?id=8271', '/users'],
  ['/users?next=/a/b#c', '/users'],
  ['/users#top', '/users'],
  ['/orders/550e8400-e29b-41d4-a716-446655440000', '/orders/:id'],
  ['/orders/550E8400E29B41D4A716446655440000', '/orders/:id'],
  ['/orders/abcdefab-cdef-abcd-efab-cdefabcdefab', '/orders/:id'],
  ['/orders/abcdefabcdefabcdefabcdefabcdefab.json', '/orders/:id.json'],
  ['/an-exceptionally-long-word-without-digits', '/an-exceptionally-long-word-without-digits'],
  ['/objects/507f1f77bcf86cd799439011', '/objects/:id'],
  ['/commits/da39a3ee5e6b4b0d3255bfef95601890afd80709', '/commits/:id'],
  ['/events/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/events/:id'],
  ['/t/V1StGXR8_Z5jdHi6B-myT', '/t/:id'],
  ['/days/2024-02-29', '/days/:id'],
  ['/at/2024-02-29T12:30:00Z', '/at/:id'],
  ['/at/2024-02-29T12:30:00.123+01:00', '/at/:id'],
  ['/members/ada@example.com', '/members/:id'],
  ['/members/ada%40example.com', '/members/:id'],
  ['/search/caf%C3%A9', '/search/:id'],
  ['/users/user-123', '/users/:id'],
  ['/users/user_123', '/users/:id'],
  ['/customers/cus_NffrFeUfNV2Hib', '/customers/:id'],
  ['/v1/users', '/v1/users'],
  ['/v2.1/users/7', '/v2.1/users/:id'],
  ['/api/V3/status', '/api/V3/status'],
  ['/oauth2/token', '/oauth2/token'],
  ['/s3/buckets', '/s3/buckets'],
  ['/health', '/health'],
  ['/-/ready', '/-/ready'],
  ['/.well-known/openid-configuration', '/.well-known/openid-configuration'],
  ['/password-reset/confirm', '/password-reset/confirm'],
  ['/facade', '/facade'],
  ['/deadbeef', '/deadbeef'],
  ['/internationalization', '/internationalization'],
  ['/favicon.ico', '/favicon.ico'],
  ['/static/app.js', '/static/app.js'],
  ['/static/index-BX3f9a2c.js', '/static/:id.js'],
  ['/static/app.3f2a9c1bde.css', '/static/app.3f2a9c1bde.css'],
  ['/users/123.json', '/users/:id.json'],
  ['/avatars/550e8400-e29b-41d4-a716-446655440000.png', '/avatars/:id.png'],
  ['/songs/17.mp3', '/songs/:id.mp3'],
  ['/odata/Products(42)/Name', '/odata/:id/Name'],
  ['/projects/shop:archive', '/projects/shop:archive'],
  ['/projects/shop:17', '/projects/:id'],
  ['/cart;jsessionid=1A2B3C4D5E?x=1', '/cart'],
  ['/cart;jsessionid=1A2B3C4D5E/items', '/cart/items'],
  ['/map/lat=52.5,lng=13.4', '/map/:id'],
  [
    '/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    '/reset/:id',
  ],
  ['http://evil.example/users/7?x', '/users/:id'],
  ['HTTPS://user:secret@evil.example:8443', '/'],
  ['/redirect/http://evil.example/7', '/redirect/http:/evil.example/:id'],
  ['/a/b/c/d/e/f/g/h/i/j/k/l', '/a/b/c/d/e/f/g/h/i/j/k/l'],
  ['/a/b/c/d/e/f/g/h/i/j/k/l/m/n', '/a/b/c/d/e/f/g/h/i/j/k/l/*'],
  [`/${'x'.repeat(64)}`, `/${'x'.repeat(64)}`],
  [`/${'x'.repeat(65)}`, '/:id'],
];

test.each(PATHS)('the route of %s is %s', (path, route) => {
  expect(normalizePath(path)).toBe(route);
});

const anyPath = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.webPath({ size: 'large' }),
  fc
    .array(fc.oneof(...PATHS.map(([path]) => fc.constant(path))), { maxLength: 30 })
    .map((all) => all.join('')),
  fc.array(fc.stringMatching(/^[a-z0-9;:.@%(){}?#*-]{0,6}$/), { maxLength: 20 }).map((all) => all.join('/')),
);

describe('of any path whatever', () => {
  test('the route is short and begins with a slash', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const route = normalizePath(path);
        expect(route.startsWith('/')).toBe(true);
        expect(route.length).toBeLessThanOrEqual(800);
      }),
      { numRuns: 500 },
    );
  });

  test('the route of the route is the route', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(normalizePath(normalizePath(path))).toBe(normalizePath(path));
      }),
      { numRuns: 500 },
    );
  });

  test('numbers in it never make a route of their own', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(normalizePath(`/users/${a}/orders/${b}`)).toBe('/users/:id/orders/:id');
      }),
    );
  });

  test('a long one takes no longer than it must', () => {
    for (const piece of ['a-', '1', 'a1', '/', '.', ';', '%', '(1', 'a.'])
      normalizePath(piece.repeat(100_000));
  });
});

test('a path that was only ever answered 404 is <unmatched>; once answered otherwise it keeps its route', () => {
  const routes = new RouteTable(10);
  expect(routes.fromPath('/users/1', 404)).toBe('<unmatched>');
  expect(routes.fromPath('/users/2', 200)).toBe('/users/:id');
  expect(routes.fromPath('/users/3', 404)).toBe('/users/:id');
  expect(routes.known()).toEqual(['/users/:id']);
});

test('routes beyond the maximum are <other>, and counted; known ones go on', () => {
  const routes = new RouteTable(2);
  const answers = ['/a', '/b', '/c', '/a', '/d'].map((path) => routes.fromPath(path, 200));
  expect(answers).toEqual(['/a', '/b', '<other>', '/a', '<other>']);
  expect(routes.folded).toBe(2);
});

test('<unmatched> and <other> are no routes: they take no room, and are never folded', () => {
  const routes = new RouteTable(1);
  for (const word of ['<unmatched>', '<other>']) expect(routes.bounded(word)).toBe(word);
  expect(routes.bounded('/a')).toBe('/a');
  for (const word of ['<unmatched>', '<other>']) expect(routes.bounded(word)).toBe(word);
  expect(routes.folded).toBe(0);
});

test('routes that are restored are known, as far as there is room', () => {
  const before = new RouteTable(10);
  for (const route of ['/a', '/b', '/c']) before.bounded(route);
  const after = new RouteTable(2);
  after.restore(before.known());
  expect(['/a', '/b', '/c'].map((route) => after.bounded(route))).toEqual(['/a', '/b', '<other>']);
});

test('whatever is asked for, there are never more routes than the maximum, and 404s make none', () => {
  const request = fc.record({
    path: anyPath,
    status: fc.constantFrom(200, 301, 404, 500),
    named: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.nat(5), fc.array(request, { maxLength: 50 }), (maximum, requests) => {
      const routes = new RouteTable(maximum);
      const answers = new Set<string>();
      let known = 0;
      for (const { path, status, named } of requests) {
        answers.add(named ? routes.bounded(path) : routes.fromPath(path, status));
        if (!named && status === 404) expect(routes.known()).toHaveLength(known);
        known = routes.known().length;
      }
      answers.delete('<unmatched>');
      answers.delete('<other>');
      expect(known).toBeLessThanOrEqual(maximum);
      expect(answers.size).toBeLessThanOrEqual(maximum);
    }),
  );
});
