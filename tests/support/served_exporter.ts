import { Readable } from 'node:stream';
import { pino } from 'pino';
import { loadConfig } from '../../cli/arguments.ts';
import { exporterSettingsOf } from '../../definition/exporter_settings.ts';
import { type Exporter, startExporter } from '../../exporter/app.ts';

/** Starts an exporter in this process, of the monitoring.yml in a directory; resolves when it is ready. */
export async function startServedExporter(directory: string): Promise<Exporter> {
  const io = {
    stdout: () => {},
    stderr: () => {},
    environment: {},
    directory,
    onSignal: () => () => {},
    stdin: () => Readable.from([]),
  };
  const settings = async () => {
    const { definition, baseDirectory, text, readAt } = await loadConfig('monitoring.yml', io);
    return exporterSettingsOf(definition, baseDirectory, { text, readAt });
  };
  const log = pino({ level: 'silent' });
  const exporter = await startExporter({
    settings: await settings(),
    version: '0.1.0',
    log,
    reload: settings,
  });
  await exporter.ready;
  return exporter;
}
