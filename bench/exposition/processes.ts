import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const children = new Set<ChildProcess>();
const directories = new Set<string>();

/** Starts a program that ends at the latest when the bench does. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  children.add(child);
  child.once('close', () => children.delete(child));
  // Whoever waits for the program listens too.
  child.on('error', () => children.delete(child));
  return child;
}

/** Ends a program at once: none has anything to lose. */
export async function end(child: ChildProcess): Promise<void> {
  if (!children.has(child) || child.pid === undefined) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
}

/** A directory that vanishes at the latest with the bench. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-bench-'));
  directories.add(directory);
  return directory;
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  directories.delete(directory);
}

/** Ends whatever still runs and removes what still lies about, on every way out of the process but `kill -9`. */
function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const directory of directories) removeDirectory(directory);
}

process.once('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1));
}

/** A program's end: its status, and the last 4 kB of what it wrote. */
export async function run(
  [command = '', ...args]: readonly string[],
  options: SpawnOptions = {},
): Promise<{ code: number; said: string }> {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const listen = (data: Buffer) => {
    said = (said + data.toString()).slice(-4_096);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, said: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

/** Whether a command ends with 0. */
export async function succeeds(command: readonly string[]): Promise<boolean> {
  return (await run(command)).code === 0;
}
