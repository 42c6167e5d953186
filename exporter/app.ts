import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Alerting } from './alerting.ts';
import { startExpiry } from './expiry.ts';
import { registryFor } from './exporter_registry.ts';
import { parseListen } from './listen.ts';
import { MirrorSlot } from './mirror_slot.ts';
import { createReload, type ReloadResult } from './reload.ts';
import { SelfMetrics } from './self_metrics.ts';
import type { Phase } from './server/health_routes.ts';
import { createServer, endServer } from './server/server.ts';
import type { ExporterSettings } from './settings.ts';
import { SourceRunner } from './source_runner.ts';
import { SOURCES } from './sources/index.ts';
import type { SourceDefinition } from './sources/source.ts';
import { lockStateDirectory } from './state_lock.ts';
import { ExporterParts } from './status/exporter_parts.ts';
import { LiveStatus } from './status/live_status.ts';
import { Front, type FrontFiles, readFrontFiles } from './web/front.ts';

export interface ExporterOptions {
  readonly settings: ExporterSettings;
  readonly version: string;
  readonly log: Logger;
  /** Reads the settings anew. Throws an Error whose message says why they cannot be used. */
  readonly reload: () => Promise<ExporterSettings>;
  /** Answers what is piped into the exporter; asked only where a source reads it. */
  readonly standardInput?: () => Readable;
}

/** A running exporter. */
export interface Exporter {
  /** Where it listens: `http://host:port`. */
  readonly url: string;
  /** Resolves when every source has caught up, or it stops; until then `/metrics` answers 503. */
  readonly ready: Promise<void>;
  reload(): Promise<ReloadResult>;
  /** Stops sources and server, and saves what must survive. */
  stop(): Promise<void>;
}

/**
 * Wires sources to the registry and the registry to the outputs, and serves them.
 * Throws an Error that says what to change where it cannot listen, wants no credentials though others can reach it, or
 * where another exporter uses the state directory.
 */
export async function startExporter(options: ExporterOptions): Promise<Exporter> {
  const { settings } = options;
  const files = await readFrontFiles(settings);
  const stateDirectory = resolve(settings.baseDirectory, settings.state_dir);
  const unlock = await lockStateDirectory(stateDirectory);
  try {
    return await start(options, { files, stateDirectory, unlock });
  } catch (error) {
    await unlock();
    throw error;
  }
}

const FROM_CLOUDWATCH = new Set(
  (SOURCES as readonly SourceDefinition[]).flatMap(({ isFromCloudwatch, metrics }) =>
    isFromCloudwatch === true ? metrics.map(({ name }) => name) : [],
  ),
);

interface Premises {
  readonly files: FrontFiles;
  readonly stateDirectory: string;
  readonly unlock: () => Promise<void>;
}

