import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneAtATime } from './one_at_a_time.ts';

test('however often it is asked, one run goes at a time, and each call gets a run that began after it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.nat(5), { maxLength: 30 }), async (scheduler, pauses) => {
      let clock = 0;
      let running = 0;
      let runs = 0;
      const run = oneAtATime(async () => {
        const began = ++clock;
        runs += 1;
        running += 1;
        expect(running).toBe(1);
        await scheduler.schedule(Promise.resolve());
        running -= 1;
        return began;
      });
      const calls: Promise<void>[] = [];
      for (const pause of pauses) {
        const asked = clock;
        calls.push(run().then((began) => expect(began).toBeGreaterThan(asked)));
        for (let turn = 0; turn < pause; turn += 1) await scheduler.waitNext(Math.min(1, scheduler.count()));
      }
      await scheduler.waitIdle();
      await Promise.all(calls);
      expect(runs).toBeLessThanOrEqual(calls.length);
    }),
  );
});

test('calls during a run share one further run', async () => {
  const gates: (() => void)[] = [];
  const run = oneAtATime(
    () =>
      new Promise<number>((resolve) => {
        const number = gates.push(() => resolve(number));
      }),
  );

  const calls = [run(), run(), run(), run()];
  await expect.poll(() => gates.length).toBe(1);
  gates[0]?.();
  await expect.poll(() => gates.length).toBe(2);
  gates[1]?.();

  expect(await Promise.all(calls)).toEqual([1, 2, 2, 2]);
});
