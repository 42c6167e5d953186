import fc from 'fast-check';
import { expect, test } from 'vitest';
import { after, CONNECTING, delayAfter, inWords, refusalOf } from './connection.ts';

const START = new Date(2026, 0, 1, 12, 3, 10).getTime();
const answered = (at: number) => ({ kind: 'answered', at }) as const;
const failed = (at: number, refusal = 'no answer' as const) => ({ kind: 'failed', at, refusal }) as const;

test('a connection that is lost says since when there was no answer, however often it is tried', () => {
  const live = after(CONNECTING, answered(START), null);
  const lost = after(live, failed(START + 30_000), START);
  const still = after(lost, failed(START + 40_000), START);

  expect(inWords(live, START)).toBe('Live');
  expect(inWords(lost, START)).toBe('No answer from the exporter since 12:03:10; trying again');
  expect(still).toEqual({ state: 'lost', since: START, attempts: 2, refusal: 'no answer' });
});

test('a connection that is back says how long there was none, for a minute', () => {
  const lost = after(CONNECTING, failed(START), null);
  const back = after(lost, answered(START + 50_000), START);

  expect(inWords(back, START)).toBe('Live again: there was no answer from 12:03:10 to 12:04:00');
  expect(after(back, answered(START + 60_000), START)).toBe(back);
  expect(inWords(after(back, answered(START + 111_000), START), START)).toBe('Live');
});

test('what the exporter says instead of an answer is told apart', () => {
  const words = [401, 403, 503, 429, 500].map((status) =>
    inWords({ state: 'lost', since: START, attempts: 1, refusal: refusalOf(status) }, START),
  );

  expect(words).toEqual([
    'The exporter does not let this page in since 12:03:10; reload the page to log in',
    'The exporter does not let this page in since 12:03:10; reload the page to log in',
    'The exporter has too much to do for this page since 12:03:10; trying again',
    'The exporter has too much to do for this page since 12:03:10; trying again',
    'The exporter fails to answer since 12:03:10, its log says why; trying again',
  ]);
});

test('a page waits twice as long after each failure, at most 15 s, and never less than half of that', () => {
  expect([1, 2, 3, 4, 5, 6, 1e9].map((attempts) => delayAfter(attempts, 0))).toEqual([
    1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
  ]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, chance) => {
        const longest = delayAfter(attempts, 0);

        expect(delayAfter(attempts, chance)).toBeGreaterThanOrEqual(longest / 2);
        expect(delayAfter(attempts, chance)).toBeLessThanOrEqual(longest);
      },
    ),
  );
});
