import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { MetricRegistry } from '../../../metrics/registry.ts';
import type { SourceContext } from '../source.ts';
import { Files } from './files.ts';
import type { Machine } from './snapshot.ts';

const TESTDATA = new URL('./testdata/', import.meta.url).pathname;

/** The root directory of a machine in testdata/, not to be written to. */
export function tree(name: string): string {
  return join(TESTDATA, name);
}

/** A writable machine: trees of testdata/ laid over each other, gone at the end of the test. */
export async function writableTree(...names: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'goldwatch-container-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const name of names) await cp(tree(name), root, { recursive: true });
  return root;
}

/** Writes files of a machine; null removes one. */
export async function change(root: string, files: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const real = join(root, path);
    if (text === null) await rm(real, { recursive: true });
    else {
      await mkdir(dirname(real), { recursive: true });
      await writeFile(real, text);
    }
  }
}

/** A machine whose clock stands still until it is told otherwise. */
export function machineAt(root: string): Machine & { seconds: number } {
  return {
    files: new Files(root),
    seconds: 1_000,
    now() {
      return this.seconds;
    },
  };
}

/** What a source is started with, and everything it says and publishes. */
export function observedContext() {
  const registry = new MetricRegistry();
  const said: string[] = [];
  const context: SourceContext = {
    id: 'container',
    service: 'api',
    metrics: registry.scope(),
    stateDirectory: '/nowhere',
    baseDirectory: '/nowhere',
    log: pino({ level: 'silent' }),
    report: {
      succeeded: () => said.push('succeeded'),
      failed: (reason, problem) => said.push(`failed ${reason}: ${problem}`),
      problem: (reason, problem) => said.push(`problem ${reason}: ${problem}`),
      lag: (bytes) => said.push(`lag ${bytes}`),
    },
  };
  return { context, said, series: () => seriesOf(registry) };
}

async function seriesOf(registry: MetricRegistry): Promise<Record<string, number>> {
  const series: Record<string, number> = {};
  for (const metric of await registry.registry.getMetricsAsJSON()) {
    for (const { labels, value } of metric.values) {
      const { service, ...others } = labels as Record<string, string>;
      if (service !== 'api') throw new Error(`${metric.name} is of the service ${service}.`);
      const rest = Object.values(others).join();
      series[rest === '' ? metric.name : `${metric.name} ${rest}`] = value;
    }
  }
  return series;
}
