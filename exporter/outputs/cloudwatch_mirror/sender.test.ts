import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { AwsClock } from './aws_clock.ts';
import type { Sent } from './client.ts';
import type { Datum } from './datum.ts';
import { newDeliveryCounts } from './delivery_counts.ts';
import type { Outcome } from './outcome.ts';
import type { WireDatum } from './requests.ts';
import { Sender } from './sender.ts';
import { Spool } from './spool.ts';
import { batch, datum, datums, keptLog, names, readDatum } from './testing/datums.ts';

const DAY_MS = 86_400_000;

interface World {
  readonly spool: Spool;
  readonly counts: ReturnType<typeof newDeliveryCounts>;
  readonly said: string[];
  /** Names of the datums of each request that AWS has taken. */
  readonly accepted: string[][];
  /** How long was waited between requests, in milliseconds. */
  readonly waits: number[];
  readonly requests: number;
  readonly sender: Sender;
  /** Runs the sender until the spool is empty, or so many requests were made. */
  run(requests?: number): Promise<void>;
}

/** A sender whose requests come to what is said, by turns, and then are accepted. */
async function world(
  answer: (request: readonly Datum[], index: number) => Outcome | (Outcome & { readonly awsTime: number }),
  inDoubt: 'resend' | 'drop' = 'resend',
): Promise<World> {
  const counts = newDeliveryCounts();
  const { log, said } = keptLog();
  const directory = await temporaryDirectory();
  const settings = { directory, maxBytes: 16_000_000, memoryBytes: 100_000, inDoubt };
  const spool = new Spool(settings, counts, log);
  const accepted: string[][] = [];
  const waits: number[] = [];
  let requests = 0;
  let stop = new AbortController();
  let mostRequests = 0;
  const put = async (items: readonly WireDatum[]): Promise<Sent> => {
    const outcome = answer(items.map(readDatum), requests);
    requests += 1;
    if (requests >= mostRequests) stop.abort();
    if (outcome.kind === 'accepted') accepted.push(names(items));
    return { outcome, bytes: 100, awsTime: 'awsTime' in outcome ? outcome.awsTime : null };
  };
  const pause = async (ms: number) => {
    waits.push(ms);
    if (spool.datums === 0) stop.abort();
  };
  const sender = new Sender({
    spool,
    counts,
    put,
    awsClock: new AwsClock(14 * DAY_MS),
    inDoubt,
    backoff: { firstMs: 1000, longestMs: 60_000 },
    log,
    pause,
    random: () => 1,
    clock: () => 0,
  });
  return {
    spool,
    counts,
    said,
    accepted,
    waits,
    sender,
    get requests() {
      return requests;
    },
    run: async (most = 10_000) => {
      stop = new AbortController();
      mostRequests = requests + most;
      await sender.run(stop.signal, new AbortController().signal);
    },
  };
}

const ACCEPTED: Outcome = { kind: 'accepted' };
const failed = (
  kind: 'unreached' | 'in_doubt' | 'throttled' | 'credentials' | 'denied',
  why = 'for a test',
) => ({ kind, why }) as const;

test('intervals that have piled up go out in full requests, oldest first', async () => {
  const { spool, run, accepted, counts } = await world(() => ACCEPTED);
  for (let interval = 0; interval < 30; interval += 1) spool.append(batch(datums(100 * interval, 100)));
  await run();
  expect(accepted.map(({ length }) => length)).toEqual([1000, 1000, 1000]);
  expect(accepted.flat()).toEqual(names(datums(0, 3000)));
  expect(counts).toMatchObject({ accepted: 3000, retries: 0, bytes: 300 });
});

test.each(['unreached', 'credentials', 'denied', 'throttled'] as const)(
  'what AWS has not got (%s) is sent again, with growing pauses, and nothing is lost',
  async (kind) => {
    const { spool, run, accepted, counts, waits } = await world((_request, index) =>
      index < 4 ? failed(kind) : ACCEPTED,
    );
    spool.append(batch(datums(0, 3)));
    await run();
    expect(accepted).toEqual([names(datums(0, 3))]);
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(counts).toMatchObject({ accepted: 3, retries: 4, inDoubt: { requests: 0, datums: 0 } });
    expect(counts.requests).toMatchObject({ [kind]: 4, accepted: 1 });
  },
);

test('after throttling the pace quickens step by step, after other failures at once', async () => {
  const { spool, run, waits } = await world((_request, index) =>
    index < 3 ? failed('throttled') : index === 6 ? failed('unreached') : ACCEPTED,
  );
  spool.append(batch(datums(0, 5000)));
  await run();
  expect(waits.slice(0, 6)).toEqual([1000, 2000, 4000, 2000, 1000, 1000]);
});

