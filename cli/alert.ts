import { nearestName } from '../conventions/names.ts';
import { type Io, UsageError } from './io.ts';

type Subcommand = (args: readonly string[], io: Io) => Promise<number>;

const HELP = `Usage: goldwatch alert list|test [options]

  goldwatch alert list       every alert: when it fires, and who is told
  goldwatch alert test NAME  raises that alert, follows it to whom it is for, and resolves it

Each says more with --help.
`;

const SUBCOMMANDS: Readonly<Record<string, () => Promise<Subcommand>>> = {
  list: async () => (await import('./alert/list.ts')).listAlerts,
  test: async () => (await import('./alert/test_command.ts')).testAlerts,
};

/** `goldwatch alert`: what alerts there are, and whether they get through. */
export async function alert([name, ...args]: readonly string[], io: Io): Promise<number> {
  if (name === '--help' || name === '-h') {
    io.stdout(HELP);
    return 0;
  }
  const load = name !== undefined && Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (load !== undefined) return await (await load())(args, io);
  if (name === undefined) throw new UsageError(HELP);
  const nearest = nearestName(name, Object.keys(SUBCOMMANDS));
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`There is no command "alert ${name}".${hint}\n\n${HELP}`);
}
