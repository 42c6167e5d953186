import { flushCompileCache } from 'node:module';
import type { Readable } from 'node:stream';
import { destination, pino } from 'pino';
import { exporterSettingsOf } from '../definition/exporter_settings.ts';
import { startExporter } from '../exporter/app.ts';
import { type ExporterSettings, exporterSettings } from '../exporter/settings.ts';
import { CONFIG_OPTION, loadConfig, readOptions } from './arguments.ts';
import { type Io, UsageError } from './io.ts';
import { mirrorTo } from './mirror_to.ts';
import { VERSION } from './version.ts';

const HELP = `Usage: goldwatch serve [options]

  --config FILE       the definition (monitoring.yml)
  --listen HOST:PORT  instead of exporter.listen
  --token-file FILE   instead of exporter.token_file
  --prometheus URL    instead of exporter.prometheus: the Prometheus that reads this exporter
  --grafana URL       where people reach Grafana, unless notify.links says it
  --mirror-to URL     mirrors to this CloudWatch: what mirror.cloudwatch selects, or else golden signals

What is piped in is counted by the source that has stdin: true in the definition.
SIGHUP and POST /-/reload load the definition anew; SIGINT and SIGTERM stop it. Logs are JSON lines on stdout.
`;

/** `goldwatch serve`: runs the exporter until it is told to stop. */
export async function serve(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(
    args,
    {
      ...CONFIG_OPTION,
      listen: { type: 'string' },
      'token-file': { type: 'string' },
      prometheus: { type: 'string' },
      grafana: { type: 'string' },
      'mirror-to': { type: 'string' },
    },
    HELP,
    io,
  );
  if (options === null) return 0;
  const { listen, 'token-file': tokenFile, 'mirror-to': endpoint } = options;
  if (endpoint !== undefined && !(/^https?:\/\/[^\s/]+/.test(endpoint) && URL.canParse(endpoint))) {
    throw new UsageError(`--mirror-to takes an address such as http://127.0.0.1:4582, not "${endpoint}".`);
  }
  if (listen !== undefined && !exporterSettings.shape.listen.safeParse(listen).success) {
    throw new UsageError(`--listen takes an address and port such as 127.0.0.1:9464, not "${listen}".`);
  }
  const prometheus = addressGiven('prometheus', 9090, options.prometheus);
  const grafana = addressGiven('grafana', 3000, options.grafana);
  const settings = async (): Promise<ExporterSettings> => {
    const { definition, baseDirectory, ...file } = await loadConfig(options.config, io);
    const own = exporterSettingsOf(definition, baseDirectory, file);
    const { links } = own.status;
    return {
      ...own,
      status: { ...own.status, links: { ...links, grafana: links.grafana ?? grafana ?? null } },
      ...(prometheus !== undefined && { prometheus }),
      ...(listen !== undefined && { listen }),
      ...(tokenFile !== undefined && { token_file: tokenFile }),
      ...(endpoint !== undefined && { mirror: mirrorTo(endpoint, own.mirror) }),
    };
  };
  const stopped = Promise.withResolvers<void>();
  // Without a listener SIGHUP ends a process; one that comes early waits until there is something to reload.
  const reload = Promise.withResolvers<() => Promise<unknown>>();
  const endReload = io.onSignal(['SIGHUP'], () => void reload.promise.then((now) => now()));
  const endSignals = io.onSignal(['SIGINT', 'SIGTERM'], stopped.resolve);
  // Synchronous, so that the last lines before an end are not lost.
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 1, sync: true }),
  );
  const opened: Readable[] = [];
  const exporter = await startExporter({
    settings: await settings(),
    version: VERSION,
    log,
    reload: settings,
    standardInput() {
      opened[0] ??= io.stdin();
      return opened[0];
    },
  });
  log.info({ url: exporter.url, version: VERSION }, 'The exporter listens.');
  reload.resolve(exporter.reload);
  // Otherwise only an orderly end keeps compiled code for the next start, and not the kill after which it matters.
  void exporter.ready.then(() => flushCompileCache());
  await stopped.promise;
  log.info('The exporter stops.');
  endReload();
  endSignals();
  await exporter.stop();
  for (const stream of opened) stream.destroy();
  return 0;
}

/** An address as `exporter.prometheus` takes one; undefined where none is given. */
function addressGiven(option: string, port: number, text: string | undefined): string | undefined {
  const parsed = exporterSettings.shape.prometheus.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--${option} takes an address such as http://127.0.0.1:${port}, not "${text}".`);
}
