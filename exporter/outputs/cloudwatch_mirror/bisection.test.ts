import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bisection } from './bisection.ts';

/** Sends so many datums to somebody who refuses those at some places, and says which of them were given up. */
function sendAll(count: number, bad: ReadonlySet<number>, says: boolean) {
  const bisection = new Bisection();
  const dropped: number[] = [];
  const sent: number[] = [];
  let requests = 0;
  for (let at = 0; at < count; ) {
    const length = Math.min(1000, count - at, bisection.limit);
    const culprit = Array.from({ length }, (_, index) => index).find((index) => bad.has(at + index));
    requests += 1;
    if (culprit !== undefined && length > 1) {
      bisection.refused(length, says ? culprit : null);
      continue;
    }
    (culprit === undefined ? sent : dropped).push(...Array.from({ length }, (_, index) => at + index));
    bisection.done(length);
    at += length;
  }
  return { dropped, sent, requests };
}

test('whatever is refused is found, everything else is sent once, and the requests are few', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2500 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 2499 }), { maxLength: 20 }),
      fc.boolean(),
      (count, places, says) => {
        const bad = new Set(places.filter((place) => place < count));
        const { dropped, sent, requests } = sendAll(count, bad, says);
        expect(dropped).toEqual([...bad].sort((a, b) => a - b));
        expect([...dropped, ...sent].sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, i) => i),
        );
        expect(requests).toBeLessThanOrEqual(3 + bad.size * 2 * (says ? 2 : 11));
      },
    ),
  );
});

test('one culprit among a thousand costs 20 requests, and 4 where AWS says which it is', () => {
  const bad = new Set([617]);
  expect(sendAll(1000, bad, false).requests).toBeLessThanOrEqual(21);
  expect(sendAll(1000, bad, true).requests).toBe(4);
});

test('where every datum is refused, each costs two requests at most', () => {
  const bad = new Set(Array.from({ length: 1000 }, (_, index) => index));
  expect(sendAll(1000, bad, false).requests).toBeLessThan(2000);
  expect(sendAll(1000, bad, true).requests).toBeLessThan(2000);
});

test('a culprit that cannot be is not believed', () => {
  const bisection = new Bisection();
  bisection.refused(10, 10);
  expect(bisection.limit).toBe(5);
});
