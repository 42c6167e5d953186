import { cpSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { type DeliveryCounts, newDeliveryCounts } from './delivery_counts.ts';
import { Spool } from './spool.ts';
import { LOCAL_DISK } from './spool_disk.ts';
import { batch, datums, keptLog, names } from './testing/datums.ts';
import { FailingDisk } from './testing/failing_disk.ts';

const KEEP = () => null;
type Policy = 'resend' | 'drop';

/** A spool, its writer and AWS, in a world where the machine may crash at each change of the disk. */
class World {
  readonly received: string[] = [];
  readonly appended: string[] = [];
  /** Datums that were on their way when the machine crashed. */
  readonly wereOnTheirWay = new Set<string>();
  /** Datums that were found to be in doubt. */
  inDoubt = 0;
  readonly #directory: string;
  readonly #policy: Policy;
  #counts: DeliveryCounts = newDeliveryCounts();
  #disk = new FailingDisk();
  #spool: Spool;
  #marks = 0;

  constructor(directory: string, policy: Policy) {
    this.#directory = directory;
    this.#policy = policy;
    this.#spool = this.#open();
  }

  /** From now on, the machine crashes after so many changes, in the midst of one. */
  crashAfter(changes: number, share: number): void {
    this.#disk.changesLeft = changes;
    this.#disk.share = share;
  }

  append(count: number): void {
    const items = datums(this.appended.length, count);
    const mark = `m${this.#marks}`;
    this.#marks += 1;
    this.appended.push(...names(items));
    // As the writer does after a crash: it asks for the last mark, and hands over again what is not there.
    while (true) {
      const kept = this.#spool.append(batch(items, mark));
      if (!this.#disk.hasCrashed) {
        expect(kept).toBe('disk');
        return;
      }
      this.restart();
      if (this.#spool.lastMark === mark) return;
    }
  }

  /** Sends at most so many; AWS takes them, or is not reached. */
  send(limit: number, isReached: boolean): number {
    const items = names(this.#spool.peek(limit, KEEP));
    if (items.length > 0 && this.#spool.begin(items.length)) {
      if (isReached) this.received.push(...items);
      if (isReached) this.#spool.settle();
      else this.#spool.release();
    }
    // They were about to be sent, or had been, as far as the disk may know.
    if (this.#disk.hasCrashed) this.restart(items);
    return items.length;
  }

  /** The machine goes off while a request is on its way, of which AWS has taken all or nothing. */
  crashWhileSending(limit: number, isReached: boolean): void {
    const items = names(this.#spool.peek(limit, KEEP));
    if (items.length > 0 && this.#spool.begin(items.length) && isReached) this.received.push(...items);
    this.restart(items);
  }

  /** What was on its way when the machine crashed may be in doubt, and nothing else. */
  restart(onTheirWay: readonly string[] = []): void {
    for (const item of onTheirWay) this.wereOnTheirWay.add(item);
    this.#spool = this.#open();
    const { requests, datums: count } = this.#counts.inDoubt;
    expect([0, onTheirWay.length]).toContain(count);
    expect(requests).toBe(count === 0 ? 0 : 1);
    this.inDoubt += count;
  }

  /** Datums that wait in the spool. */
  get waiting(): number {
    return this.#spool.datums;
  }

  #open(): Spool {
    this.#disk = new FailingDisk();
    this.#counts = newDeliveryCounts();
    // Enough for all, and so little that segments are of about 80 datums.
    const settings = { directory: this.#directory, maxBytes: 200_000, memoryBytes: 100_000 };
    const spool = new Spool({ ...settings, inDoubt: this.#policy }, this.#counts, keptLog().log, this.#disk);
    const { dropped, recovered } = this.#counts;
    expect(recovered, 'what was found').toBe(spool.datums + dropped.in_doubt);
    expect(dropped.damaged).toBe(0);
    return spool;
  }
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const step = fc.oneof(
  fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 0, max: 50 }) }),
  fc.record({
    do: fc.constant('send' as const),
    limit: fc.integer({ min: 1, max: 60 }),
    reached: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('crash while sending' as const),
    limit: fc.integer({ min: 1, max: 60 }),
    reached: fc.boolean(),
  }),
  fc.record({ do: fc.constant('crash soon' as const), changes: fc.integer({ min: 0, max: 6 }), share }),
  fc.record({ do: fc.constant('restart' as const) }),
);

test.each(['resend', 'drop'] as const)(
  'whenever the machine crashes, every datum reaches AWS once, but for those that were on their way (%s)',
  { timeout: 120_000 },
  async (policy) => {
    const root = await temporaryDirectory();
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        run += 1;
        const world = new World(join(root, String(run)), policy);
        for (const action of steps) {
          if (action.do === 'append') world.append(action.count);
          else if (action.do === 'send') world.send(action.limit, action.reached);
          else if (action.do === 'crash while sending') world.crashWhileSending(action.limit, action.reached);
          else if (action.do === 'crash soon') world.crashAfter(action.changes, action.share);
          else world.restart();
        }
        while (world.send(20, true) > 0);

        const times = new Map<string, number>();
        for (const name of world.received) times.set(name, (times.get(name) ?? 0) + 1);
        const lost = world.appended.filter((name) => !times.has(name));
        const doubled = [...times].filter(([, count]) => count > 1).map(([name]) => name);
        expect(world.waiting).toBe(0);
        expect([...times.keys()].filter((name) => !world.appended.includes(name))).toEqual([]);
        expect([...lost, ...doubled].filter((name) => !world.wereOnTheirWay.has(name))).toEqual([]);
        expect(policy === 'resend' ? lost : doubled).toEqual([]);
        const surplus = world.received.length - times.size;
        expect(lost.length + surplus).toBeLessThanOrEqual(world.inDoubt);
        const firsts = [...times.keys()].map((name) => Number(name.slice(1)));
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
      }),
      { numRuns: 150 },
    );
  },
);

test('wherever the last file is cut off, whole batches before the cut are there, nothing of the others, and new ones are taken', {
  timeout: 60_000,
}, async () => {
  const root = await temporaryDirectory();
  const directory = join(root, 'whole');
  const settings = { maxBytes: 16_000_000, memoryBytes: 100_000, inDoubt: 'resend' as const };
  const { log } = keptLog();
  const spool = new Spool({ ...settings, directory }, newDeliveryCounts(), log);
  const file = '0000000000000000.jsonl';
  const ends: number[] = [];
  for (const [index, count] of [3, 1, 4].entries()) {
    spool.append(batch(datums(10 * index, count), `m${index}`));
    ends.push(LOCAL_DISK.length(join(directory, file)));
  }
  const wholes = [['d0', 'd1', 'd2'], ['d10'], ['d20', 'd21', 'd22', 'd23']];
  for (let cut = 0; cut <= (ends.at(-1) ?? 0); cut += 7) {
    const copy = join(root, String(cut));
    cpSync(directory, copy, { recursive: true });
    truncateSync(join(copy, file), cut);
    const counts = newDeliveryCounts();
    const reopened = new Spool({ ...settings, directory: copy }, counts, log);
    const whole = ends.filter((end) => end <= cut).length;
    expect(reopened.lastMark, `cut at ${cut}`).toBe(whole === 0 ? null : `m${whole - 1}`);
    expect(reopened.append(batch(datums(90, 2)))).toBe('disk');
    expect(names(reopened.peek(100, KEEP)), `cut at ${cut}`).toEqual([
      ...wholes.slice(0, whole).flat(),
      'd90',
      'd91',
    ]);
    expect(counts.dropped.damaged).toBe(0);
  }
});

test.each([
  ['was sent already', true, 'm1', [], 0],
  ['was on its way', false, 'm1', ['d0', 'd1', 'd2'], 2],
])(
  'where a file has lost what %s, what comes after is not taken for that',
  async (_name, isSent, mark, kept, damaged) => {
    const directory = await temporaryDirectory();
    const settings = { directory, maxBytes: 16_000_000, memoryBytes: 100_000, inDoubt: 'resend' as const };
    const { log, said } = keptLog();
    const spool = new Spool(settings, newDeliveryCounts(), log);
    spool.append(batch(datums(0, 3), 'm0'));
    const path = join(directory, '0000000000000000.jsonl');
    const length = LOCAL_DISK.length(path);
    spool.append(batch(datums(3, 3), 'm1'));
    spool.peek(5, KEEP);
    spool.begin(5);
    if (isSent) spool.settle();
    truncateSync(path, length);

    const counts = newDeliveryCounts();
    const reopened = new Spool(settings, counts, log);
    expect(reopened.lastMark).toBe(mark);
    reopened.append(batch(datums(90, 2), 'm2'));
    expect(names(reopened.peek(100, KEEP))).toEqual([...kept, 'd90', 'd91']);
    expect(counts.dropped.damaged).toBe(damaged);
    expect(said).toEqual([]);
  },
);
