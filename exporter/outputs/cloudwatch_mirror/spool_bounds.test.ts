import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { DROP_REASONS, newDeliveryCounts } from './delivery_counts.ts';
import { batch, datums, names } from './testing/datums.ts';
import { drain, KEEP, openSpool } from './testing/opened_spool.ts';

test('within its size the spool keeps everything; beyond it the oldest are dropped and counted, whatever is under way', async () => {
  const root = await temporaryDirectory();
  const step = fc.oneof(
    fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ do: fc.constant('begin' as const), count: fc.integer({ min: 1, max: 60 }) }),
    fc.constant({ do: 'settle' as const }),
    fc.constant({ do: 'release' as const }),
    fc.constant({ do: 'reopen' as const }),
  );
  const maxBytes = 30_000;
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      run += 1;
      const directory = join(root, String(run));
      let { spool, counts } = openSpool(directory, { maxBytes });
      let appended = 0;
      let sending: string[] = [];
      const gone: string[] = [];
      for (const action of steps) {
        if (action.do === 'append') {
          spool.append(batch(datums(appended, action.count)));
          appended += action.count;
        } else if (action.do === 'begin' && sending.length === 0) {
          sending = names(spool.peek(action.count, KEEP));
          if (sending.length > 0) spool.begin(sending.length);
        } else if (action.do === 'settle' || action.do === 'release') {
          if (sending.length > 0) spool[action.do]();
          if (action.do === 'settle') gone.push(...sending);
          sending = [];
        } else if (action.do === 'reopen' && sending.length === 0) {
          ({ spool, counts } = openSpool(directory, { maxBytes }));
        }
        expect(spool.bytes).toBeLessThanOrEqual(maxBytes);
        const { dropped } = counts;
        expect(dropped).toEqual({ ...newDeliveryCounts().dropped, spool_full: dropped.spool_full });
      }
      if (sending.length > 0) spool.release();
      const left = drain(spool);
      const newest = names(datums(appended - left.length, left.length));
      // What was under way may be sent, although younger ones were dropped meanwhile.
      expect(left.filter((name) => !newest.includes(name))).toEqual([]);
      expect(new Set([...gone, ...left]).size).toBe(gone.length + left.length);
    }),
    { numRuns: 150 },
  );
});

test('every datum is accepted, dropped or there', async () => {
  const { spool, counts } = openSpool(await temporaryDirectory(), { maxBytes: 30_000 });
  let accepted = 0;
  for (let round = 0; round < 20; round += 1) {
    spool.append(batch(datums(100 * round, 50)));
    const items = spool.peek(20, (item) => (names([item])[0]?.endsWith('7') ? 'expired' : null));
    spool.begin(items.length);
    spool.append(batch(datums(100 * round + 50, 50)));
    if (round % 3 === 0) spool.release();
    else spool.settle();
    if (round % 3 !== 0) accepted += items.length;
    const dropped = DROP_REASONS.reduce((sum, reason) => sum + counts.dropped[reason], 0);
    expect(accepted + dropped + spool.datums, `round ${round}`).toBe(counts.appended);
  }
  expect(counts.dropped.spool_full).toBeGreaterThan(0);
  expect(counts.dropped.expired).toBeGreaterThan(0);
});

test.each([
  ['is sent, it is not dropped', 'settle', 0],
  ['comes back, it is dropped and counted, too', 'release', 10],
] as const)(
  'where what is on its way is among the oldest that are dropped, and %s',
  async (_name, end, dropped) => {
    const directory = await temporaryDirectory();
    const { spool, counts } = openSpool(directory, { maxBytes: 30_000 });
    spool.append(batch(datums(0, 20)));
    spool.peek(10, KEEP);
    spool.begin(10);
    for (let index = 1; index < 12; index += 1) spool.append(batch(datums(100 * index, 20)));
    const before = counts.dropped.spool_full;
    spool[end]();
    expect(counts.dropped.spool_full - before).toBe(dropped);
    expect(names(spool.peek(10, KEEP))[0]).not.toBe('d0');

    const { spool: reopened, counts: found } = openSpool(directory, { maxBytes: 30_000 });
    expect(reopened.datums).toBe(spool.datums);
    expect(drain(reopened)).toHaveLength(spool.datums);
    expect(found.dropped).toEqual(newDeliveryCounts().dropped);
  },
);

test('what is on its way when the oldest are dropped is in doubt after a crash, and the rest is where it was', async () => {
  const directory = await temporaryDirectory();
  const { spool } = openSpool(directory, { maxBytes: 30_000 });
  spool.append(batch(datums(0, 20)));
  spool.peek(10, KEEP);
  spool.begin(10);
  for (let index = 1; index < 12; index += 1) spool.append(batch(datums(100 * index, 20)));
  const { spool: reopened, counts } = openSpool(directory, { maxBytes: 30_000 });
  expect(counts.inDoubt).toEqual({ requests: 1, datums: 10 });
  expect(reopened.datums).toBe(spool.datums - 10);
  expect(drain(reopened)).toHaveLength(spool.datums - 10);
  expect(counts.dropped).toEqual(newDeliveryCounts().dropped);
});

test('an interval that is larger than all may be is dropped and counted', async () => {
  const { spool, counts, said } = openSpool(await temporaryDirectory(), { maxBytes: 10_000 });
  spool.append(batch(datums(0, 5)));
  expect(spool.append(batch(datums(5, 500)))).toBe('dropped');
  expect(counts.dropped.spool_full).toBe(500);
  expect(drain(spool)).toEqual(names(datums(0, 5)));
  expect(said).toEqual([]);
});

test('a day of intervals lies on disk, and no more than a few requests of it in memory', async () => {
  const { spool } = openSpool(await temporaryDirectory(), { maxBytes: 100_000_000 });
  const interval = batch(datums(0, 200));
  for (let minute = 0; minute < 1440; minute += 1) spool.append(interval);
  expect(spool.datums).toBe(288_000);
  const before = process.memoryUsage().heapUsed;
  for (let request = 0; request < 20; request += 1) {
    spool.peek(1000, KEEP);
    spool.begin(1000);
    spool.settle();
  }
  expect(spool.datums).toBe(268_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64_000_000);
});
