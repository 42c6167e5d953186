import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Definition } from '../../definition/schema.ts';
import { composeStack } from '../../definition/stack.ts';
import { storedLogs } from '../../definition/stored_logs.ts';
import type { Loaded } from '../arguments.ts';
import type { Io } from '../io.ts';
import { changedFiles, renderStack, writeFiles } from '../render.ts';
import { DASHBOARDS, removeFiles, staleFiles } from '../stale_files.ts';
import { table } from '../table.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const FILE = 'docker-compose.monitoring.yml';
const DEFINITION = join(PROJECT, 'monitoring.yml');

/** Whether a Docker engine answers, and its Compose plugin is there. */
export async function composeAnswers(): Promise<boolean> {
  const succeeds = async (args: readonly string[]) => (await docker(args, 'ignore').catch(() => 1)) === 0;
  return (await succeeds(['info'])) && (await succeeds(['compose', 'version']));
}

/**
 * Runs the stack in containers until a signal, with its logs on the terminal; resolves to the exit status.
 * What does not become healthy is left as it is, to be looked at.
 * Throws an Error where the definition is not the one that the containers read.
 */
export async function runInContainers(loaded: Loaded, demo: boolean, io: Io): Promise<number> {
  if (loaded.path !== DEFINITION) {
    throw new Error(
      `Containers run on ${DEFINITION}, not on ${loaded.path}. With --native it runs as processes on this machine.`,
    );
  }
  await renderAnew(loaded, io);
  const compose = composeArguments(profilesOf(loaded.definition, demo));
  const stop = new AbortController();
  const stopped = Promise.withResolvers<void>();
  const endSignals = io.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], () => {
    stop.abort();
    stopped.resolve();
  });
  try {
    const status = await docker([...compose, 'up', '--detach', '--build', '--wait'], 'inherit');
    if (status !== 0 && !stop.signal.aborted) {
      io.stderr(
        `The stack did not become healthy; what Docker says stands above. It is left as it is: \`docker compose -f ${FILE} logs\` says more, \`docker compose -f ${FILE} down\` removes it.\n`,
      );
      return 1;
    }
    if (!stop.signal.aborted) {
      io.stdout(`\n${addresses()}\nCtrl-C stops everything.\n\n`);
      const logs = docker([...compose, 'logs', '--follow', '--since', '1s'], 'inherit', stop.signal);
      await Promise.race([logs, stopped.promise]);
      await stopped.promise;
    }
    return await docker([...compose, 'down'], 'inherit');
  } finally {
    endSignals();
  }
}

// The containers read rendered files, which may be older than the definition.
async function renderAnew({ definition }: Loaded, io: Io): Promise<void> {
  const files = renderStack(definition, composeStack);
  const changed = await changedFiles(PROJECT, files);
  await writeFiles(PROJECT, changed);
  for (const { path } of changed) io.stdout(`Rendered ${path}, which was not what monitoring.yml says.\n`);
  const stale = await staleFiles(PROJECT, files, [DASHBOARDS]);
  await removeFiles(PROJECT, stale);
  for (const path of stale) io.stdout(`Removed ${path}, which monitoring.yml has no use for any more.\n`);
}

function addresses(): string {
  const where = `\`docker compose -f ${FILE} logs secrets\` says where`;
  return table(
    ['PROGRAM', 'ADDRESS', ''],
    [
      ['exporter', 'http://localhost:9464', `needs its token: ${where}`],
      ['Prometheus', 'http://localhost:9090', 'queries, rules, targets'],
      ['Alertmanager', 'http://localhost:9093', 'alerts, silences'],
      ['Grafana', 'http://localhost:3000', 'user admin; the same log says where its password is'],
    ],
  );
}

/** The profiles of the Compose file that a definition has use for. */
export function profilesOf(definition: Definition, demo: boolean): string[] {
  return [...(demo ? ['demo'] : []), ...(storedLogs(definition).length > 0 ? ['logs'] : [])];
}

function composeArguments(profiles: readonly string[]): string[] {
  return ['compose', '--file', join(PROJECT, FILE), ...profiles.flatMap((profile) => ['--profile', profile])];
}

function docker(args: readonly string[], stdio: 'inherit' | 'ignore', signal?: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', [...args], { stdio: ['ignore', stdio, stdio], ...(signal && { signal }) });
    child.once('error', (error) => (signal?.aborted ? resolve(0) : reject(error)));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
