import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { sumOf } from '../../../tests/support/metrics.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { capturedLog } from '../../testing.ts';
import type { Receipt } from '../receiver.ts';
import { start } from './collect.ts';
import { llmConfig } from './definition.ts';

/** The body of a response, as a provider sends it. */
export async function response(name: string): Promise<Record<string, unknown>> {
  const text = await readFile(join(import.meta.dirname, 'testdata', `${name}.json`), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}

/** The source at work. */
export async function startedLlm(settings: Readonly<Record<string, unknown>> = {}) {
  const directory = await temporaryDirectory();
  const registry = new MetricRegistry();
  const running = await start(llmConfig.parse({ type: 'llm', ...settings }), {
    id: 'llm',
    service: 'demo-api',
    metrics: registry.scope(),
    stateDirectory: join(directory, 'state'),
    baseDirectory: directory,
    log: capturedLog().log,
    report: { succeeded: () => {}, failed: () => {}, problem: () => {}, lag: () => {} },
  });
  onTestFinished(() => running.stop());
  return {
    async send(...calls: unknown[]): Promise<Receipt> {
      const body = new TextEncoder().encode(JSON.stringify(calls));
      const receipt = await running.receive?.({ path: '/v1/events', body, mediaType: 'application/json' });
      expect(receipt).toBeDefined();
      return receipt as Receipt;
    },
    /** The sum of a series over all label sets with these labels. */
    async sum(series: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
      return sumOf(await registry.registry.metrics(), series, labels);
    },
  };
}
