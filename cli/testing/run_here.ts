import { Readable } from 'node:stream';
import type { Io } from '../io.ts';
import { run } from '../main.ts';

/** What a command wrote, and its exit status. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `goldwatch` with these arguments in this process, as if it had been called in `directory`. */
export async function runHere(
  args: readonly string[],
  directory: string,
  environment: Io['environment'] = {},
): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const status = await run(args, {
    stdin: () => Readable.from([]),
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    environment,
    directory,
    onSignal: () => () => {},
  });
  return { status, stdout, stderr };
}
