import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { type CloudWatchStandIn, EXAMPLE_CREDENTIALS } from '../cloudwatch_standin/standin.ts';
import { PROJECT, ProcessUnderTest } from '../support/process.ts';

export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: EXAMPLE_CREDENTIALS.secretAccessKey,
};
export const NAMESPACE = 'Shop';
/** The log that the exporter reads, in its directory. */
export const LOG_FILE = 'access.json';

/** What a test says of `exporter` and of `mirror.cloudwatch` in monitoring.yml. */
export interface Served {
  readonly mirror: Readonly<Record<string, unknown>>;
  readonly exporter?: Readonly<Record<string, unknown>>;
}

/** Writes a monitoring.yml that mirrors once a second what is counted from LOG_FILE. */
export async function writeDefinition(
  directory: string,
  aws: Pick<CloudWatchStandIn, 'url'>,
  { mirror, exporter = {} }: Served,
): Promise<void> {
  const definition = {
    service: { name: 'shop' },
    exporter: { listen: '127.0.0.1:0', ...exporter },
    sources: [
      {
        type: 'logs',
        files: [`${LOG_FILE}*`],
        golden_signals: {
          method: '$.method',
          route: '$.route',
          status: '$.status',
          duration_s: '$.duration_s',
        },
      },
    ],
    mirror: {
      cloudwatch: {
        namespace: NAMESPACE,
        region: 'us-east-1',
        endpoint: aws.url,
        interval: '1s',
        resolution: '1s',
        ...mirror,
      },
    },
  };
  await writeFile(join(directory, 'monitoring.yml'), stringify(definition));
}

/** `goldwatch serve` as a process of its own. */
export class ServedExporter {
  readonly process: ProcessUnderTest;
  /** Where it looks for credentials that its environment does not have. */
  readonly credentialsFile: string;

  /** Starts it with the monitoring.yml in this directory; it ends with the running test. */
  constructor(directory: string, env: Record<string, string> = CREDENTIALS) {
    this.credentialsFile = join(directory, 'aws_credentials');
    this.process = new ProcessUnderTest(process.execPath, [join(PROJECT, 'cli/bin.ts'), 'serve'], {
      cwd: directory,
      env: {
        // Nothing of the machine that runs the test may count.
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: join(directory, 'aws_config'),
        AWS_SHARED_CREDENTIALS_FILE: this.credentialsFile,
        ...env,
      },
    });
    onTestFinished(() => this.process.end('SIGKILL'));
  }

  /** Waits until it serves metrics. Rejects with what it has written where it ends before, or takes too long. */
  async ready(): Promise<void> {
    await vi.waitFor(() => expect(this.#url, this.process.output).not.toBeNull(), GENEROUS);
    await this.process.answers(`${this.#url}/-/ready`);
  }

  /** The metrics page. */
  async page(): Promise<string> {
    return await fetch(`${this.#url}/metrics`).then((response) => response.text());
  }

  /** The messages of its log so far. */
  get messages(): string[] {
    return this.process.output.split('\n').flatMap((line) => {
      if (!line.startsWith('{') || !line.endsWith('}')) return [];
      return [String((JSON.parse(line) as { readonly msg?: unknown }).msg)];
    });
  }

  get #url(): string | null {
    return /"url":"([^"]+)"/.exec(this.process.output)?.[1] ?? null;
  }
}

/** How long a test waits for what must come about. */
export const GENEROUS = { timeout: 30_000, interval: 50 };
