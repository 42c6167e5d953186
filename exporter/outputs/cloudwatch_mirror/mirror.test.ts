import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { shown } from '../../../metrics/testing/series.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import type { CloudwatchMirror } from './mirror.ts';
import { FAILING, MISSING, MirroredProcess, mailsIn } from './testing/mirror_under_test.ts';

const PATIENT = { timeout: 15_000 };
const CRASHED = 'the worker that sends has crashed (status 7)';

const sent = (mirror: CloudwatchMirror) =>
  vi.waitFor(() => expect(mirror.status.spool.datums).toBe(0), PATIENT);

async function isUp({ registry }: MirroredProcess, mirror: CloudwatchMirror): Promise<boolean> {
  mirror.refresh();
  return (await shown(registry.registry)).includes('goldwatch_mirror_up 1');
}

/** The names of the state files in a directory. */
async function statesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.startsWith('deltas-')).sort();
}

test('what a crash keeps out of the spool in the very first reading is sent by the next process', async () => {
  const process = await MirroredProcess.begin();
  process.mails.labels({ kind: 'news' }).inc(5);
  const first = process.mirror({ program: FAILING });
  await vi.waitFor(async () => expect(await statesIn(process.directory)).toHaveLength(2), PATIENT);
  expect(await first.stop()).toBeNull();
  const second = process.mirror();
  await second.started;
  await sent(second);
  expect(mailsIn(process.aws)).toBe(5);
});

test('while its worker crashes again and again it is not up, says why, and ends nevertheless', async () => {
  const process = await MirroredProcess.begin();
  process.mails.labels({ kind: 'news' }).inc();
  const mirror = process.mirror({ program: FAILING });
  await vi.waitFor(() => expect(mirror.trouble).toBe(CRASHED), PATIENT);
  expect(await isUp(process, mirror)).toBe(false);
  expect(await mirror.stop()).toBeNull();
});

