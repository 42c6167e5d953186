import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, vi } from 'vitest';

export const PROJECT = join(import.meta.dirname, '../..');

/** A program under test and what it wrote. */
export class ProcessUnderTest {
  readonly child: ChildProcess;
  output = '';

  constructor(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string> } = {},
  ) {
    this.child = spawn(command, [...args], {
      cwd: options.cwd ?? PROJECT,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        this.output = (this.output + data.toString()).slice(-200_000);
      });
    }
    // Without a listener a missing program would end the test run rather than the test.
    this.child.once('error', (error) => {
      this.output += error.message;
    });
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends a signal and resolves when the process has ended. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.ended || this.child.pid === undefined) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }

  /** Waits until a page answers 200; fails with the output of the process if it ends or takes too long. */
  async answers(url: string): Promise<void> {
    await vi.waitFor(
      async () => {
        if (this.ended) throw new Error(`The process has ended:\n${this.output}`);
        const status = await fetch(url).then(
          (response) => response.status,
          () => 0,
        );
        expect(status, this.output).toBe(200);
      },
      { timeout: 30_000, interval: 50 },
    );
  }
}

/** `goldwatch` with arguments, as a process. */
export function goldwatch(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): ProcessUnderTest {
  // Node reads TypeScript by itself, and starts in half the time that it takes with tsx.
  return new ProcessUnderTest(process.execPath, [join(PROJECT, 'cli/bin.ts'), ...args], options);
}
