import type { Loaded } from '../arguments.ts';
import type { Io } from '../io.ts';
import type { ProbeOptions } from './probe.ts';

/** What all areas go by. */
export interface Context {
  readonly loaded: Loaded;
  readonly io: Pick<Io, 'environment'>;
  readonly addresses: Addresses;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Where the programs are, without a slash at the end; null where nobody said and the usual place may be empty. */
export interface Addresses {
  readonly exporter: string;
  /** The exporter's token, where it is not that of the definition. */
  readonly tokenFile: string | null;
  readonly prometheus: readonly string[];
  readonly alertmanagers: readonly string[];
  readonly grafana: string | null;
  readonly grafanaTokenFile: string | null;
  readonly loki: string | null;
}

/** How the areas ask. */
export function asking({ timeoutMs, signal }: Pick<Context, 'timeoutMs' | 'signal'>): ProbeOptions {
  return { timeoutMs, signal };
}
