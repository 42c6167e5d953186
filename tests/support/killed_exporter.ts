import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from './ports.ts';
import { goldwatch, type ProcessUnderTest } from './process.ts';
import { temporaryDirectory } from './temporary_directory.ts';

/** An exporter in a directory of its own that a test kills and starts again. */
export class KilledExporter {
  readonly directory: string;
  readonly url: string;
  #process: ProcessUnderTest | null = null;

  private constructor(directory: string, port: number) {
    this.directory = directory;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Writes its definition, with this as `sources`; it ends with the running test. */
  static async define(sources: string): Promise<KilledExporter> {
    const directory = await temporaryDirectory();
    const port = await freePort();
    await writeFile(
      join(directory, 'monitoring.yml'),
      `service: { name: demo-api }\nexporter: { listen: "127.0.0.1:${port}" }\nsources:\n${sources}`,
    );
    const exporter = new KilledExporter(directory, port);
    onTestFinished(() => exporter.kill());
    return exporter;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    this.#process = goldwatch(['serve'], { cwd: this.directory });
    await this.#process.answers(`${this.url}/-/ready`);
  }

  /** As `kill -9`. */
  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }

  async page(): Promise<string> {
    return await fetch(`${this.url}/metrics`).then((response) => response.text());
  }
}
