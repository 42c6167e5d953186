import { expect, test } from 'vitest';
import type { FaultStep } from '../cloudwatch_standin/standin.ts';
import { sumOf } from '../support/metrics.ts';
import { type Aftermath, type Killing, killAgainAndAgain } from './killed_exporter.ts';
import { type DatumParts, sampleCounts, totals } from './received.ts';

// Those that leave no doubt while the process lives.
const CERTAIN: readonly FaultStep[] = [
  { fault: 'pass' },
  { fault: 'pass' },
  { fault: 'pass' },
  { fault: 'slow', delayMs: 100 },
  { fault: 'Throttling' },
  { fault: 'ExpiredTokenException' },
  { fault: 'InvalidClientTokenId' },
  { fault: 'AccessDenied' },
];
const DOUBTFUL: readonly FaultStep[] = [
  { fault: 'InternalServiceError' },
  { fault: 'ServiceUnavailable' },
  { fault: 'close-before' },
  { fault: 'close-after' },
  { fault: 'hang' },
  { fault: 'hang-after' },
];

/** Kills so many exporters side by side, each with a seed of its own, which failures name. */
async function killSideBySide(
  exporters: number,
  killing: Omit<Killing, 'seed'>,
  check: (aftermath: Aftermath) => void,
): Promise<void> {
  const seeds = Array.from({ length: exporters }, () => Math.floor(Math.random() * 2 ** 31));
  await Promise.all(
    seeds.map(async (seed) => {
      try {
        check(await killAgainAndAgain({ ...killing, seed }));
      } catch (error) {
        throw new Error(`It failed with seed ${seed}.`, { cause: error });
      }
    }),
  );
}

const isCounter = ({ metricName }: DatumParts) => metricName === 'Requests';
const routeOf = ({ dimensions }: DatumParts) => dimensions.route ?? '';
const counterOf = ({ dimensions }: DatumParts) => `${dimensions.route} ${dimensions.status}`;

/** Holds counters and histograms of datums, each counted once, against the log. */
function expectTruth({ log }: Aftermath, datums: readonly DatumParts[]): void {
  expect(totals(datums.filter(isCounter), counterOf), 'counters').toEqual(
    log.counts(({ route, status }) => `${route} ${status}`),
  );
  const latencies = datums.filter((datum) => !isCounter(datum));
  expect(sampleCounts(latencies, routeOf), 'observations').toEqual(log.counts(({ route }) => route));
  const sums: Record<string, number> = {};
  for (const { route, seconds } of log.requests) sums[route] = (sums[route] ?? 0) + seconds;
  const received = totals(latencies, routeOf);
  for (const [route, sum] of Object.entries(sums))
    expect((received[route] ?? 0) / sum, `sum of ${route}`).toBeCloseTo(1, 9);
}

test('after kill -9 under faults of every kind, every counter has come to the truth, and twice only what was in doubt, fifty times over', {
  timeout: 300_000,
}, async () => {
  await killSideBySide(
    5,
    { rounds: 10, policy: 'resend', faults: [...CERTAIN, ...DOUBTFUL] },
    (aftermath) => {
      const { aws, doubtful } = aftermath;
      // What was in doubt is sent again, until there is no doubt.
      const certain = aws.received.filter(({ requestId }) => !doubtful.has(requestId));
      expectTruth(aftermath, certain);
    },
  );
});

test('after kill -9, where doubts are dropped, every counter has come to the truth less the drops, and nothing twice, ten times over', {
  timeout: 300_000,
}, async () => {
  await killSideBySide(2, { rounds: 5, policy: 'drop', faults: CERTAIN }, (aftermath) => {
    const { aws, unsent, lastInDoubt, page } = aftermath;
    expectTruth(aftermath, [...aws.received, ...unsent]);
    expect(sumOf(page, 'goldwatch_mirror_datums_dropped_total', { reason: 'in_doubt' })).toBe(lastInDoubt);
  });
});
