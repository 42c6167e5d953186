import { join } from 'node:path';
import { installPeers } from '../peers/install.ts';
import { type Entrant, nodeCommand } from './contest.ts';
import { clientGolangCommand } from './peers/client_golang.ts';
import { pythonCommand } from './peers/python.ts';
import { GOLDWATCH } from './row.ts';

export const PROM_CLIENT = 'prom-client 15.1.3';
export const CLIENT_GOLANG = 'client_golang 1.14';
export const OPEN_TELEMETRY = 'OpenTelemetry 3.1.0';
export const KEPT_STRINGS = 'kept strings';
export const SLICED = 'kept strings, in slices';
export const IN_PLACE = 'in place';
export const MEMCPY = 'memcpy';
export const MINIMAL_PROTOBUF = 'minimal encoder';

/** A file of this folder. */
export function here(file: string): string {
  return join(import.meta.dirname, file);
}

export function goldwatch(options: readonly string[] = [], nodeOptions: readonly string[] = []): Entrant {
  return {
    name: GOLDWATCH,
    role: 'goldwatch',
    command: nodeCommand(here('goldwatch.ts'), options, nodeOptions),
  };
}

export function promClient(nodeOptions: readonly string[] = []): Entrant {
  return {
    name: PROM_CLIENT,
    role: 'peer',
    command: nodeCommand(here('peers/prom_client.ts'), ['15'], nodeOptions),
  };
}

export function promClientSuccessor(nodeOptions: readonly string[] = []): Entrant {
  return {
    name: '@prometheus-io/client 0.16.1',
    role: 'peer',
    command: nodeCommand(here('peers/prom_client.ts'), ['successor'], nodeOptions),
  };
}

export function bound(
  name: string,
  file: string,
  options: readonly string[] = [],
  nodeOptions: readonly string[] = [],
) {
  return { name, role: 'bound', command: nodeCommand(here(`bounds/${file}`), options, nodeOptions) } as const;
}

export async function openTelemetry(): Promise<Entrant> {
  const obstacle = await installPeers();
  const command = obstacle ?? nodeCommand(here('peers/open_telemetry.ts'));
  return { name: OPEN_TELEMETRY, role: 'peer', command, everyNthRound: 3 };
}

export async function python(): Promise<Entrant> {
  return { name: 'Python prometheus_client', role: 'peer', command: await pythonCommand(), everyNthRound: 3 };
}

export async function clientGolang(options: readonly string[] = []): Promise<Entrant> {
  const command = await clientGolangCommand();
  return {
    name: CLIENT_GOLANG,
    role: 'peer',
    command: typeof command === 'string' ? command : [...command, ...options],
  };
}
