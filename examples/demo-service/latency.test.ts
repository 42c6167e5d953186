import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWaits, drawLatencyMs } from './latency.ts';

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a latency is positive and finite whatever the dice say', () => {
  fc.assert(
    fc.property(chance, chance, (first, second) => {
      const draws = [first, second];
      const latency = drawLatencyMs({ medianMs: 250, sigma: 0.6 }, () => draws.shift() ?? 0.5);
      expect(latency).toBeGreaterThan(0);
      expect(latency).toBeLessThan(60_000);
    }),
  );
});

test('half of the latencies lie below the median, and 95 % below its lognormal p95', () => {
  const grid = Array.from({ length: 200 }, (_, index) => (index + 0.5) / 200);
  const latencies = grid
    .flatMap((first) =>
      grid.map((second) => {
        const draws = [first, second];
        return drawLatencyMs({ medianMs: 80, sigma: 0.5 }, () => draws.shift() ?? 0.5);
      }),
    )
    .sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.floor(q * latencies.length)] ?? Number.NaN;
  expect(quantile(0.5) / 80).toBeCloseTo(1, 2);
  expect(quantile(0.95) / (80 * Math.exp(0.5 * 1.644854))).toBeCloseTo(1, 2);
});

test('ending the waits ends the running ones and all later ones', async () => {
  const waits = createWaits();
  const running = waits.wait(3_600_000);
  waits.endAll();
  await running;
  await waits.wait(3_600_000);
});
