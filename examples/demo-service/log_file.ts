import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file that lines are appended to; every write has reached the operating system when it returns. */
export interface LogFile {
  readonly path: string;
  /** Appends one line, its newline included. A line that cannot be written is reported, not thrown. */
  write(line: string): void;
  /**
   * Opens the path anew, as after a rotation by rename.
   * @throws Error when the path cannot be opened; the old file then stays in use.
   */
  reopen(): void;
  /** Closes the file; later lines are dropped. */
  close(): void;
}

/**
 * Opens a file for appending and creates its folder where it is missing.
 * @param onFailure told once about the first line that cannot be written, and again after a recovery.
 * @throws Error with the path, the cause and the remedy when the file cannot be opened.
 */
export function openLogFile(path: string, onFailure: (problem: Error) => void): LogFile {
  let descriptor: number | undefined = open(path);
  let failing = false;
  let torn = false;

  function append(line: string): void {
    if (descriptor === undefined) return;
    // After half a line (a full disk) the next one starts afresh, so that only one is unreadable.
    const bytes = Buffer.from(torn ? `\n${line}` : line);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
      failing = false;
      torn = false;
    } catch (cause) {
      torn ||= written > 0;
      if (!failing) onFailure(new Error(`Access-log lines are being lost: ${path}: ${reason(cause)}.`));
      failing = true;
    }
  }

  return {
    path,
    write: append,
    reopen() {
      if (descriptor === undefined) return;
      const next = open(path);
      closeSync(descriptor);
      descriptor = next;
      torn = false;
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function open(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a');
  } catch (cause) {
    throw new Error(
      `Cannot open the access log ${path}: ${reason(cause)}. Choose a file that can be written with --log-file.`,
      { cause },
    );
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
