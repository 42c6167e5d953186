import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** A service of the Compose file, after YAML's anchors and merges. */
export interface Service {
  readonly image: string;
  readonly build?: unknown;
  readonly pull_policy?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly volumes?: readonly (string | LongMount)[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly [key: string]: unknown;
}

interface LongMount {
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
}

/** What a service mounts. */
export interface Mount {
  /** A path of the host, which holds a `/`, or the name of a volume. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** The Compose file. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The root of the project. */
export const PROJECT = resolve(import.meta.dirname, '../..');

export const COMPOSE_PATH = join(PROJECT, 'docker-compose.monitoring.yml');

export const composeText = readFileSync(COMPOSE_PATH, 'utf8');

/** The Compose file with its variables as they are where none is set. */
export const compose = parse(composeText.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'), {
  merge: true,
}) as ComposeFile;

/** Every service with its name. */
export const services: readonly (readonly [string, Service])[] = Object.entries(compose.services);

/** The services that are to run until somebody stops them. */
export const longRunning = services.filter(([name]) => name !== 'secrets');

/** One service. Throws an Error where there is none of that name. */
export function service(name: string): Service {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`There is no service ${name}.`);
  return found;
}

/** Names of the services that a rule does not hold for. */
export function breaking(
  rule: (service: Service, name: string) => boolean,
  among: readonly (readonly [string, Service])[] = services,
): string[] {
  return among.filter(([name, one]) => !rule(one, name)).map(([name]) => name);
}

/** The networks that a service is on. */
export function networksOf({ networks = [] }: Service): readonly string[] {
  return isList(networks) ? networks : Object.keys(networks);
}

function isList(networks: NonNullable<Service['networks']>): networks is readonly string[] {
  return Array.isArray(networks);
}

/** What a service mounts, in one form. */
export function mounts(one: Service): Mount[] {
  return (one.volumes ?? []).map((mount) => {
    if (typeof mount !== 'string') {
      return { source: mount.source, target: mount.target, readOnly: mount.read_only === true };
    }
    const [source = '', target = '', mode] = mount.split(':');
    return { source, target, readOnly: mode === 'ro' };
  });
}

/** Whether a mount's source is a path of the host rather than a volume. */
export const isBind = ({ source }: Mount): boolean => source.includes('/');
