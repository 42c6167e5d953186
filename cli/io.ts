import type { Readable } from 'node:stream';
import type { Environment } from '../definition/load.ts';

/** All that a command touches of its process, so that tests can run it in theirs. */
export interface Io {
  /** What is piped in; to ask for it is to keep the process running until it is destroyed. */
  readonly stdin: () => Readable;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly environment: Environment;
  readonly directory: string;
  /** Whether a person reads stdout as it comes. */
  readonly isTerminal?: boolean;
  /** Calls back at each of these signals; the result ends it. */
  readonly onSignal: (signals: readonly NodeJS.Signals[], callback: () => void) => () => void;
}

/** Raised where a command was called in a way that it does not understand; ends it with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
