import { expect, onTestFinished, test, vi } from 'vitest';
import { readLines, startForTest } from './testing.ts';
import { describeCounts, startTraffic, type TrafficOptions } from './traffic.ts';

const soon = { timeout: 10_000, interval: 10 };

function startTrafficForTest(options: TrafficOptions) {
  const traffic = startTraffic(options);
  onTestFinished(async () => {
    await traffic.stop();
  });
  return traffic;
}

test('what the traffic counted by status is what the access log says', async () => {
  const service = await startForTest({ chaos: { errors: 0.1 } });
  const traffic = startTrafficForTest({ url: service.url, requestsPerSecond: 2000 });
  await vi.waitFor(() => expect(traffic.counts.answered).toBeGreaterThan(120), soon);
  const counts = await traffic.stop();
  await service.stop();

  const lines = readLines(service.logFile);
  const logged: Record<number, number> = {};
  for (const { status } of lines) logged[status] = (logged[status] ?? 0) + 1;
  expect(counts.byStatus).toEqual(logged);
  expect(counts.answered).toBe(lines.length);
  expect(counts.errors).toBe(logged[500]);
  expect(counts.sent).toBe(counts.answered + counts.unreachable + counts.timedOut);
});

test('requests beyond the bound are skipped and counted, never queued', async () => {
  const service = await startForTest({ chaos: { slow_ms: 60_000 } });
  const traffic = startTrafficForTest({ url: service.url, requestsPerSecond: 1000, maxConcurrent: 3 });
  // What matches no route is not slowed down, so that a few requests may pass.
  await vi.waitFor(() => expect(traffic.counts.skipped).toBeGreaterThan(10), soon);
  const { sent, answered } = traffic.counts;
  expect(sent - answered).toBeLessThanOrEqual(3);
  const stopping = traffic.stop();
  await service.stop();
  const counts = await stopping;
  expect(counts.answered).toBe(readLines(service.logFile).length);
});

test('a service that is gone is counted as unreachable, and one that hangs as timed out', async () => {
  const service = await startForTest({ chaos: { slow_ms: 60_000 } });
  const hanging = startTrafficForTest({ url: service.url, requestsPerSecond: 200, timeoutMs: 50 });
  await vi.waitFor(() => expect(hanging.counts.timedOut).toBeGreaterThan(2), soon);
  await hanging.stop();
  await service.stop();
  const gone = startTrafficForTest({ url: service.url, requestsPerSecond: 200 });
  await vi.waitFor(() => expect(gone.counts.unreachable).toBeGreaterThan(2), soon);
  const counts = await gone.stop();
  expect(counts.sent).toBe(counts.unreachable);
});

test('counts are summed up in one line', () => {
  expect(
    describeCounts({
      sent: 12,
      answered: 10,
      byStatus: { 200: 7, 404: 1, 500: 2 },
      errors: 2,
      unreachable: 1,
      timedOut: 1,
      skipped: 3,
    }),
  ).toBe('10 answered (200: 7, 404: 1, 500: 2), 2 errors, 1 unreachable, 1 timed out, 3 skipped');
});

test('a rate that is not above zero is refused', () => {
  expect(() => startTraffic({ url: 'http://127.0.0.1:8000', requestsPerSecond: 0 })).toThrow(
    'startTraffic: requestsPerSecond is 0 and maxConcurrent is 100; both must be above 0.',
  );
});
