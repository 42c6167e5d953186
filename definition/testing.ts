import { readdirSync, readFileSync } from 'node:fs';
import { DefinitionError } from './diagnostics.ts';
import { type Environment, loadDefinition } from './load.ts';
import type { Definition } from './schema.ts';

/** Where the files are of which each shows one rule. */
export const DIRECTORY = new URL('testdata/', import.meta.url);

/** The environment of every file in testdata/. */
export const ENVIRONMENT: Environment = {
  SERVICE: 'api',
  LIMIT: '1000',
  EMPTY: '',
  INTERVAL: '77s',
  ALERT: 'NobodyMayReadThisName',
  SECRET: 'nobody_may_read_this',
  STRUCTURE: 'a: {b: [c]}\n- d # e',
  REFERENCE: `\${SERVICE}`,
};

/** Names of the files in testdata/ that end like this, without the ending. */
export function testdata(ending: string): string[] {
  return readdirSync(DIRECTORY)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}

/** The text of a file in testdata/. */
export function readTestdata(name: string): string {
  return readFileSync(new URL(name, DIRECTORY), 'utf8');
}

/** The definition of a text called monitoring.yml. */
export function load(text: string, environment: Environment = ENVIRONMENT): Definition {
  return loadDefinition(text, 'monitoring.yml', environment);
}

/** What is said of a text called monitoring.yml that is refused. */
export function refusal(text: string, environment: Environment = ENVIRONMENT): string {
  return errorOf(text, environment).message;
}

/** The error of a text called monitoring.yml that is refused. */
export function errorOf(text: string, environment: Environment = ENVIRONMENT): DefinitionError {
  try {
    load(text, environment);
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  throw new Error('The definition was not refused.');
}
