import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/schema.ts';
import { type Io, UsageError } from './io.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

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
  const all = { ...options, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: all, strict: true, allowPositionals: false });
    if ((values as { help?: boolean }).help !== true) return values;
    io.stdout(help);
    return null;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${sentence}.\n\n${help}`);
  }
}

/** The option that every command takes. */
export const CONFIG_OPTION = { config: { type: 'string', short: 'c', default: 'monitoring.yml' } } as const;

/** A definition and where it came from. */
export interface Loaded {
  readonly definition: Definition;
  /** As it was named, for messages. */
  readonly file: string;
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
    const advice =
      error.code === 'ENOENT'
        ? 'Name another with --config FILE, or go to its folder.'
        : 'Let this user read it.';
    throw new Error(`The definition ${path} cannot be read: ${error.message}. ${advice}`);
  });
  return { definition: loadDefinition(text, file, io.environment), file, baseDirectory: dirname(path) };
}
