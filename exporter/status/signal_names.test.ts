import { expect, test } from 'vitest';
import { SignalNames } from './signal_names.ts';

const name = (service: string, route: string) => ({ service, method: 'GET', route });

test('a route keeps its number as long as it is there, and then another one gets it', () => {
  const names = new SignalNames();
  const [one, other] = [names.route(name('shop', '/a'), 1), names.route(name('shop', '/b'), 1)];
  expect(names.route(name('shop', '/a'), 2)).toBe(one);
  names.saw(one, 9);

  expect(names.routes.releaseBefore(5)).toEqual([other]);
  expect(names.services.releaseBefore(5)).toEqual([]);

  expect(names.route(name('mail', '/c'), 10)).toBe(other);
  expect(names.routes.names).toEqual([name('shop', '/a'), name('mail', '/c')]);
  expect(names.services.names[names.serviceOf(other)]).toBe('mail');
});

test('labels that look alike when they are joined are still two routes', () => {
  const names = new SignalNames();

  expect(names.route({ service: 'a', method: 'b', route: 'c d' }, 1)).not.toBe(
    names.route({ service: 'a', method: 'b c', route: 'd' }, 1),
  );
});

test('beyond 20000 routes, those of a service are counted together', () => {
  const names = new SignalNames();
  for (let index = 0; index < 20_000; index += 1) names.route(name('shop', `/${index}`), 1);
  const beyond = names.route(name('mail', '/a'), 1);

  expect(names.routes.names[beyond]).toEqual({ service: 'mail', method: '<other>', route: '<other>' });
  expect(names.route(name('mail', '/b'), 1)).toBe(beyond);
  expect(names.route(name('shop', '/7'), 1)).toBe(7);
});

test('beyond 2000 services, all others are counted together', () => {
  const names = new SignalNames();
  for (let index = 0; index < 2_000; index += 1) names.service(`service-${index}`, 1);
  const route = names.route(name('one more', '/a'), 1);

  expect(names.routes.names[route]).toEqual({ service: '<other>', method: 'GET', route: '/a' });
  expect(names.service('and another', 1)).toBe(names.serviceOf(route));
});
