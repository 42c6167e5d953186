import { readFile } from 'node:fs/promises';
import { onTestFinished, vi } from 'vitest';
import { freePort } from '../../tests/support/ports.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { type Program, Supervisor, type SupervisorOptions } from '../up/supervisor.ts';

/** JavaScript that goes on until it is told to end. */
export const SLEEP = 'setInterval(() => {}, 1000);';

/** A supervisor, and what it tells. */
export interface Supervised {
  readonly supervisor: Supervisor;
  readonly directory: string;
  /** `program: line` */
  readonly lines: readonly string[];
  readonly deaths: readonly string[];
  /** A program called `tool`, in JavaScript. */
  readonly program: (script: string, settings?: Partial<Program>) => Program;
  /** The same, with a page that answers 200. */
  readonly server: (script?: string) => Promise<Program>;
}

/** A supervisor whose programs end with the test. */
export async function supervised(options: Partial<SupervisorOptions> = {}): Promise<Supervised> {
  const directory = await temporaryDirectory();
  const lines: string[] = [];
  const deaths: string[] = [];
  const supervisor = new Supervisor({
    environment: process.env,
    onLine: (name, line) => lines.push(`${name}: ${line}`),
    onDeath: (name, status, last) => deaths.push(`${name} ended with ${status} after ${last.join(', ')}`),
    ...options,
  });
  onTestFinished(() => supervisor.stop());
  const program = (script: string, settings: Partial<Program> = {}): Program => ({
    name: 'tool',
    command: process.execPath,
    args: ['--eval', script],
    directory,
    healthUrl: null,
    ...settings,
  });
  const server = async (script = '') => {
    const port = await freePort();
    const serve = `require('http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1');`;
    return program(`${serve}${script}`, { healthUrl: `http://127.0.0.1:${port}/` });
  };
  return { supervisor, directory, lines, deaths, program, server };
}

/** Whether a process is there, and has not ended unnoticed. */
export async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status !== '' && !status.includes(') Z ');
}

/** Waits until a check does not throw. The limit is that of a machine with much else to do. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 15_000, interval: 20 });
}
