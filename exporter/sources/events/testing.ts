import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { collectFamilies } from '../../../metrics/exposition/collect.ts';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { temporaryDirectory } from '../../../tests/support/temporary_directory.ts';
import { capturedLog } from '../../testing.ts';
import type { Receipt } from '../receiver.ts';
import type { RunningSource } from '../source.ts';
import { start } from './collect.ts';
import { eventsConfig } from './definition.ts';

export const METRICS = [
  { name: 'user_registrations_total', type: 'counter', labels: ['plan'] },
  { name: 'orders_total', type: 'counter' },
  { name: 'cart_value_dollars', type: 'histogram', buckets: [10, 50, 100] },
  { name: 'queue_length', type: 'gauge', labels: ['queue'] },
] as const;

/** The source at work in a directory of its own; it may be stopped and started again. */
export interface EventsUnderTest {
  readonly checkpoint: string;
  /** What the source reported, in order: `kind reason: sentence`. */
  readonly reports: string[];
  /** Messages of its log, warnings and errors. */
  readonly warnings: () => string[];
  start(settings?: Readonly<Record<string, unknown>>, options?: StartOptions): Promise<void>;
  stop(): Promise<void>;
  save(): Promise<void>;
  /** As a `kill -9` would end it: nothing more is saved or counted. */
  crash(): void;
  /** Sends a body, an object as JSON. */
  send(body: unknown, mediaType?: string): Promise<Receipt>;
  /** Value of a series, null where there is none; labels other than the given ones are summed up. */
  value(name: string, labels?: Readonly<Record<string, string>>): Promise<number | null>;
}

export interface StartOptions {
  readonly service?: string;
  readonly seriesLimit?: number;
}

/** An event source on METRICS, not yet started. */
export async function eventsUnderTest(): Promise<EventsUnderTest> {
  const directory = await temporaryDirectory();
  const stateDirectory = join(directory, 'state');
  const reports: string[] = [];
  const { log, captured } = capturedLog();
  const left: RunningSource[] = [];
  let running: RunningSource | null = null;
  let registry = new MetricRegistry();
  const stop = async () => {
    await running?.stop();
    running = null;
  };
  onTestFinished(async () => {
    await stop();
    await Promise.all(left.map((source) => source.stop()));
  });
  return {
    checkpoint: join(stateDirectory, 'checkpoint.jsonl'),
    reports,
    warnings: () => captured.messages('warn'),
    stop,
    async save() {
      await running?.save?.();
    },
    crash() {
      if (running !== null) left.push(running);
      running = null;
    },
    async start(settings = {}, { service = 'demo-api', seriesLimit } = {}) {
      registry = new MetricRegistry(seriesLimit === undefined ? {} : { seriesLimit });
      running = await start(eventsConfig.parse({ type: 'events', metrics: METRICS, ...settings }), {
        id: 'events',
        service,
        metrics: registry.scope(),
        stateDirectory,
        baseDirectory: directory,
        log,
        report: {
          succeeded: () => {},
          failed: (reason, problem) => void reports.push(`failed ${reason}: ${problem}`),
          problem: (reason, problem) => void reports.push(`problem ${reason}: ${problem}`),
          lag: () => {},
        },
      });
    },
    async send(body, mediaType = 'application/json') {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const receipt = await running?.receive?.({
        path: '/v1/events',
        body: new TextEncoder().encode(text),
        mediaType,
      });
      expect(receipt).toBeDefined();
      return receipt as Receipt;
    },
    async value(name, labels = {}) {
      const families = await collectFamilies(registry.registry, (metric, error) => {
        throw new Error(`${metric}: ${String(error)}`);
      });
      const found = families
        .flatMap((family) => family.values.map((sample) => ({ name: family.name, ...sample })))
        .filter((sample) => (sample.metricName ?? sample.name) === name)
        .filter((sample) =>
          Object.entries(labels).every(([label, wanted]) => sample.labels?.[label] === wanted),
        );
      return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

/** An event source on METRICS, started. */
export async function startedEvents(
  settings: Readonly<Record<string, unknown>> = {},
  options: StartOptions = {},
): Promise<EventsUnderTest> {
  const events = await eventsUnderTest();
  await events.start(settings, options);
  return events;
}
