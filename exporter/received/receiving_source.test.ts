import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { LOCAL_DISK } from './state_disk.ts';
import { FailingDisk, systemError } from './testing/failing_disk.ts';
import { startOrders } from './testing/receiving.ts';

const JOURNAL = /^journal-/;

test('while the disk is full, requests are refused rather than lost, and said to be', async () => {
  const directory = await temporaryDirectory();
  const disk = new FailingDisk();
  const orders = await startOrders(directory, disk);
  await orders.save();
  disk.full = systemError('ENOSPC', 'no space left on device');
  expect(await orders.send([{ id: 'a', shop: 'one' }])).toEqual({
    status: 503,
    body: {
      error:
        'What is received cannot be written to disk at present, as the log of the exporter says. Nothing of the request is counted; send it again later.',
    },
    retryAfter: 5,
  });
  await orders.save();
  expect(await orders.sum('orders_total')).toBe(0);
  expect(orders.isUp()).toBe(false);
  expect([...new Set(orders.reports)]).toEqual([
    `failed journal: The journal in ${directory} cannot be written: ENOSPC: no space left on device. Make room, or let the user that runs the exporter write there.`,
    `problem checkpoint: The state file ${join(directory, 'checkpoint.jsonl')} cannot be written: ENOSPC: no space left on device. What is received is kept in a journal meanwhile, which has an end.`,
  ]);
  disk.full = null;
  // Whether or not somebody sends something.
  await vi.waitFor(() => expect(orders.isUp()).toBe(true), 10_000);
  expect(await orders.send([{ id: 'a', shop: 'one' }])).toMatchObject({ status: 202 });
  expect(await orders.sum('orders_total')).toBe(1);
  await orders.stop();
});

test('when much was received, a checkpoint is saved by itself, and the journal begins anew', async () => {
  const directory = await temporaryDirectory();
  const orders = await startOrders(directory, LOCAL_DISK);
  const batch = Array.from({ length: 9_000 }, () => ({ id: null, shop: 'x'.repeat(90) }));
  for (let count = 0; count < 20; count += 1) await orders.send(batch);
  await vi.waitFor(
    async () => expect((await readdir(directory)).filter((name) => JOURNAL.test(name))).toEqual([]),
    10_000,
  );
  expect(await readFile(join(directory, 'checkpoint.jsonl'), 'utf8')).toContain('"xxxxx');
  await orders.stop();
  const again = await startOrders(directory, LOCAL_DISK);
  expect(await again.sum('orders_total')).toBe(180_000);
  await again.stop();
});

test('when it stops, the checkpoint has everything, and no journal is left', async () => {
  const directory = await temporaryDirectory();
  const orders = await startOrders(directory, LOCAL_DISK);
  await orders.send([{ id: 'a', shop: 'one' }]);
  expect((await readdir(directory)).filter((name) => JOURNAL.test(name))).toHaveLength(1);
  await orders.stop();
  expect(await readdir(directory)).toEqual(['checkpoint.jsonl']);
});

/** When the series of a shop began, for whoever counts again what was received before a crash; in milliseconds since 1970. */
async function beginningAfterCrash(directory: string, shop: string): Promise<number> {
  const again = await startOrders(directory, LOCAL_DISK);
  await again.save();
  const saved = await readFile(join(directory, 'checkpoint.jsonl'), 'utf8');
  await again.stop();
  const [, began = ''] =
    new RegExp(`"orders_total":.*?\\["demo-api","${shop}"\\],1,(\\d+)`).exec(saved) ?? [];
  return Number(began);
}

test('a series that is counted again after a crash began when its first event was received, and neither before nor later', async () => {
  const directory = await temporaryDirectory();
  const orders = await startOrders(directory, LOCAL_DISK);
  await orders.send([{ id: 'a', shop: 'zero' }]);
  await pause(20);
  const before = Date.now();
  await orders.send([{ id: 'b', shop: 'one' }]);
  const after = Date.now();
  await pause(20);
  const began = await beginningAfterCrash(directory, 'one');
  expect(began).toBeGreaterThanOrEqual(before);
  expect(began).toBeLessThanOrEqual(after);
  await orders.stop();
});
