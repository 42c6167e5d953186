import { nearestName } from '../conventions/names.ts';
import { type Io, UsageError } from './io.ts';
import { VERSION } from './version.ts';

interface Command {
  readonly summary: string;
  readonly load: () => Promise<(args: readonly string[], io: Io) => Promise<number>>;
}

// Each command loads what it needs and no more: `render` loads no collector, `serve` no dashboard builder.
const COMMANDS: Record<string, Command> = {
  up: { summary: 'start the whole stack here', load: async () => (await import('./up.ts')).up },
  serve: { summary: 'run the exporter', load: async () => (await import('./serve.ts')).serve },
  check: {
    summary: 'say whether monitoring.yml is right',
    load: async () => (await import('./check.ts')).check,
  },
  render: {
    summary: 'write the files of Prometheus, Alertmanager, Grafana and CloudFormation; --check compares them',
    load: async () => (await import('./render.ts')).render,
  },
  alert: {
    summary: 'list the alerts; send one down the real path, and wait for its receipt',
    load: async () => (await import('./alert.ts')).alert,
  },
  doctor: {
    summary: 'say which link is broken, from the definition outwards, and what mends it',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  mirror: {
    summary: 'send what came since the last time to CloudWatch, once; --dry-run only shows it',
    load: async () => (await import('./mirror.ts')).mirror,
  },
  secrets: {
    summary: 'make files with random secrets where they are missing; a line for a user',
    load: async () => {
      const { secretsCommand } = await import('./secrets.ts');
      return (args, io) => secretsCommand(args, (line) => io.stdout(`${line}\n`), io);
    },
  },
};

/**
 * Runs the `goldwatch` command and resolves to its exit status: 0 done, 1 failed or found something wrong,
 * 2 called wrongly. Failures are told on stderr in a sentence; nothing is thrown.
 */
export async function run([name, ...args]: readonly string[], io: Io): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.stdout(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    io.stdout(`${VERSION}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const nearest = nearestName(name, Object.keys(COMMANDS));
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    io.stderr(`There is no command "${name}".${hint}\n\n${usage()}`);
    return 2;
  }
  try {
    const main = await command.load();
    return await main(args, io);
  } catch (error) {
    io.stderr(`${(error as Error).message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  goldwatch ${name.padEnd(8)} ${summary}`,
  );
  return `The four golden signals of any service, on Prometheus and on CloudWatch, from one file.\n\n${lines.join('\n')}\n\nEach says more with --help. \`goldwatch --version\` is ${VERSION}.\n`;
}
