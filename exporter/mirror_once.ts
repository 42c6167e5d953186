import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { registryFor } from './exporter_registry.ts';
import { Budget } from './outputs/cloudwatch_mirror/budget.ts';
import { directoryName } from './outputs/cloudwatch_mirror/destination.ts';
import { isWithin } from './outputs/cloudwatch_mirror/is_within.ts';
import { CloudwatchMirror } from './outputs/cloudwatch_mirror/mirror.ts';
import { MirrorStateFiles } from './outputs/cloudwatch_mirror/mirror_state.ts';
import type { MonthlyPrice } from './outputs/cloudwatch_mirror/price.ts';
import {
  type IntervalDatums,
  type IntervalReading,
  RegistryDatums,
} from './outputs/cloudwatch_mirror/registry_datums.ts';
import { metricsSelectedBy } from './outputs/cloudwatch_mirror/selection.ts';
import type { CloudwatchMirrorSettings } from './outputs/cloudwatch_mirror/settings.ts';
import type { LinkStatus } from './outputs/cloudwatch_mirror/worker_link.ts';
import { workerSettings } from './outputs/cloudwatch_mirror/worker_settings.ts';
import { SelfMetrics } from './self_metrics.ts';
import type { ExporterSettings } from './settings.ts';
import { SourceRunner } from './source_runner.ts';
import { lockStateDirectory } from './state_lock.ts';

const LOOK_EVERY_MS = 50;
/** How often the state is copied at most, until nothing has changed meanwhile. */
const MOST_COPIES = 5;

export interface MirrorOnceOptions {
  readonly settings: ExporterSettings;
  readonly mirror: CloudwatchMirrorSettings;
  readonly versions: { readonly version: string; readonly node_version: string };
  readonly log: Logger;
  /** Longest to wait for sources to catch up, and then for CloudWatch, in milliseconds. */
  readonly waitMs: number;
}

/** What a reading would send. */
export interface DryRun {
  readonly reading: IntervalDatums;
  readonly price: MonthlyPrice;
  readonly mostMetrics: number;
  /** Whether there is something to go on from: else counters begin with what they have come to. */
  readonly isFirst: boolean;
}

/** What was sent. */
export interface SentOnce {
  readonly reading: IntervalReading | null;
  readonly status: LinkStatus;
  /** Why it has not all come through, as a clause; null where nothing is known against it. */
  readonly trouble: string | null;
}

const clock = { now: Date.now, uptime: () => performance.now() };

/**
 * Reads the sources up to now, as an exporter would that starts, and says what would be sent. It works on a copy of the state, so
 * that an exporter may run beside it, and nothing changes. Rejects with an Error where a source does not catch up in time.
 */
