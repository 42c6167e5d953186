import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '../..');
const FILE = join(PROJECT, 'docker-compose.monitoring.yml');

/** Whether a Docker engine answers, and its Compose plugin is there. */
export async function composeAnswers(): Promise<boolean> {
  return (await succeeds(['info'])) && (await succeeds(['compose', 'version']));
}

/** Starts the stack in containers and waits until all of it is healthy; resolves to the exit status. */
export async function composeUp(demo: boolean): Promise<number> {
  return await docker([...composeFile(demo), 'up', '--detach', '--build', '--wait'], 'inherit');
}

/** Writes the containers' logs until it is aborted. */
export async function composeLogs(demo: boolean, signal: AbortSignal): Promise<void> {
  await docker([...composeFile(demo), 'logs', '--follow', '--since', '1s'], 'inherit', signal);
}

/** Stops and removes the containers; volumes stay. Resolves to the exit status. */
export async function composeDown(demo: boolean): Promise<number> {
  return await docker([...composeFile(demo), 'down'], 'inherit');
}

function composeFile(demo: boolean): string[] {
  return ['compose', '--file', FILE, ...(demo ? ['--profile', 'demo'] : [])];
}

async function succeeds(args: readonly string[]): Promise<boolean> {
  return (await docker(args, 'ignore').catch(() => 1)) === 0;
}

function docker(args: readonly string[], stdio: 'inherit' | 'ignore', signal?: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', [...args], { stdio: ['ignore', stdio, stdio], ...(signal && { signal }) });
    child.once('error', (error) => (signal?.aborted ? resolve(0) : reject(error)));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
