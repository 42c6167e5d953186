import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findProgram } from '../../cli/up/packages.ts';
import { end, removeDirectory, start, succeeds, temporaryDirectory } from './processes.ts';
import { LABEL_SETS, LINES_PER_SET } from './workload.ts';

const INTERVAL_MS = 2_000;
const PATIENCE_MS = 60_000;
/** The contestants end with their standard input; Prometheus has to be told, even while it is paused. */
const END_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--'];

export async function findPrometheus(): Promise<string | null> {
  return await findProgram(['prometheus'], process.env.PATH ?? '');
}

/** A Prometheus that scrapes one target, and is paused but for the scrapes that are asked for. */
export class Prometheus {
  readonly #server: ChildProcess;
  readonly #directory: string;
  readonly #url: string;

  private constructor(server: ChildProcess, directory: string, port: number) {
    this.#server = server;
    this.#directory = directory;
    this.#url = `http://127.0.0.1:${port}/api/v1/query?query=`;
  }

  /** Starts one and has it make the target's series. Throws an Error where it does not within a minute. */
  static async start(program: string, target: number): Promise<Prometheus> {
    const directory = await temporaryDirectory();
    const port = await freePort();
    await writeFile(join(directory, 'prometheus.yml'), configuration(target));
    const launcher = (await succeeds([...END_WITH_PARENT, 'true'])) ? END_WITH_PARENT : [];
    const [command = program, ...before] = [...launcher, program];
    const options = [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ];
    const server = start(command, [...before, ...options], { stdio: 'ignore' });
    const prometheus = new Prometheus(server, directory, port);
    try {
      await prometheus.durations(0);
    } catch (error) {
      await prometheus.end();
      throw error;
    }
    return prometheus;
  }

  /**
   * How long each of so many scrapes took, in seconds, the first one left out: it comes right after a pause.
   * Throws an Error where one failed or got fewer samples than there are.
   */
  async durations(scrapes: number): Promise<number[]> {
    const since = Date.now() / 1000;
    this.#server.kill('SIGCONT');
    const durations = await this.#untilThereAre(scrapes + 1, since);
    const samples = await this.#values('scrape_samples_scraped', since);
    this.#server.kill('SIGSTOP');
    const measured = durations.slice(1, scrapes + 1);
    for (const [index, duration] of measured.entries()) {
      const count = samples[index + 1] ?? 0;
      if (count >= LABEL_SETS * LINES_PER_SET) continue;
      throw new Error(`a scrape brought ${count} samples in ${duration.toFixed(2)} s`);
    }
    return measured;
  }

  async end(): Promise<void> {
    await end(this.#server);
    removeDirectory(this.#directory);
  }

  async #untilThereAre(count: number, since: number): Promise<number[]> {
    const late = performance.now() + PATIENCE_MS;
    while (performance.now() < late) {
      await wait(100);
      // Until Prometheus listens, it refuses.
      const found = await this.#values('scrape_duration_seconds', since).catch(() => []);
      if (found.length >= count) return found;
    }
    throw new Error(`Prometheus did not scrape ${count} times within ${PATIENCE_MS / 1000} s.`);
  }

  /** All values of the one series of this name since a time. */
  async #values(name: string, since: number): Promise<number[]> {
    const response = await fetch(`${this.#url}${name}[5m]`, { signal: AbortSignal.timeout(5_000) });
    const { data } = (await response.json()) as { data: { result: { values: [number, string][] }[] } };
    const values = data.result[0]?.values ?? [];
    return values.filter(([at]) => at >= since).map(([, value]) => Number(value));
  }
}

function configuration(target: number): string {
  return `
global: { scrape_interval: ${INTERVAL_MS}ms, scrape_timeout: ${INTERVAL_MS}ms }
scrape_configs: [{ job_name: bench, static_configs: [{ targets: ['127.0.0.1:${target}'] }] }]
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
