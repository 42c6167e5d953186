import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import { MetricRegistry } from '../metrics/registry.ts';
import { parseListen } from './listen.ts';
import { SelfMetrics } from './self_metrics.ts';
import { createServer } from './server/server.ts';
import type { ExporterSettings } from './settings.ts';
import { SourceRunner } from './source_runner.ts';
import { lockStateDirectory } from './state_lock.ts';
import { readToken } from './token.ts';

/** What a reload came to, in words for whoever asked for it. */
export interface ReloadResult {
  readonly ok: boolean;
  readonly message: string;
}

export interface ExporterOptions {
  readonly settings: ExporterSettings;
  readonly version: string;
  readonly log: Logger;
  /** Reads the settings anew. Throws an Error whose message says why they cannot be used. */
  readonly reload: () => Promise<ExporterSettings>;
}

/** A running exporter. */
export interface Exporter {
  /** Where it listens: `http://host:port`. */
  readonly url: string;
  /** Resolves when every source has caught up; until then `/metrics` answers 503. */
  readonly ready: Promise<void>;
  reload(): Promise<ReloadResult>;
  /** Stops sources and server, and saves what must survive. */
  stop(): Promise<void>;
}

/**
 * Wires sources to the registry and the registry to the outputs, and serves them.
 * Throws an Error that says what to change where it cannot listen, has no token though others can reach it, or
 * where another exporter uses the state directory.
 */
export async function startExporter(options: ExporterOptions): Promise<Exporter> {
  const { settings, version, log } = options;
  const token = await readToken(settings);
  const stateDirectory = resolve(settings.baseDirectory, settings.state_dir);
  const unlock = await lockStateDirectory(stateDirectory);
  try {
    const registry = new MetricRegistry({
      seriesLimit: settings.series_limit,
      buckets: settings.latencyBuckets,
    });
    collectDefaultMetrics({ register: registry.registry });
    const self = new SelfMetrics(registry, { version, node_version: process.versions.node });
    self.reloaded(true);
    const sources = new SourceRunner(registry, self, log, stateDirectory);
    return await start(options, { registry, self, sources, token, unlock });
  } catch (error) {
    await unlock();
    throw error;
  }
}

interface Parts {
  readonly registry: MetricRegistry;
  readonly self: SelfMetrics;
  readonly sources: SourceRunner;
  readonly token: string | null;
  readonly unlock: () => Promise<void>;
}

async function start(
  options: ExporterOptions,
  { registry, self, sources, token, unlock }: Parts,
): Promise<Exporter> {
  const { version, log } = options;
  let settings = options.settings;
  let isReady = false;
  let reloading: Promise<ReloadResult> | null = null;

  const reloadNow = async (): Promise<ReloadResult> => {
    try {
      const next = await options.reload();
      registry.limit.maximum = next.series_limit;
      await sources.apply(next);
      const later = changedForRestart(settings, next);
      settings = {
        ...next,
        listen: settings.listen,
        token_file: settings.token_file,
        state_dir: settings.state_dir,
      };
      self.reloaded(true);
      const message = `The configuration is loaded.${later.map((key) => ` ${key} has changed: it takes effect at the next start.`).join('')}`;
      log.info(message);
      return { ok: true, message };
    } catch (error) {
      self.reloaded(false);
      const message = `The configuration in use stays as it is, since the new one cannot be used:\n${(error as Error).message}`;
      log.error(message);
      return { ok: false, message };
    }
  };
  const reload = async (): Promise<ReloadResult> => {
    // Requests that arrive during a reload may have been made after a further edit, so they get one of their own.
    while (reloading !== null) await reloading;
    reloading = reloadNow().finally(() => {
      reloading = null;
    });
    return reloading;
  };

  const server = await createServer({
    registry,
    self,
    token,
    version,
    log,
    isReady: () => isReady,
    sources,
    reload,
  });
  const { host, port } = parseListen(settings.listen);
  await server.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE')
      throw new Error(`The exporter cannot listen on ${settings.listen}: ${error.message}.`);
    throw new Error(
      `Port ${port} is in use by another program. Stop it, or change exporter.listen in monitoring.yml.`,
    );
  });
  await sources.apply(settings);
  const ready = sources.caughtUp().then(() => {
    isReady = true;
    self.ready(true);
    log.info('The exporter has caught up and is ready.');
  });
  return {
    url: urlOf(server.addresses() as AddressInfo[]),
    ready,
    reload,
    async stop() {
      await sources.stop();
      await server.close();
      await unlock();
    },
  };
}

// What was fixed when the process began to listen, count and write.
function changedForRestart(before: ExporterSettings, after: ExporterSettings): string[] {
  const changed = (['listen', 'token_file', 'state_dir'] as const).filter(
    (key) => before[key] !== after[key],
  );
  const buckets = before.latencyBuckets.join() !== after.latencyBuckets.join();
  return [...changed.map((key) => `exporter.${key}`), ...(buckets ? ['The set of latency buckets'] : [])];
}

function urlOf([address]: readonly { address: string; port: number; family: string }[]): string {
  if (address === undefined) return '';
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
