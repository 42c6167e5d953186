import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearestName } from '../conventions/names.ts';
import { loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/schema.ts';
import { type Io, UsageError } from './io.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

const HELP_OPTION = { help: { type: 'boolean', short: 'h' } } as const;

/**
 * Reads a command's options. Resolves to null where help was asked for, which is then written.
 * Throws a UsageError where an option is unknown or lacks its value.
 */
export function readOptions<const O extends Options>(
  args: readonly string[],
  options: O,
  help: string,
  io: Io,
) {
  return parsed(args, options, help, io, false)?.values ?? null;
}

/** The same for a command that also takes names, which may stand anywhere among its options. */
export function readNamesAndOptions<const O extends Options>(
  args: readonly string[],
  options: O,
  help: string,
  io: Io,
) {
  return parsed(args, options, help, io, true);
}

function parsed<const O extends Options>(
  args: readonly string[],
  options: O,
  help: string,
  io: Io,
  takesNames: boolean,
) {
  const all = { ...options, ...HELP_OPTION };
  try {
    const { values, positionals: names } = parseArgs({
      args: [...args],
      options: all,
      strict: true,
      allowPositionals: takesNames,
    });
    if ((values as { help?: boolean }).help !== true) return { values, names };
    io.stdout(help);
    return null;
  } catch (error) {
    throw usageError(error as NodeJS.ErrnoException, Object.keys(all), help);
  }
}

/** What parseArgs threw, in a sentence, with the help of the command behind it. */
export function usageError(
  { code, message }: NodeJS.ErrnoException,
  known: readonly string[],
  help: string,
): UsageError {
  // Its sentences go on about the syntax of shells.
  const [option] = /(?<=--)[a-zA-Z][\w-]*/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && option !== undefined) {
    const problem = message.includes('does not take') ? 'takes no value' : 'needs a value';
    return new UsageError(`--${option} ${problem}.\n\n${help}`);
  }
  const nearest = option === undefined ? undefined : nearestName(option, known);
  const hint =
    code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && nearest !== undefined ? ` Did you mean '--${nearest}'?` : '';
  const [sentence = ''] = message.split(/\. |\n/);
  return new UsageError(`${sentence}.${hint}\n\n${help}`);
}

/** The option that every command on a definition takes. */
export const CONFIG_OPTION = { config: { type: 'string', short: 'c', default: 'monitoring.yml' } } as const;

/** A definition and where it came from. */
export interface Loaded {
  readonly definition: Definition;
  /** The text of the file, and when it was read, in milliseconds since 1970. */
  readonly text: string;
  readonly readAt: number;
  /** As it was named, for messages. */
  readonly file: string;
  /** The same, absolute. */
  readonly path: string;
  /** The folder it lies in, absolute: relative paths in it start there. */
  readonly baseDirectory: string;
}

/**
 * Reads and checks the definition of `--config`.
 * Throws a DefinitionError with every mistake, or an Error where the file cannot be read.
 */
export async function loadConfig(file: string, io: Io): Promise<Loaded> {
  const path = resolve(io.directory, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The definition ${path} ${reasonOf(error)}`);
  });
  const definition = loadDefinition(text, file, io.environment);
  return { definition, text, readAt: Date.now(), file, path, baseDirectory: dirname(path) };
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return 'does not exist. Name another with --config FILE, or go to the folder that it is in.';
  if (code === 'EISDIR') return 'is a folder. Name the file in it with --config FILE.';
  return `cannot be read: ${message}.${code === 'EACCES' ? ' Let this user read it.' : ''}`;
}
