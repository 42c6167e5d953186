import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { loadConfig } from '../../cli/arguments.ts';
import { prepareNative } from '../../cli/up/native.ts';
import { Supervisor } from '../../cli/up/supervisor.ts';
import { freePort } from './ports.ts';

/** The native stack of a definition, running; started by the very code of `goldwatch up`. */
export interface RunningStack {
  readonly exporter: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  /** What the programs wrote, line by line: `program: line`. */
  readonly lines: readonly string[];
  /** Ends one program as `kill -9` does. */
  kill(program: string): void;
  stop(): Promise<void>;
}

/** Starts exporter, Alertmanager and Prometheus on free ports; `definition` gets the exporter's address. */
export async function startStack(
  directory: string,
  files: Readonly<Record<string, string>>,
  definition: (listen: string) => string,
): Promise<RunningStack> {
  const listen = `127.0.0.1:${await freePort()}`;
  for (const [path, text] of Object.entries({ ...files, 'monitoring.yml': definition(listen) })) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const io = {
    stdout: () => {},
    stderr: () => {},
    environment: process.env,
    directory,
    onSignal: () => () => {},
    stdin: () => Readable.from([]),
  };
  const { stack, programs } = await prepareNative(
    await loadConfig('monitoring.yml', io),
    {
      demo: false,
      prometheusPort: await freePort(),
      alertmanagerPort: await freePort(),
      grafanaPort: await freePort(),
      demoPort: await freePort(),
      standInPort: null,
    },
    process.env.PATH ?? '',
    () => {},
  );
  const lines: string[] = [];
  const supervisor = new Supervisor({
    environment: process.env,
    onLine: (program, line) => lines.push(`${program}: ${line}`),
    onDeath: (program, status) => lines.push(`${program}: ended with ${status}`),
  });
  try {
    for (const program of programs) await supervisor.start(program);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  return {
    exporter: stack.exporter.external,
    prometheus: stack.prometheus.external,
    alertmanager: stack.alertmanager.external,
    lines,
    kill: (program) => supervisor.kill(program),
    stop: () => supervisor.stop(),
  };
}