export async function dryRun(options: MirrorOnceOptions): Promise<DryRun> {
  const { settings, mirror } = options;
  const copy = await mkdtemp(join(tmpdir(), 'goldwatch-dry-run-'));
  try {
    const stateDirectory = resolve(settings.baseDirectory, settings.state_dir);
    await copyState(stateDirectory, copy);
    const files = new MirrorStateFiles(join(copy, 'mirror', directoryName(mirror)));
    const saved = await files.load(await files.newestMark()).catch(({ message }: Error) => {
      throw new Error(
        `${message.replace(copy, stateDirectory)} Move it away: counters are then mirrored from what they have come to.`,
      );
    });
    return await withSources(options, copy, async ({ registry, log, self }) => {
      const { interval, budget: bounds } = mirror;
      const budget = new Budget({ metrics: bounds.metrics, monthlyUsd: bounds.monthly_usd, interval });
      if (saved !== null) budget.restore(saved.state.budget);
      const datums = new RegistryDatums({
        registry: registry.registry,
        settings: mirror,
        budget,
        clock,
        startedAt: performance.timeOrigin,
        onFailure: (metric, error) => log.error({ err: error, metric }, 'A metric could not be collected.'),
        takeExtremes: (series) => series.takeExtremes(),
        beganAt: (metric) => (registry.guests.has(metric) ? null : performance.timeOrigin),
      });
      if (saved !== null) datums.restore(saved.state.deltas);
      self.refresh();
      const reading = await datums.read(beginOf(interval));
      const price = budget.price(reading.count);
      return { reading, price, mostMetrics: budget.most, isFirst: saved === null };
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/**
 * Reads the sources up to now, and sends what came since the last time; what CloudWatch has not taken in time stays in the
 * spool. Rejects with an Error where another exporter uses the state directory, or where a source does not catch up.
 */
export async function mirrorOnce(options: MirrorOnceOptions): Promise<SentOnce> {
  const { settings, mirror: mirrorSettings, waitMs } = options;
  const stateDirectory = resolve(settings.baseDirectory, settings.state_dir);
  const unlock = await lockStateDirectory(stateDirectory);
  try {
    return await withSources(options, stateDirectory, async ({ registry, self, sources, log }) => {
      const directory = join(stateDirectory, 'mirror', directoryName(mirrorSettings));
      const mirror = new CloudwatchMirror({
        settings: mirrorSettings,
        worker: workerSettings(mirrorSettings, directory),
        registry,
        log,
        directory,
        clock,
        startedAt: performance.timeOrigin,
        isComplete: () => true,
        refresh: () => self.refresh(),
        saveSources: () => sources.save(),
        onFailure: (metric, error) => log.error({ err: error, metric }, 'A metric could not be collected.'),
        isOnce: true,
      });
      const deadline = performance.now() + waitMs;
      await isWithin(
        waitMs,
        mirror.started.catch(() => {}),
      );
      while (mirror.status.spool.datums > 0 && performance.now() < deadline) await sleep(LOOK_EVERY_MS);
      const reading = mirror.lastReading;
      const { trouble } = mirror;
      await mirror.stop({ reads: false });
      return { reading, status: mirror.status, trouble };
    });
  } finally {
    await unlock();
  }
}

interface Running {
  readonly registry: ReturnType<typeof registryFor>;
  readonly self: SelfMetrics;
  readonly sources: SourceRunner;
  readonly log: Logger;
}

/** Does something once all sources have caught up, and ends them. */
async function withSources<T>(
  { settings, mirror, versions, log, waitMs }: MirrorOnceOptions,
  stateDirectory: string,
  work: (running: Running) => Promise<T>,
): Promise<T> {
  const registry = registryFor(settings);
  registry.trackExtremes(metricsSelectedBy(mirror));
  const self = new SelfMetrics(registry, versions);
  const sources = new SourceRunner({ registry, self, log, stateDirectory });
  try {
    const down = await sources.apply(settings);
    if (down.length > 0) {
      const why = down.map(({ id, trouble }) => `the source ${id} does not work: ${trouble}`).join('; ');
      throw new Error(`Nothing is read, since ${why}`);
    }
    const inTime = await isWithin(waitMs, sources.caughtUp());
    if (!inTime)
      throw new Error(
        `The sources have not caught up within ${waitMs / 1000} s. Wait longer with --wait, or let an exporter run.`,
      );
    // An alarm on its silence takes a run from cron for the exporter.
    self.ready(true);
    return await work({ registry, self, sources, log });
  } finally {
    await sources.stop();
  }
}

/**
 * The state but for the spool, which may be large. Where an exporter has replaced a file meanwhile, all of it is copied again.
 * Rejects with the system's error.
 */
async function copyState(from: string, to: string): Promise<void> {
  for (let copies = 1; ; copies += 1) {
    try {
      for (const name of ['sources', 'mirror']) await copyDirectory(join(from, name), join(to, name));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || copies === MOST_COPIES) throw error;
    }
  }
}

/** Copies a directory anew, if there is one. */
async function copyDirectory(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  if (!existsSync(from)) return;
  const filter = (path: string) => basename(path) !== 'spool' && !path.endsWith('.new');
  await cp(from, to, { recursive: true, filter });
}

function beginOf(interval: number): number {
  return Math.floor(Date.now() / interval) * interval;
}
