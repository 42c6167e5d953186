import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ObjectiveAccount, savedAccount } from './objectives_account.ts';
import type { WatchedObjective } from './status_settings.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const NOON = Date.UTC(2026, 0, 1, 12);

const OBJECTIVE: WatchedObjective = {
  objective: 'availability',
  service: 'shop',
  target: 0.99,
  budget: 0.01,
  window: '7d',
  events: { kind: 'requests' },
};

/** So many events at a moment, and before or after a restart of the exporter. */
interface Added {
  readonly at: number;
  readonly run: number;
  readonly total: number;
  readonly bad: number;
}

/** An account after these events, and after as many restarts as they tell of. */
function accountOf(added: readonly Added[]): ObjectiveAccount {
  let account = new ObjectiveAccount(NOON);
  let run = 0;
  for (const { at, run: own, total, bad } of added) {
    for (; run < own; run += 1) account = restarted(account, at);
    account.add(at, { total, bad, seconds: 5 });
  }
  return account;
}

function restarted(account: ObjectiveAccount, now: number): ObjectiveAccount {
  const text = JSON.stringify(account.save(OBJECTIVE, now));
  return new ObjectiveAccount(now, savedAccount.parse(JSON.parse(text)));
}

/** The share of bad events since a moment, of all of them one by one; within a minute no more are bad than there are. */
function shareSince(added: readonly Added[], from: number): number {
  const since = added.filter(({ at }) => at >= from);
  const minutes = Map.groupBy(since, ({ at, run }) => `${run} ${Math.floor(at / MINUTE)}`);
  let [total, bad] = [0, 0];
  for (const its of minutes.values()) {
    const all = its.reduce((sum, one) => sum + one.total, 0);
    const failed = its.reduce((sum, one) => sum + one.bad, 0);
    total += all;
    bad += Math.min(all, Math.max(0, failed));
  }
  return total > 0 ? bad / total : 0;
}

describe('an account of events', () => {
  test('agrees with all events one by one, over any time and any restarts', () => {
    const step = fc.record({
      wait: fc.oneof(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 1, max: 3 * DAY })),
      restarts: fc.boolean(),
      total: fc.nat(1000),
      bad: fc.integer({ min: -20, max: 1100 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(2 * HOUR), (steps, later) => {
        let [at, run] = [NOON, 0];
        const added = steps.map(({ wait, restarts, total, bad }) => {
          at += wait;
          run += restarts ? 1 : 0;
          return { at, run, total, bad };
        });
        const now = at + later;

        const view = accountOf(added).view(OBJECTIVE, now);

        const week = shareSince(added, Math.floor((now - 7 * DAY) / HOUR) * HOUR);
        const hour = shareSince(added, (Math.floor(now / MINUTE) - 59) * MINUTE);
        expect(view.remaining).toBeCloseTo(1 - week / 0.01, 7);
        expect(view.burnRate).toBeCloseTo(hour / 0.01, 7);
      }),
    );
  });

  test('says what is left, how fast it is spent and when it will be', () => {
    const account = new ObjectiveAccount(NOON - 7 * DAY);
    account.add(NOON - 2 * HOUR, { total: 9_000, bad: 0, seconds: 5 });
    account.add(NOON - MINUTE, { total: 1_000, bad: 20, seconds: 5 });

    expect(account.view(OBJECTIVE, NOON)).toEqual({
      objective: 'availability',
      service: 'shop',
      target: 0.99,
      window: '7d',
      // 20 of the 100 that may fail.
      remaining: 0.8,
      burnRate: 2,
      // At twice the pace, 80 % last for 40 % of the window.
      exhaustedAt: NOON + 0.4 * 7 * DAY,
      knownBy: 'exporter',
      since: null,
      uncounted: 7 * DAY - 10_000,
      why: null,
    });
  });

  test('has all of its budget without events, and is never exhausted at no pace', () => {
    const view = new ObjectiveAccount(NOON).view(OBJECTIVE, NOON + HOUR);

    expect(view).toMatchObject({ remaining: 1, burnRate: 0, exhaustedAt: null, since: NOON });
  });

  test('says since when it counts, and for how long it did not', () => {
    const account = accountOf([
      { at: NOON + 5_000, run: 0, total: 1, bad: 0 },
      { at: NOON + HOUR, run: 1, total: 1, bad: 0 },
    ]);

    const view = account.view(OBJECTIVE, NOON + HOUR);

    expect(view).toMatchObject({ since: NOON, uncounted: HOUR - 10_000 });
  });

  test('says since when it counts, also where the clock was ahead when it began', () => {
    const account = restarted(new ObjectiveAccount(NOON + 400 * DAY), NOON);
    account.add(NOON, { total: 1, bad: 0, seconds: 5 });

    const view = restarted(account, NOON).view(OBJECTIVE, NOON + HOUR);

    expect(view).toMatchObject({ since: NOON - 5_000, uncounted: HOUR });
  });

  test('forgets on disk what its window has left behind, however long it runs', () => {
    const account = new ObjectiveAccount(NOON);
    for (let hour = 0; hour < 1_000; hour += 1) {
      account.add(NOON + hour * HOUR, { total: 1, bad: 0, seconds: 5 });
    }

    const saved = account.save(OBJECTIVE, NOON + 1_000 * HOUR);

    expect(saved.hours.length).toBeLessThanOrEqual(7 * 24 + 1);
    expect(saved.minutes.length).toBeLessThanOrEqual(3);
  });

  test('does not take hours that a wrong clock has put into the future', () => {
    const account = new ObjectiveAccount(NOON);
    account.add(NOON + 30 * DAY, { total: 10, bad: 10, seconds: 5 });
    account.add(NOON, { total: 10, bad: 0, seconds: 5 });

    expect(account.view(OBJECTIVE, NOON + MINUTE)).toMatchObject({ remaining: 1, burnRate: 0 });
  });
});