test.each([
  ['resend', [names(datums(0, 3))], { accepted: 3, retries: 1 }, 0],
  ['drop', [], { accepted: 0, retries: 0 }, 3],
] as const)(
  'what is in doubt is counted, and the policy is to %s',
  async (policy, sent, counted, dropped) => {
    const { spool, run, accepted, counts } = await world(
      (_request, index) => (index === 0 ? failed('in_doubt') : ACCEPTED),
      policy,
    );
    spool.append(batch(datums(0, 3)));
    await run();
    expect(accepted).toEqual(sent);
    expect(counts).toMatchObject({ ...counted, inDoubt: { requests: 1, datums: 3 } });
    expect(counts.dropped.in_doubt).toBe(dropped);
  },
);

test('a datum that AWS refuses is found, named once and counted, and the others go on', async () => {
  const bad = (item: Datum) => item.name === 'bad';
  const mirror = await world((request) =>
    request.some(bad) ? { kind: 'refused', why: 'InvalidParameterValue: no', culprit: null } : ACCEPTED,
  );
  for (const [index, timestamp] of [60_000, 120_000].entries()) {
    const items = datums(1000 * index, 500, { timestamp });
    mirror.spool.append(batch([...items.slice(0, 321), datum('bad', { timestamp }), ...items.slice(321)]));
  }
  await mirror.run();
  const { accepted, counts, said, requests } = mirror;
  expect(accepted.flat()).toEqual(names([...datums(0, 500), ...datums(1000, 500)]));
  expect(counts.accepted).toBe(1000);
  expect(counts.dropped).toEqual({ ...newDeliveryCounts().dropped, refused: 2 });
  expect(requests).toBeLessThan(50);
  expect(said).toEqual([
    'error: CloudWatch refuses a datum of bad{service="shop"} at 1970-01-01T00:01:00.000Z (InvalidParameterValue: no). ' +
      'It is dropped, as are others that it refuses of this metric, and the rest goes on.',
  ]);
});

test('a request that is too large for AWS is halved, and nothing is lost', async () => {
  const { spool, run, accepted, counts } = await world((request) =>
    request.length > 300 ? { kind: 'too_large', why: 'RequestEntityTooLarge' } : ACCEPTED,
  );
  spool.append(batch(datums(0, 1000)));
  await run();
  expect(accepted.flat()).toEqual(names(datums(0, 1000)));
  expect(counts.dropped).toEqual(newDeliveryCounts().dropped);
});

test('what has expired by the time of AWS is dropped as soon as AWS has answered, without asking for each', async () => {
  const now = 30 * DAY_MS;
  const mayBe = (item: Datum) => item.timestamp >= now - 14 * DAY_MS;
  const mirror = await world((request) =>
    request.every(mayBe)
      ? { ...ACCEPTED, awsTime: now }
      : { kind: 'refused', why: 'InvalidParameterValue: too old', culprit: null, awsTime: now },
  );
  mirror.spool.append(batch(datums(0, 3000, { timestamp: DAY_MS })));
  mirror.spool.append(batch(datums(3000, 10, { timestamp: 29 * DAY_MS })));
  await mirror.run();
  expect(mirror.accepted).toEqual([names(datums(3000, 10))]);
  expect(mirror.counts.dropped.expired).toBe(3000);
  expect(mirror.requests).toBeLessThanOrEqual(2);
});

test('each trouble is said once when it begins, and once when it is over; meanwhile it can be asked for', async () => {
  const { spool, run, said, sender } = await world((_request, index) =>
    index < 5 ? failed('credentials', 'none found') : index < 8 ? failed('unreached', 'refused') : ACCEPTED,
  );
  spool.append(batch(datums(0, 3)));
  await run(7);
  expect(sender.trouble).toEqual({ kind: 'unreached', why: 'refused', since: 0 });
  await run();
  expect(sender.trouble).toBeNull();
  expect(said).toEqual([
    'error: CloudWatch cannot be asked without valid credentials and a region (none found). Intervals wait in the spool until ' +
      'there are some. Give the exporter credentials where the AWS SDK looks for them (environment, shared files, role of ' +
      'the instance or the task), and a region.',
    'error: CloudWatch cannot be reached (refused). Intervals wait in the spool. Check the network, the region and the endpoint.',
    'info: CloudWatch takes datums again.',
  ]);
});

test('trouble that comes and goes is said once an hour', async () => {
  const { spool, run, said } = await world((_request, index) =>
    index % 2 === 0 ? failed('unreached') : ACCEPTED,
  );
  spool.append(batch(datums(0, 9000)));
  await run();
  expect(said).toHaveLength(2);
});

test('the time of the oldest datum that waits is known', async () => {
  const { spool, run, sender } = await world(() => failed('unreached'));
  expect(sender.oldest).toBeNull();
  spool.append(batch(datums(0, 3, { timestamp: 1_700_000_040_000 })));
  await run(1);
  expect(sender.oldest).toBe(1_700_000_040_000);
});
