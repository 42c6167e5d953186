import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type CloudWatchStandIn,
  EXAMPLE_CREDENTIALS,
  type FaultStep,
  startCloudWatch,
} from '../../../tests/cloudwatch_standin/standin.ts';
import { ProcessUnderTest } from '../../../tests/support/process.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';

const ROUNDS = 10;
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: EXAMPLE_CREDENTIALS.secretAccessKey,
};
// Those that leave no doubt while the process lives.
const CERTAIN: readonly FaultStep[] = [
  { fault: 'pass' },
  { fault: 'pass' },
  { fault: 'slow', delayMs: 100 },
  { fault: 'Throttling' },
  { fault: 'ExpiredTokenException' },
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

interface Line {
  readonly ready?: number;
  readonly appended?: number;
  readonly inDoubt?: { readonly requests: number; readonly datums: number };
}

function linesOf({ output }: ProcessUnderTest): Line[] {
  return output.split('\n').flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as Line] : []));
}

/** Kills a process that spools and sends, again and again, and lets the last one send what is left. */
async function killAgainAndAgain(
  aws: CloudWatchStandIn,
  policy: 'resend' | 'drop',
  faults: readonly FaultStep[],
) {
  const directory = join(await temporaryDirectory(), 'spool');
  const program = join(import.meta.dirname, 'testing/spooling_process.ts');
  const start = (task: 'append' | 'drain') => {
    const child = new ProcessUnderTest(process.execPath, [program, directory, aws.url, policy, task], {
      env: ENVIRONMENT,
    });
    onTestFinished(() => child.end('SIGKILL'));
    return child;
  };
  let foundInDoubt = 0;
  /** The requests that AWS had got last when the process was killed. */
  const underWay = new Set<string>();
  for (let round = 1; round <= ROUNDS + 1; round += 1) {
    const isLast = round === ROUNDS + 1;
    aws.fail(() => (isLast ? 'pass' : (faults[Math.floor(Math.random() * faults.length)] ?? 'pass')));
    const child = start(isLast ? 'drain' : 'append');
    await vi.waitFor(() => expect(child.output).toContain('"ready"'), { timeout: 20_000, interval: 10 });
    const found = linesOf(child).find(({ ready }) => ready !== undefined)?.inDoubt;
    expect(found?.requests, 'requests in doubt after one crash').toBeLessThanOrEqual(1);
    foundInDoubt += found?.datums ?? 0;
    if (isLast) {
      await vi.waitFor(() => expect(child.ended, child.output).toBe(true), 60_000);
      const appended = linesOf(child).find((line) => line.appended !== undefined)?.appended ?? -1;
      return { appended, foundInDoubt, underWay };
    }
    await sleep(Math.random() * 800);
    await child.end('SIGKILL');
    // What it had sent still arrives.
    await sleep(50);
    const last = aws.requests.findLast(({ outcome }) => outcome === 'accepted');
    if (last !== undefined) underWay.add(last.id);
  }
  throw new Error('No round was the last one.');
}

test('after kill -9 under faults of every kind, everything was received, and twice only what was in doubt, ten times over', {
  timeout: 180_000,
}, async () => {
  const aws = await startCloudWatch();
  onTestFinished(() => aws.close());
  const { appended, underWay } = await killAgainAndAgain(aws, 'resend', [...CERTAIN, ...DOUBTFUL]);

  const requestsOf = new Map<string, string[]>();
  for (const { metricName, requestId } of aws.received)
    requestsOf.set(metricName, [...(requestsOf.get(metricName) ?? []), requestId]);
  expect(appended).toBeGreaterThan(ROUNDS);
  expect(requestsOf.size).toBe(appended);
  const unanswered = aws.requests.filter(({ status }) => status === null).map(({ id }) => id);
  const doubtful = new Set([...unanswered, ...underWay]);
  const doubledWithoutDoubt = [...requestsOf].filter(
    ([, ids]) => !ids.slice(0, -1).every((id) => doubtful.has(id)),
  );
  expect(doubledWithoutDoubt).toEqual([]);
});

test('after kill -9, where doubts are dropped, nothing was received twice, and what is missing was in doubt, ten times over', {
  timeout: 180_000,
}, async () => {
  const aws = await startCloudWatch();
  onTestFinished(() => aws.close());
  const { appended, foundInDoubt } = await killAgainAndAgain(aws, 'drop', CERTAIN);

  const received = aws.received.map(({ metricName }) => metricName);
  expect(appended).toBeGreaterThan(ROUNDS);
  expect(new Set(received).size).toBe(received.length);
  expect(appended - received.length).toBeGreaterThanOrEqual(0);
  expect(appended - received.length).toBeLessThanOrEqual(foundInDoubt);
});
