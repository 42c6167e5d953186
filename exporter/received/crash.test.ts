import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { FailingDisk, systemError } from './testing/failing_disk.ts';
import { type Order, type OrdersUnderTest, startOrders } from './testing/receiving.ts';

const nextTick = promisify(process.nextTick);
const FULL = systemError('ENOSPC', 'no space left on device');

/** A source and its clients, in a world where the process may be killed at each change of the disk. */
class World {
  /** Orders that count, and the ids of those that have one. */
  #orders = 0;
  readonly #ids = new Set<string>();
  #sent = 0;
  readonly #directory: string;
  #disk: FailingDisk;
  #source: OrdersUnderTest;

  private constructor(directory: string, disk: FailingDisk, source: OrdersUnderTest) {
    this.#directory = directory;
    this.#disk = disk;
    this.#source = source;
  }

  static async begin(directory: string): Promise<World> {
    const disk = new FailingDisk();
    return new World(directory, disk, await startOrders(directory, disk));
  }

  killAfter(changes: number, share: number): void {
    this.#disk.changesLeft = changes;
    this.#disk.share = share;
  }

  /** Sends orders, some with ids, of which some are known. */
  async send(count: number, withIds: boolean, whileSaving = false): Promise<void> {
    const orders = Array.from({ length: count }, (_, index): Order => {
      const number = this.#sent + index;
      // Every fifth is one that was sent before.
      const id = withIds ? `order-${number % 5 === 0 ? Math.floor(number / 2) : number}` : null;
      return { id, shop: `shop-${number % 3}` };
    });
    this.#sent += count;
    const fresh = new Set(orders.flatMap(({ id }) => (id === null || this.#ids.has(id) ? [] : [id])));
    const expected = withIds ? fresh.size : count;
    const saving = whileSaving ? this.#source.save() : undefined;
    // The numbers are taken in the first turn, and written in later ones.
    await nextTick();
    const { status, body } = await this.#source.send(orders);
    await saving;
    if (status === 202) {
      expect(body).toMatchObject({ accepted: expected, duplicates: count - expected, dropped: 0 });
      this.#count(expected, fresh);
    }
    if (this.#disk.hasCrashed) {
      await this.restart();
      // Nobody has answered, so that either will do, and nothing in between.
      if (status !== 202 && (await this.#source.sum('orders_total')) !== this.#orders)
        this.#count(expected, fresh);
    } else if (status !== 202) {
      expect(status).toBe(503);
      expect(this.#disk.full, 'why it is refused').not.toBeNull();
    }
    await this.check();
  }

  async save(): Promise<void> {
    await this.#source.save();
    if (this.#disk.hasCrashed) await this.restart();
    await this.check();
  }

  /** Sends while the disk is full, and saves. */
  async whileFull(count: number): Promise<void> {
    this.#disk.full = FULL;
    await this.send(count, true);
    await this.save();
    this.#disk.full = null;
  }

  /** The process is killed, and another one started. */
  async restart(): Promise<void> {
    // Whatever is still to be done by the one before is done in vain.
    this.#disk.hasCrashed = true;
    await this.#source.stop();
    this.#disk = new FailingDisk();
    this.#source = await startOrders(this.#directory, this.#disk);
  }

  /** The process ends in peace, unless it is killed before it has. */
  async stop(): Promise<void> {
    await this.#source.stop();
    this.#disk = new FailingDisk();
    this.#source = await startOrders(this.#directory, this.#disk);
    await this.check();
  }

  async check(): Promise<void> {
    expect(await this.#source.sum('orders_total')).toBe(this.#orders);
    expect(await this.#source.sum('customers')).toBe(this.#ids.size);
  }

  async end(): Promise<void> {
    await this.#source.stop();
  }

  #count(orders: number, ids: Iterable<string>): void {
    this.#orders += orders;
    for (const id of ids) this.#ids.add(id);
  }
}

const count = fc.integer({ min: 1, max: 20 });
const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), count, withIds: fc.boolean(), whileSaving: fc.boolean() }),
  fc.record({ do: fc.constant('save' as const) }),
  fc.record({
    do: fc.constant('kill soon' as const),
    changes: fc.integer({ min: 0, max: 6 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ do: fc.constant('kill' as const) }),
  fc.record({ do: fc.constant('stop' as const) }),
  fc.record({ do: fc.constant('fill the disk' as const), count }),
);

test('whenever the process is killed, what was accepted counts once, and what was not answered once or never', {
  timeout: 120_000,
}, async () => {
  const root = await temporaryDirectory();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
      run += 1;
      const world = await World.begin(join(root, String(run)));
      for (const action of steps) {
        if (action.do === 'send') await world.send(action.count, action.withIds, action.whileSaving);
        else if (action.do === 'save') await world.save();
        else if (action.do === 'kill soon') world.killAfter(action.changes, action.share);
        else if (action.do === 'kill') await world.restart();
        else if (action.do === 'stop') await world.stop();
        else await world.whileFull(action.count);
      }
      await world.restart();
      await world.check();
      await world.end();
    }),
    { numRuns: 300 },
  );
});