async function start(options: ExporterOptions, premises: Premises): Promise<Exporter> {
  const { settings, version, log, standardInput } = options;
  const registry = registryFor(settings);
  const self = new SelfMetrics(registry, { version, node_version: process.versions.node });
  self.reloaded(true);
  const sources = new SourceRunner({
    registry,
    self,
    log,
    stateDirectory: premises.stateDirectory,
    ...(standardInput !== undefined && { standardInput }),
  });
  let present = settings;
  let phase: Phase = 'catching up';
  let hasCaughtUp = false;
  const begun = Promise.withResolvers<void>();
  const clock = { now: () => Date.now(), uptime: () => performance.now() };
  const front = new Front({ settings, clock, log }, premises.files, self);
  const alerting = new Alerting({ registry, log, clock, stateDirectory: premises.stateDirectory });
  const mirror = new MirrorSlot({
    registry,
    log: log.child({ output: 'cloudwatch' }),
    stateDirectory: premises.stateDirectory,
    clock,
    startedAt: performance.timeOrigin,
    isComplete: () => hasCaughtUp && !sources.isBehind,
    refresh() {
      self.refresh();
      alerting.book.forget();
    },
    saveSources: () => sources.save(),
    isExcluded: (metric) => FROM_CLOUDWATCH.has(metric),
    onFailure(metric, error) {
      self.collectFailed(metric);
      log.error({ err: error, metric }, 'The collection of a metric failed; it is not mirrored.');
    },
  });
  mirror.track(settings.mirror);
  const parts = new ExporterParts({
    registry,
    log,
    clock,
    stateDirectory: premises.stateDirectory,
    sources,
    mirror,
    settings,
    isComplete: () => hasCaughtUp && !sources.isBehind,
  });
  const reload = createReload({
    settings,
    read: options.reload,
    isStopping: () => phase === 'stopping',
    self,
    log,
    async apply(next) {
      await begun.promise;
      const letIn = await front.prepare(next);
      if (letIn()) status.endStreams();
      present = next;
      registry.limit.maximum = next.series_limit;
      await alerting.apply(next);
      await parts.apply(next);
      // Before sources go, since their series go with them.
      await mirror.apply(next.mirror);
      // What it counts begins with the answer to the reload.
      await mirror.begun();
      const failed = await sources.apply(next);
      return failed.map(({ id, trouble }) => `The source ${id} does not work: ${trouble}`);
    },
  });
  const phaseNow = () => (phase === 'ready' && sources.isCatchingUp ? 'catching up' : phase);
  const status = new LiveStatus({
    registry,
    alerts: alerting.book,
    parts,
    log,
    clock,
    phase: phaseNow,
    isComplete: () => phaseNow() === 'ready' && !sources.isBehind,
    version,
    startedAt: performance.timeOrigin,
  });
  const server = await createServer({
    registry,
    self,
    sources,
    mirror,
    alerts: alerting.book,
    status,
    front,
    maxConnections: () => present.max_connections,
    createdSeries: () => present.created_series,
    version,
    log,
    phase: phaseNow,
    reload,
  });
  await alerting.start(settings);
  await parts.start();
  await listen(server, settings.listen).catch(async (error: unknown) => {
    front.stop();
    await parts.stop();
    await alerting.stop();
    throw error;
  });
  status.start();
  const stopExpiry = startExpiry(registry, () => ({
    ...present.expire_after,
    counters: mirror.expiryOf(present.expire_after.counters),
  }));
  await sources.apply(settings);
  await mirror.apply(settings.mirror);
  begun.resolve();
  const ready = sources.caughtUp().then(async () => {
    if (phase === 'stopping') return;
    hasCaughtUp = true;
    phase = 'ready';
    self.ready(true);
    await parts.tick();
    log.info('The exporter has caught up and is ready.');
    await mirror.readNow();
  });
  const stop = async () => {
    // From now on its counters go, one source after the other: no scrape may see that.
    phase = 'stopping';
    mirror.hurry();
    await reload();
    stopExpiry();
    await parts.stop();
    await mirror.stop();
    await sources.stop();
    front.stop();
    await endServer(server);
    await alerting.stop();
    await premises.unlock();
  };
  let stopped: Promise<void> | null = null;
  return {
    url: urlOf(front.tls === null ? 'http' : 'https', server.addresses() as AddressInfo[]),
    ready,
    reload,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function listen(server: FastifyInstance, address: string): Promise<void> {
  const { host, port } = parseListen(address);
  try {
    await server.listen({ host, port });
  } catch (error) {
    await endServer(server);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      code === 'EADDRINUSE'
        ? `Port ${port} is in use by another program. Stop it, or change exporter.listen in monitoring.yml.`
        : `The exporter cannot listen on ${address}: ${message}. Change exporter.listen in monitoring.yml.`,
    );
  }
}

function urlOf(
  scheme: string,
  [address]: readonly { address: string; port: number; family: string }[],
): string {
  if (address === undefined) return '';
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${scheme}://${host}:${address.port}`;
}
