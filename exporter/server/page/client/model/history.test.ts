import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryView, SeriesView } from '../../../../status/view.ts';
import { History } from './history.ts';

const STEP = 5_000;
const FROM = 1_000_000;

const series = (
  traffic: readonly (number | null)[],
  saturation: SeriesView['saturation'] = {},
): SeriesView => {
  const unknown = traffic.map(() => null);
  return { traffic, errorRatio: unknown, p50: unknown, p95: unknown, p99: unknown, saturation };
};

const view = (from: number, services: HistoryView['services']): HistoryView => ({
  version: 1,
  range: '1h',
  from,
  step: STEP,
  services,
});

test('a point that follows is added, one that is there already is passed over', () => {
  const history = new History(view(FROM, { api: series([1, 2]) }));

  expect(history.append(view(FROM + 2 * STEP, { api: series([3]) }))).toBe(true);
  expect(history.append(view(FROM + 2 * STEP, { api: series([9]) }))).toBe(true);
  expect(history.of('api')?.traffic).toEqual([1, 2, 3]);
  expect(history.times).toEqual([1_000, 1_005, 1_010]);
});

test('where points are missing, all has to be loaded anew', () => {
  const history = new History(view(FROM, { api: series([1, 2]) }));

  expect(history.append(view(FROM + 3 * STEP, { api: series([3]) }))).toBe(false);
  expect(history.of('api')?.traffic).toEqual([1, 2]);
});

test('where the exporter’s clock was set back, all has to be loaded anew', () => {
  const history = new History(view(FROM, { api: series(Array(60).fill(1)) }));

  expect(history.append(view(FROM + 58 * STEP, { api: series([9]) }))).toBe(true);
  expect(history.append(view(FROM + 30 * STEP, { api: series([9]) }))).toBe(false);
  expect(history.append(view(FROM - 700 * STEP, { api: series([9]) }))).toBe(false);
  expect(history.of('api')?.traffic.at(-1)).toBe(1);
});

test('a service and a resource may be called anything, also where a point lacks them', () => {
  const history = new History(view(FROM, { constructor: series([1]), api: series([1], { valueOf: [0.1] }) }));

  expect(history.append(view(FROM + STEP, { api: series([2], { toString: [0.5] }) }))).toBe(true);
  expect(history.of('constructor')?.traffic).toEqual([1, null]);
  expect(history.of('api')?.saturation).toEqual({ valueOf: [0.1, null], toString: [null, 0.5] });
});

test('what a service or resource was before it was there is not known, and so is what it is when it has gone', () => {
  const history = new History(view(FROM, { api: series([1, 2]) }));
  history.append(view(FROM + 2 * STEP, { new: series([3], { cpu: [0.5] }) }));
  history.append(view(FROM + 3 * STEP, { new: series([4], { memory: [0.1] }) }));

  expect(history.of('api')?.traffic).toEqual([1, 2, null, null]);
  expect(history.of('new')).toMatchObject({
    traffic: [null, null, 3, 4],
    saturation: { cpu: [null, null, 0.5, null], memory: [null, null, null, 0.1] },
  });
  expect(history.of('none')).toBe(null);
});

test('a service that was gone for the whole hour is forgotten, however long the page is open', () => {
  const step = 60_000;
  const history = new History({ ...view(FROM, { api: series([1]), gone: series([1]) }), step });
  const known: unknown[] = [];
  for (let index = 1; index <= 60; index += 1) {
    history.append({ ...view(FROM + index * step, { api: series([1]) }), step });
    known.push(history.of('gone') !== null);
  }

  expect(known.slice(-2)).toEqual([true, false]);
  expect(history.of('api')?.traffic).toHaveLength(60);
});

test('an empty history begins with the first point', () => {
  const history = new History(view(FROM, {}));

  expect(history.append(view(FROM + 100 * STEP, { api: series([1]) }))).toBe(true);
  expect(history.times).toEqual([1_500]);
});

test('however many points come, columns are as long as times, and no longer than an hour', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 120 }), (before, added) => {
      const step = 60_000;
      const start = { ...view(FROM, { api: series(Array(before).fill(0)) }), step };
      const history = new History(start);
      for (let index = 0; index < added; index += 1) {
        history.append({ ...view(FROM + (before + index) * step, { api: series([index]) }), step });
      }
      const { times } = history;

      expect(times).toHaveLength(Math.min(60, before + added));
      expect(history.of('api')?.traffic).toHaveLength(times.length);
      expect(times.at(-1)).toBe((FROM + (before + added - 1) * step) / 1000);
    }),
    { numRuns: 30 },
  );
});
