import { readFileSync } from 'node:fs';
import type { Definition } from '../../definition/schema.ts';
import { canaryName } from '../names.ts';
import { CANARY } from './canary.ts';

const SCRIPT = new URL('script.cjs', import.meta.url);

/** A canary of CloudWatch Synthetics that asks for a page. */
export interface HeartbeatPlan {
  /** Of the canary, and the dimension `CanaryName` of its metrics. */
  readonly name: string;
  readonly url: string;
  readonly everyMinutes: number;
  /** How long a run may take, in seconds: what the page may take, and what a cold start does. */
  readonly runSeconds: number;
  /** Its script, ready for `Code.Script`. */
  readonly script: string;
}

/**
 * The heartbeats of a definition; none without `cloudwatch`. CloudWatch then has `SuccessPercent` and `Duration` (milliseconds) of each
 * in the namespace `CloudWatchSynthetics`, by `CanaryName`.
 */
export function heartbeatsOf(definition: Definition): HeartbeatPlan[] {
  return (definition.cloudwatch?.heartbeats ?? []).map(({ name, url, every, timeout }) => ({
    name: canaryName(definition, name),
    url,
    everyMinutes: every / 60_000,
    runSeconds: runSeconds(every / 1000, timeout / 1000),
    script: heartbeatScript(url, timeout),
  }));
}

/** The script of a heartbeat; `timeout` in milliseconds. */
export function heartbeatScript(url: string, timeout: number): string {
  const source = readFileSync(SCRIPT, 'utf8').replace(/^ *\/\*\*.*\*\/\n/gm, '');
  return `const heartbeat = ${JSON.stringify({ url, timeout })};\n${source}`;
}

function runSeconds(every: number, timeout: number): number {
  return Math.min(every, CANARY.longestRunSeconds, Math.ceil(timeout) + CANARY.coldStartSeconds);
}
