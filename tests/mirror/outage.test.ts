import { expect, onTestFinished, test, vi } from 'vitest';
import { type CloudWatchStandIn, startCloudWatch } from '../cloudwatch_standin/standin.ts';
import { freePort } from '../support/ports.ts';
import { byMinute, receivedByMinute } from './minutes.ts';
import { totals } from './received.ts';
import { GENEROUS } from './served_exporter.ts';
import { type Counted, MINUTE, SimulatedMirror } from './simulated_mirror.ts';

const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 2, 14, 12);

async function cloudWatch(options: Parameters<typeof startCloudWatch>[0] = {}): Promise<CloudWatchStandIn> {
  const aws = await startCloudWatch(options);
  onTestFinished(() => aws.close());
  return aws;
}

/** Everything that waits has been sent. */
async function delivered(simulated: SimulatedMirror): Promise<void> {
  await vi.waitFor(() => expect(simulated.status.spool.datums).toBe(0), GENEROUS);
}

function byKind(counted: readonly Counted[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { kind, by } of counted) sums[kind] = (sums[kind] ?? 0) + by;
  return sums;
}

test('after six hours without CloudWatch, and a crash meanwhile, all has arrived in the minutes in which it was counted, oldest first', {
  timeout: 120_000,
}, async () => {
  const port = await freePort();
  const simulated = await SimulatedMirror.start({
    url: `http://127.0.0.1:${port}`,
    startsAt: NOON,
    maxAgeMs: null,
  });
  for (let minute = 0; minute < 360; minute += 1) {
    await simulated.minute(async () => {
      simulated.count('welcome', 1 + (minute % 7));
      if (minute % 50 === 0) simulated.count(`new at ${minute}`, minute + 1);
      if (minute === 180) await simulated.crash();
    });
  }
  expect(simulated.status.trouble?.kind).toBe('unreached');
  expect(simulated.status.spool.oldest).toBe(NOON);

  const aws = await cloudWatch({ port, now: simulated.clock.now });
  await delivered(simulated);
  expect(receivedByMinute(aws)).toEqual(byMinute(simulated.counted));
  const times = aws.received.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(simulated.status.counts.inDoubt).toEqual({ requests: 0, datums: 0 });
});

test('where the clock is set back and forth by hours, and a process ends meanwhile, totals stay exact and nothing is negative', async () => {
  const startsAt = Math.floor(Date.now() / MINUTE) * MINUTE;
  const aws = await cloudWatch();
  const simulated = await SimulatedMirror.start({ url: aws.url, startsAt, maxAgeMs: 14 * 24 * HOUR });
  const hours = [0, 1, -3, -2.5, 1.5, -24, -24.001, 1, 0];
  for (const [index, hour] of hours.entries()) {
    await simulated.minute(() => simulated.count('welcome', 10 + index));
    simulated.count(`new before ${index}`, 3);
    // No two processes begin in the same millisecond.
    simulated.clock.set(startsAt + hour * HOUR + index + 1);
    simulated.count(`new after ${index}`, 4);
    if (index % 2 === 0) await simulated.crash();
    await simulated.minute(() => simulated.count('welcome', 100 + index));
  }
  await delivered(simulated);
  expect(totals(aws.received, ({ dimensions }) => dimensions.kind ?? '')).toEqual(byKind(simulated.counted));
  expect(aws.received.flatMap(({ values }) => values).filter((value) => value <= 0)).toEqual([]);
});

test('what is counted while the clock is hours ahead of AWS is dropped and counted, and all else arrives', async () => {
  const startsAt = Math.floor(Date.now() / MINUTE) * MINUTE;
  const aws = await cloudWatch();
  const simulated = await SimulatedMirror.start({ url: aws.url, startsAt, maxAgeMs: 14 * 24 * HOUR });
  await simulated.minute(() => simulated.count('welcome', 1));
  await delivered(simulated);
  simulated.clock.set(startsAt + 5 * HOUR);
  await simulated.minute(() => simulated.count('welcome', 20));
  await simulated.minute(() => simulated.count('welcome', 300));
  simulated.clock.set(startsAt + MINUTE);
  await simulated.minute(() => simulated.count('welcome', 4000));
  await delivered(simulated);
  expect(totals(aws.received, ({ dimensions }) => dimensions.kind ?? '')).toEqual({ welcome: 4001 });
  expect(simulated.status.counts.dropped).toMatchObject({ future: 2, refused: 0 });
});

test.each([
  { change: 'forward in March', startsAt: Date.UTC(2026, 2, 29, 0, 30), offsets: [-60, -120] },
  { change: 'back in October', startsAt: Date.UTC(2026, 9, 25, 0, 30), offsets: [-120, -60] },
])('minutes follow one another as ever when the local time goes $change', async ({ startsAt, offsets }) => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  const aws = await cloudWatch({ now: () => startsAt + HOUR });
  const simulated = await SimulatedMirror.start({ url: aws.url, startsAt, maxAgeMs: null });
  const seen: number[] = [];
  for (let minute = 0; minute < 60; minute += 1) {
    await simulated.minute(() => simulated.count('welcome', minute + 1));
    seen.push(new Date(simulated.clock.now()).getTimezoneOffset());
  }
  await delivered(simulated);
  expect([...new Set(seen)]).toEqual(offsets);
  expect(aws.received.map(({ timestamp, values }) => [timestamp, ...values])).toEqual(
    Array.from({ length: 60 }, (_, minute) => [startsAt + minute * MINUTE, minute + 1]),
  );
});
