import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { CloudwatchMirror } from '../../exporter/outputs/cloudwatch_mirror/mirror.ts';
import { workerSettings } from '../../exporter/outputs/cloudwatch_mirror/worker_settings.ts';
import type { Commands } from '../exposition/contestant.ts';
import { serveRegistry } from '../exposition/goldwatch_server.ts';
import { useExampleCredentials } from './credentials.ts';
import { longestBlocks, processorTime } from './measure.ts';
import { Steps } from './steps.ts';
import { INTERVAL_MS, SERIES, settingsFor, Workload } from './workload.ts';

const DAY_MS = 86_400_000;
const LONGEST_WAIT_MS = 80_000;

/** The mirror as the exporter has it, worker and disk included, in simulated time. */
export async function create(endpoint: string, directory: string, spoolSize: string): Promise<Commands> {
  useExampleCredentials();
  const settings = settingsFor({ endpoint, spoolSize });
  const workload = new Workload(settings);
  const worker = workerSettings(settings, directory);
  const steps = new Steps();
  const startedAt = Math.floor((Date.now() - DAY_MS) / INTERVAL_MS) * INTERVAL_MS;
  let now = startedAt;
  const mirror = new CloudwatchMirror({
    settings,
    // Outages end when the bench says so: whoever waits for a minute then would be measured, too.
    worker: { ...worker, backoff: { firstMs: 200, longestMs: 1_000 } },
    registry: workload.metrics,
    log: pino({ level: 'warn' }, process.stderr),
    directory,
    clock: { now: () => now, uptime: () => now - startedAt },
    startedAt,
    isComplete: () => true,
    refresh: () => {},
    saveSources: async () => {},
    onFailure(metric, error) {
      throw new Error(`${metric} could not be collected.`, { cause: error });
    },
    intervals: () => steps.intervals(),
  });

  // It begins with a reading of its own.
  await mirror.started;
  /** From the reading until all is on disk. */
  const interval = async () => {
    const begin = now;
    now += INTERVAL_MS;
    await steps.end(begin);
  };
  const sent = async () => {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    while (mirror.status.spool.datums > 0) {
      if (performance.now() > deadline) throw new Error(`Not sent: ${JSON.stringify(mirror.status)}`);
      await sleep(5);
    }
  };
  const wholeInterval = async () => {
    const { accepted } = mirror.status.counts;
    await interval();
    await sent();
    const more = mirror.status.counts.accepted - accepted;
    if (more !== SERIES) throw new Error(`Not ${SERIES} but ${more} datums were accepted.`);
  };
  return {
    change: () => workload.change(),
    processor: () => processorTime(wholeInterval),
    serve: () => serveRegistry(workload.metrics, () => {}),
    blocks: () => longestBlocks(wholeInterval),
    noBlocks: (milliseconds) => longestBlocks(() => sleep(Number(milliseconds))),
    status: () => mirror.status,
    async outage(intervals) {
      for (let left = Number(intervals); left > 0; left -= 1) {
        workload.change();
        await interval();
      }
      return mirror.status;
    },
  };
}
