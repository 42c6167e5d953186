import { globSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, onTestFinished, vi } from 'vitest';
import { type CloudWatchStandIn, type FaultStep, startCloudWatch } from '../cloudwatch_standin/standin.ts';
import { sumOf } from '../support/metrics.ts';
import { seededRandom } from '../support/seeded_random.ts';
import { temporaryDirectory } from '../support/temporary_directory.ts';
import { doubtOnDisk } from './doubt_on_disk.ts';
import { type DatumParts, partsOf } from './received.ts';
import { RequestLog } from './request_log.ts';
import { GENEROUS, LOG_FILE, ServedExporter, writeDefinition } from './served_exporter.ts';

const STATUSES = [200, 201, 301, 404, 500, 503];
const ROUTES = 40;
const TICKS_BETWEEN_ROTATIONS = 300;
/** How long a moment to kill is waited for: where all is in trouble it may not come. */
const LONGEST_WAIT_MS = 3_000;

export interface Killing {
  readonly rounds: number;
  readonly faults: readonly FaultStep[];
  readonly policy: 'resend' | 'drop';
  readonly seed: number;
}

/** What has come of it, once everything has calmed down. */
export interface Aftermath {
  readonly aws: CloudWatchStandIn;
  readonly log: RequestLog;
  /** The requests of which the exporter could not know that they were processed, and they were. */
  readonly doubtful: ReadonlySet<string>;
  /** The datums that were in doubt when it was killed, and that CloudWatch had not got. */
  readonly unsent: readonly DatumParts[];
  /** How many datums were in doubt at the last kill. */
  readonly lastInDoubt: number;
  /** The metrics page of the last exporter. */
  readonly page: string;
}

/**
 * Kills an exporter again and again, each time at another moment, while traffic goes on, its log is rotated and CloudWatch
 * fails in every way; the last exporter is left alone, until it has sent everything.
 */
export async function killAgainAndAgain({ rounds, faults, policy, seed }: Killing): Promise<Aftermath> {
  const random = seededRandom(seed);
  const aws = await startCloudWatch();
  onTestFinished(() => aws.close());
  const directory = await temporaryDirectory();
  await writeDefinition(directory, aws, {
    mirror: { in_doubt: policy, budget: { metrics: 1000 }, select: SELECT },
  });
  const log = new RequestLog(join(directory, LOG_FILE));
  await letItKnowItsFiles(directory);

  const traffic = new Traffic(log, random);
  const doubts: (readonly DatumParts[])[] = [];
  traffic.run();
  for (let round = 1; round <= rounds; round += 1) {
    aws.fail(() => faults[Math.floor(random() * faults.length)] ?? 'pass');
    const exporter = new ServedExporter(directory);
    await momentToKill(random, { exporter, aws, directory });
    await exporter.process.end('SIGKILL');
    doubts.push(await doubtOnDisk(directory));
  }
  traffic.pause();
  aws.fail([]);
  const page = await letItCalmDown(new ServedExporter(directory), log);
  return { aws, log, ...whatBecameOf(doubts, aws), lastInDoubt: doubts.at(-1)?.length ?? 0, page };
}

/** Requests that were processed though they were in doubt, and datums in doubt that were not. */
function whatBecameOf(
  doubts: readonly (readonly DatumParts[])[],
  aws: CloudWatchStandIn,
): Pick<Aftermath, 'doubtful' | 'unsent'> {
  const unanswered = aws.requests.filter(({ status }) => status === null).map(({ id }) => id);
  const doubtful = new Set(unanswered);
  const unsent: DatumParts[] = [];
  const requests = Map.groupBy(aws.received, ({ requestId }) => requestId);
  for (const [index, doubt] of doubts.entries()) {
    // A process that was killed before it had looked leaves the doubt of the one before.
    if (doubt.length === 0 || isDeepStrictEqual(doubt, doubts[index - 1])) continue;
    const its = [...requests].filter(([, datums]) => beginAlike(datums, doubt)).map(([id]) => id);
    if (its.length === 0) unsent.push(...doubt);
    // The last one is what was sent again, if there are several.
    for (const id of its.slice(0, -1)) doubtful.add(id);
  }
  return { doubtful, unsent };
}