test('while its worker does not even start it is not up, and says why', async () => {
  const process = await MirroredProcess.begin();
  const mirror = process.mirror({ program: MISSING });
  await vi.waitFor(
    () => expect(mirror.trouble).toMatch(/^the worker that sends has crashed \(.*there_is_none\.ts/),
    PATIENT,
  );
  expect(await isUp(process, mirror)).toBe(false);
  expect(await mirror.stop()).toBeNull();
});

test('a worker that has taken nothing for long is a trouble, although there is one', async () => {
  const process = await MirroredProcess.begin();
  process.mails.labels({ kind: 'news' }).inc();
  const mirror = process.mirror({ program: FAILING });
  await vi.waitFor(async () => expect(await statesIn(process.directory)).toHaveLength(2), PATIENT);
  process.uptime = 31_000;
  const troubles = new Set<string | null>();
  await vi.waitFor(
    () => {
      troubles.add(mirror.trouble);
      expect(troubles).toEqual(
        new Set([CRASHED, 'nothing is read, since the worker that sends has not taken the last interval']),
      );
    },
    { ...PATIENT, interval: 1 },
  );
});

test('it is not up while sources catch up for ever, and is again when they have', async () => {
  const process = await MirroredProcess.begin();
  let isComplete = false;
  const mirror = process.mirror({ isComplete: () => isComplete });
  await mirror.started;
  process.uptime = 30_000;
  expect([mirror.trouble, await isUp(process, mirror)]).toEqual([null, true]);
  process.uptime = 30_001;
  expect(mirror.trouble).toBe('nothing is read, since sources have not caught up');
  expect(await isUp(process, mirror)).toBe(false);
  isComplete = true;
  await mirror.readNow();
  expect([mirror.trouble, await isUp(process, mirror)]).toEqual([null, true]);
  // Two intervals and ten seconds later.
  process.uptime += 130_001;
  expect(mirror.trouble).toBe('nothing is read, since readings fail, as the log says');
});

test('while the spool is in memory, two states are kept, and what went out from there is not sent again', async () => {
  const process = await MirroredProcess.begin();
  const mails = process.mails.labels({ kind: 'news' });
  const mirror = process.mirror();
  await mirror.started;
  mails.inc(1);
  await mirror.readNow();
  await mirror.stop();
  const spool = join(process.directory, 'spool');
  await rm(spool, { recursive: true });
  await writeFile(spool, 'no directory');
  const inMemory = process.mirror();
  await inMemory.started;
  for (let reading = 0; reading < 4; reading += 1) {
    mails.inc(10);
    await inMemory.readNow();
    expect(await statesIn(process.directory)).toHaveLength(2);
  }
  await sent(inMemory);
  await inMemory.stop();
  await rm(spool);
  mails.inc(100);
  const next = process.mirror();
  await next.started;
  await sent(next);
  expect(mailsIn(process.aws)).toBe(141);
  expect(process.captured.captured.messages('error')).toEqual([
    expect.stringMatching(/^The spool .* cannot be written: /),
  ]);
});

test('what another mirror has left is on disk before anything is read, also where there was a state of old', async () => {
  const process = await MirroredProcess.begin();
  const elsewhere = await temporaryDirectory();
  const mails = process.mails.labels({ kind: 'news' });
  mails.inc(1);
  const old = process.mirror();
  await old.started;
  await sent(old);
  const left = await old.stop();
  mails.inc(10);
  const other = process.mirror({ directory: elsewhere, takenOver: left });
  await other.started;
  await sent(other);
  const takenOver = await other.stop();
  expect(mailsIn(process.aws)).toBe(11);
  // It crashes before its first reading.
  const crashed = process.mirror({ takenOver, isComplete: () => false });
  await crashed.started;
  await crashed.stop();
  mails.inc(100);
  const next = process.mirror();
  await next.started;
  await sent(next);
  expect(mailsIn(process.aws)).toBe(111);
});

test('a mirror that comes back to a place knows the metrics that it had there', async () => {
  const process = await MirroredProcess.begin();
  const budget = { budget: { metrics: 1 } };
  process.mails.labels({ kind: 'news' }).inc();
  const first = process.mirror({}, budget);
  await first.started;
  await sent(first);
  const left = await first.stop();
  process.mails.labels({ kind: 'bills' }).inc();
  const back = process.mirror({ takenOver: left && { ...left, budget: null } }, budget);
  await back.started;
  expect(back.lastReading?.beyondBudget.named).toEqual(['["mails_total",["kind","bills"]]']);
});

test('a state that is damaged is said, is replaced, and does no harm to what comes', async () => {
  const process = await MirroredProcess.begin();
  const mails = process.mails.labels({ kind: 'news' });
  mails.inc();
  const first = process.mirror();
  await first.started;
  await sent(first);
  await first.stop();
  const [state = ''] = await statesIn(process.directory);
  const path = join(process.directory, state);
  await writeFile(path, 'oops');
  const again = process.mirror({ startedAt: Date.now() + 1 });
  await again.started;
  expect(process.captured.captured.messages('error')).toEqual([
    `The state file ${path} is damaged or of another version. It is replaced; counters are mirrored from what they have come to now.`,
  ]);
  mails.inc(10);
  await again.readNow();
  await sent(again);
  expect(mailsIn(process.aws)).toBe(11);
});

test('gauges have one value for each interval: what is read within one has none of them', async () => {
  const process = await MirroredProcess.begin();
  const queue = { name: 'queue_length', type: 'gauge', help: 'Mails that wait.', labels: [] } as const;
  process.registry.scope().gauge(queue).labels({}).set(7);
  process.mails.labels({ kind: 'news' }).inc(3);
  const end = Promise.withResolvers<void>();
  const interval = Math.floor(Date.now() / 60_000) * 60_000;
  const mirror = process.mirror(
    {
      intervals: async function* one() {
        await end.promise;
        yield interval;
      },
    },
    { select: [{ series: 'queue_length' }, { series: 'mails_total' }] },
  );
  await mirror.started;
  expect(mirror.lastReading).toMatchObject({ count: 1, unmatched: [] });
  const received = () => process.aws.received.map(({ metricName }) => metricName);
  await vi.waitFor(() => expect(received()).toEqual(['mails_total']), PATIENT);
  end.resolve();
  await vi.waitFor(() => expect(received()).toEqual(['mails_total', 'queue_length']), PATIENT);
  await mirror.stop();
  expect(received()).toEqual(['mails_total', 'queue_length']);
});
