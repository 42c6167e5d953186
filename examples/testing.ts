import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, vi } from 'vitest';
import { exporterSettingsOf } from '../definition/exporter_settings.ts';
import { loadDefinition } from '../definition/load.ts';
import { startExporter } from '../exporter/app.ts';
import { capturedLog } from '../exporter/testing.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';

/** An exporter that runs with the monitoring.yml of an example, in a directory of its own. */
export interface Example {
  /** The folder of the example. */
  readonly folder: string;
  /** Where its scripts run, and its logs are. */
  readonly directory: string;
  readonly url: string;
  /** Runs a script of the folder to its end, and answers what it printed. Rejects where it fails. */
  run(program: string, script: string, ...args: string[]): Promise<string>;
  /** Waits until the sum of a series of the example's service over all label sets with these labels is that. */
  has(series: string, labels: Readonly<Record<string, string>>, value: number): Promise<void>;
  page(): Promise<string>;
}

/** Starts the exporter of the example in `folder`, on a free port; scripts find it by GOLDWATCH_URL. */
export async function startExample(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Example> {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'logs'));
  const text = await readFile(join(folder, 'monitoring.yml'), 'utf8');
  const definition = loadDefinition(text, 'monitoring.yml', environment);
  const settings = { ...exporterSettingsOf(definition, directory), listen: '127.0.0.1:0' };
  const { log } = capturedLog();
  const exporter = await startExporter({ settings, version: '0', log, reload: async () => settings });
  onTestFinished(() => exporter.stop());
  await exporter.ready;
  const { url } = exporter;
  const page = async () => await (await fetch(`${url}/metrics`)).text();
  return {
    folder,
    directory,
    url,
    page,
    async run(program, script, ...args) {
      const env = { ...process.env, ...environment, GOLDWATCH_URL: url };
      const options = { cwd: directory, env, timeout: 15_000 };
      return (await promisify(execFile)(program, [join(folder, script), ...args], options)).stdout;
    },
    async has(series, labels, value) {
      // What the exporter counts of its own requests is none of the example's.
      const own = series.startsWith('goldwatch_') ? {} : { service: definition.service.name };
      await vi.waitFor(
        async () => expect(sumOf(await page(), series, { ...own, ...labels }), series).toBeCloseTo(value, 9),
        10_000,
      );
    },
  };
}
