import { expect, test } from 'vitest';
import { History } from './history.ts';
import type { SignalsView } from './view.ts';

const STEP = 5_000;
const HOUR = 720;

const signals = (traffic: number | null): SignalsView => ({
  traffic,
  errorRatio: null,
  p50: 0.123456789,
  p95: null,
  p99: null,
});
const full = new Map([['cpu', 0.5]]);

test('a history has as many points as there were, up to an hour, the oldest first', () => {
  const history = new History();
  for (let point = 1; point <= HOUR + 10; point += 1) {
    history.advance(point * STEP, 1);
    history.record('shop', signals(point), full);
  }
  const { from, step, services } = history.view();

  expect([from, step]).toEqual([11 * STEP, STEP]);
  expect(services.shop?.traffic).toEqual(Array.from({ length: HOUR }, (_, index) => index + 11));
  expect(services.shop?.saturation).toEqual({ cpu: Array(HOUR).fill(0.5) });
});

test('what nobody knows is null: gaps, and the time before a service or a resource was there', () => {
  const history = new History();
  history.advance(STEP, 1);
  history.record('shop', signals(1), new Map());
  history.advance(4 * STEP, 3);
  history.record('shop', signals(null), full);
  history.record('mail', signals(7), new Map());

  expect(history.view()).toEqual({
    version: 1,
    range: '1h',
    from: STEP,
    step: STEP,
    services: {
      shop: {
        traffic: [1, null, null, null],
        errorRatio: [null, null, null, null],
        p50: [0.123457, null, null, 0.123457],
        p95: [null, null, null, null],
        p99: [null, null, null, null],
        saturation: { cpu: [null, null, null, 0.5] },
      },
      mail: {
        traffic: [null, null, null, 7],
        errorRatio: [null, null, null, null],
        p50: [null, null, null, 0.123457],
        p95: [null, null, null, null],
        p99: [null, null, null, null],
        saturation: {},
      },
    },
  });
  expect(history.point().services.shop?.saturation).toEqual({ cpu: [0.5] });
});

test('a point has the services of which something is known then, and a service that is gone for an hour is forgotten', () => {
  const history = new History();
  history.advance(STEP, 1);
  history.record('gone', signals(1), full);
  history.record('shop', signals(1), full);
  history.advance(2 * STEP, 1);
  history.record('shop', signals(2), full);
  expect(Object.keys(history.point().services)).toEqual(['shop']);
  expect(Object.keys(history.view().services)).toEqual(['gone', 'shop']);

  history.advance((HOUR + 1) * STEP, HOUR - 1);

  expect(Object.keys(history.view().services)).toEqual(['shop']);
});

test('of more than fifty services, the one that was there longest ago makes room', () => {
  const history = new History();
  for (let point = 0; point < 60; point += 1) {
    history.advance(point * STEP, 1);
    history.record(`service-${point}`, signals(1), full);
  }

  expect(Object.keys(history.view().services)).toEqual(
    Array.from({ length: 50 }, (_, index) => `service-${index + 10}`),
  );
});

test('a service and a resource may be called anything', () => {
  const history = new History();
  history.advance(STEP, 1);
  history.record('__proto__', signals(1), new Map([['constructor', 1]]));

  expect(JSON.parse(JSON.stringify(history.view())).services).toEqual(
    JSON.parse(
      '{"__proto__":{"traffic":[1],"errorRatio":[null],"p50":[0.123457],"p95":[null],"p99":[null],"saturation":{"constructor":[1]}}}',
    ),
  );
});