/** What is sent again begins with the same datums, and may have others behind them. */
function beginAlike(one: readonly DatumParts[], other: readonly DatumParts[]): boolean {
  const length = Math.min(one.length, other.length);
  return isDeepStrictEqual(one.slice(0, length).map(partsOf), other.slice(0, length).map(partsOf));
}

const SELECT = [
  { series: 'http_requests_total{service="shop"}', name: 'Requests', dimensions: ['route', 'status'] },
  { series: 'http_request_duration_seconds{service="shop"}', name: 'Latency', dimensions: ['route'] },
];

/** A source that starts for the first time counts what is written from then on. */
async function letItKnowItsFiles(directory: string): Promise<void> {
  const exporter = new ServedExporter(directory);
  await exporter.ready();
  await exporter.process.end('SIGTERM');
}

/** Requests without rest, over ever more routes. */
class Traffic {
  readonly #log: RequestLog;
  readonly #random: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor(log: RequestLog, random: () => number) {
    this.#log = log;
    this.#random = random;
    onTestFinished(() => this.pause());
  }

  run(): void {
    this.#timer = setInterval(() => {
      const requests = Array.from({ length: 1 + Math.floor(this.#random() * 20) }, () => this.#request());
      this.#log.write(...requests);
      if (this.#random() < 1 / TICKS_BETWEEN_ROTATIONS) this.#log.rotate();
    }, 10);
  }

  pause(): void {
    clearInterval(this.#timer);
  }

  #request() {
    const known = Math.min(ROUTES, 1 + Math.floor(this.#log.requests.length / 500));
    return {
      route: `/route${Math.floor(this.#random() * known)}`,
      status: STATUSES[Math.floor(this.#random() ** 2 * STATUSES.length)] ?? 200,
      seconds: Math.exp(this.#random() * 6 - 5),
    };
  }
}

interface Scene {
  readonly exporter: ServedExporter;
  readonly aws: CloudWatchStandIn;
  readonly directory: string;
}

/** Any moment at all, or one at which something is just being written or sent. */
async function momentToKill(random: () => number, scene: Scene): Promise<void> {
  const dice = random();
  if (dice < 0.3) {
    await sleep(random() * 2_500);
    return;
  }
  await scene.exporter.ready();
  if (dice < 0.6) await stateIsWritten(scene);
  else await requestHasCome(scene);
  // What comes next takes some milliseconds.
  await sleep(random() ** 2 * 25);
}

/** The mirror has noted what it has read, and is about to spool it. */
async function stateIsWritten({ directory }: Scene): Promise<void> {
  const [mirror] = globSync(join(directory, 'state/mirror/*/'));
  if (mirror === undefined) return;
  const watcher = watch(mirror);
  const written = new Promise<void>((resolve) => {
    watcher.on('change', (_event, name) => /^deltas-\d+\.jsonl$/.test(String(name)) && resolve());
  });
  await Promise.race([written, sleep(LONGEST_WAIT_MS)]);
  watcher.close();
}

async function requestHasCome({ aws }: Scene): Promise<void> {
  const before = aws.requests.length;
  const deadline = performance.now() + LONGEST_WAIT_MS;
  while (aws.requests.length === before && performance.now() < deadline) await sleep(1);
}

async function letItCalmDown(exporter: ServedExporter, log: RequestLog): Promise<string> {
  await exporter.ready();
  const at = async (series: string) => sumOf(await exporter.page(), series, {});
  await vi.waitFor(
    async () =>
      expect(sumOf(await exporter.page(), 'http_requests_total', { service: 'shop' })).toBe(
        log.requests.length,
      ),
    GENEROUS,
  );
  const readings = await at('goldwatch_mirror_readings_total');
  // The one under way may have begun before the last request was counted.
  await vi.waitFor(
    async () => expect(await at('goldwatch_mirror_readings_total')).toBeGreaterThan(readings + 1),
    GENEROUS,
  );
  await vi.waitFor(async () => expect(await at('goldwatch_mirror_spool_datums')).toBe(0), GENEROUS);
  return await exporter.page();
}
