import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { oneAtATime } from './one_at_a_time.ts';
import type { SelfMetrics } from './self_metrics.ts';
import type { ExporterSettings } from './settings.ts';

/** What a reload came to, in words for whoever asked for it. */
export interface ReloadResult {
  readonly ok: boolean;
  readonly message: string;
}

export interface ReloadOptions {
  /** The settings that the exporter started with. */
  readonly settings: ExporterSettings;
  /** Reads the settings anew. Throws an Error whose message says why they cannot be used. */
  readonly read: () => Promise<ExporterSettings>;
  /**
   * Puts settings to use; resolves to sentences on what does not work even so. Throws such an Error before
   * anything has changed, or not at all.
   */
  readonly apply: (settings: ExporterSettings) => Promise<readonly string[]>;
  readonly isStopping: () => boolean;
  readonly self: SelfMetrics;
  readonly log: Logger;
}

/**
 * A function that loads the configuration anew; it never rejects. Calls during a reload share a further one, for
 * they may have been made after another edit.
 */
export function createReload(options: ReloadOptions): () => Promise<ReloadResult> {
  const { settings, read, apply, isStopping, self, log } = options;
  return oneAtATime(async () => {
    if (isStopping()) return { ok: false, message: 'The exporter is stopping; nothing is loaded any more.' };
    try {
      const next = await read();
      const troubles = await apply(next);
      self.reloaded(true);
      const later = changedForRestart(settings, next).map(
        (setting) => `${setting} has changed: it takes effect at the next start.`,
      );
      const message = ['The configuration is loaded.', ...later, ...troubles].join(' ');
      log.info(message);
      return { ok: true, message };
    } catch (error) {
      self.reloaded(false);
      const message = `The configuration in use stays as it is, since the new one cannot be used:\n${(error as Error).message}`;
      log.error(message);
      return { ok: false, message };
    }
  });
}

// What was fixed when the process began to listen, count and write.
function changedForRestart(before: ExporterSettings, after: ExporterSettings): string[] {
  const changed = (['listen', 'state_dir'] as const).filter((key) => before[key] !== after[key]);
  const native = !isDeepStrictEqual(before.native_histograms, after.native_histograms);
  const tls = !isDeepStrictEqual(before.tls_server_config, after.tls_server_config);
  const buckets = before.latencyBuckets.join() !== after.latencyBuckets.join();
  return [
    ...changed.map((key) => `exporter.${key}`),
    ...(tls ? ['exporter.tls_server_config'] : []),
    ...(native ? ['exporter.native_histograms'] : []),
    ...(buckets ? ['The set of latency buckets'] : []),
  ];
}
