import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from './ports.ts';
import { ProcessUnderTest } from './process.ts';

/** A Prometheus of its own, which scrapes once a second. */
export interface RunningPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ScrapeJob {
  readonly name: string;
  /** host:port */
  readonly target: string;
  /** /metrics unless given. */
  readonly path?: string;
}

/** Starts Debian's Prometheus with these features on; resolves once it answers. */
export async function startPrometheus(
  jobs: readonly ScrapeJob[],
  features: readonly string[],
): Promise<RunningPrometheus> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-prometheus-'));
  const configuration = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: jobs.map(({ name, target, path = '/metrics' }) => ({
      job_name: name,
      metrics_path: path,
      static_configs: [{ targets: [target] }],
    })),
  };
  const file = join(directory, 'prometheus.yml');
  await writeFile(file, stringify(configuration));
  const url = `http://127.0.0.1:${await freePort()}`;
  const prometheus = new ProcessUnderTest('prometheus', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(directory, 'data')}`,
    `--web.listen-address=${url.slice('http://'.length)}`,
    `--enable-feature=${features.join(',')}`,
  ]);
  const stop = async () => {
    await prometheus.end();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await prometheus.answers(`${url}/-/ready`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
