import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { CloudwatchMirror } from '../../exporter/outputs/cloudwatch_mirror/mirror.ts';
import { cloudwatchMirrorSettings } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import { workerSettings } from '../../exporter/outputs/cloudwatch_mirror/testing/worker_settings.ts';
import type { LinkStatus } from '../../exporter/outputs/cloudwatch_mirror/worker_link.ts';
import { capturedLog } from '../../exporter/testing.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { MetricScope, ScopeSnapshot } from '../../metrics/scope.ts';
import { temporaryDirectory } from '../support/temporary_directory.ts';
import { CREDENTIALS } from './served_exporter.ts';
import { SimulatedClock } from './simulated_clock.ts';

export const MINUTE = 60_000;
const MAILS = { name: 'mails_total', type: 'counter', help: 'Mails sent.', labels: ['kind'] } as const;

/** Something that was counted, and when, in milliseconds since 1970. */
export interface Counted {
  readonly kind: string;
  readonly by: number;
  readonly at: number;
}

export interface SimulationOptions {
  /** Where CloudWatch listens. */
  readonly url: string;
  readonly startsAt: number;
  /** Datums older than so many milliseconds are dropped; null for simulated time that AWS does not share. */
  readonly maxAgeMs: number | null;
  /** What may wait in memory while the disk refuses, in bytes; a megabyte unless given. */
  readonly memoryBytes?: number;
}

/** A real mirror, and what it mirrors, in simulated time. */
export class SimulatedMirror {
  readonly clock: SimulatedClock;
  /** All that was counted, as a log has it. */
  readonly counted: Counted[] = [];
  readonly #options: SimulationOptions;
  readonly #directory: string;
  readonly #log = capturedLog();
  readonly #ends = new IntervalEnds();
  #startedAt = 0;
  #scope: MetricScope | null = null;
  #mirror: CloudwatchMirror | null = null;
  /** What a source has saved, and how far it had read. */
  #checkpoint: { readonly snapshot: ScopeSnapshot; readonly position: number } = {
    snapshot: {},
    position: 0,
  };

  private constructor(options: SimulationOptions, directory: string) {
    this.#options = options;
    this.#directory = directory;
    this.clock = new SimulatedClock(options.startsAt);
  }

  /** Starts a mirror; it ends with the running test. */
  static async start(options: SimulationOptions, directory?: string): Promise<SimulatedMirror> {
    for (const [name, value] of Object.entries(CREDENTIALS)) vi.stubEnv(name, value);
    const simulated = new SimulatedMirror(options, directory ?? (await temporaryDirectory()));
    onTestFinished(async () => {
      await simulated.#mirror?.stop();
      vi.unstubAllEnvs();
    });
    await simulated.#start();
    return simulated;
  }

  get spoolDirectory(): string {
    return join(this.#directory, 'spool');
  }

  /** What it has logged, as far as it concerns somebody. */
  get warnings(): string[] {
    return this.#log.captured.messages('warn');
  }

  get status(): LinkStatus {
    if (this.#mirror === null) throw new Error('The mirror has not been started.');
    return this.#mirror.status;
  }

  count(kind: string, by: number): void {
    this.counted.push({ kind, by, at: this.clock.now() });
    this.clock.run(() => this.#apply(kind, by));
  }

  /** A minute passes, in whose middle something happens, and is read. */
  async minute(happens: () => void | Promise<void> = () => {}): Promise<void> {
    this.clock.pass(MINUTE / 2);
    await happens();
    this.clock.pass(MINUTE / 2);
    await this.endInterval();
  }

  /** The interval before the present one is over. */
  async endInterval(): Promise<void> {
    await this.#ends.end(Math.floor(this.clock.now() / MINUTE - 1) * MINUTE);
  }

  /** The process ends without a word, and another one begins, which reads its log from where it was saved. */
  async crash(): Promise<void> {
    await this.#mirror?.stop({ reads: false });
    await this.#start();
  }

  async #start(): Promise<void> {
    this.#startedAt = this.clock.now();
    const registry = new MetricRegistry();
    const scope = registry.scope();
    this.#scope = scope;
    scope.counter(MAILS);
    const { snapshot, position } = this.#checkpoint;
    this.clock.run(() => {
      scope.restore(snapshot);
      for (const { kind, by } of this.counted.slice(position)) this.#apply(kind, by);
    });
    this.#mirror = this.clock.run(() => this.#newMirror(registry));
    await this.#mirror.started;
  }

  #newMirror(registry: MetricRegistry): CloudwatchMirror {
    const { url, maxAgeMs, memoryBytes } = this.#options;
    const worker = workerSettings(this.spoolDirectory, url);
    return new CloudwatchMirror({
      settings: cloudwatchMirrorSettings.parse({
        namespace: 'Test',
        region: 'us-east-1',
        endpoint: url,
        select: [{ series: MAILS.name, name: 'Mails', dimensions: ['kind'] }],
      }),
      worker: {
        ...worker,
        maxAgeMs,
        spool: { ...worker.spool, ...(memoryBytes !== undefined && { memoryBytes }) },
      },
      registry,
      log: this.#log.log,
      directory: this.#directory,
      clock: this.clock,
      startedAt: this.#startedAt,
      isComplete: () => true,
      refresh: () => {},
      saveSources: async () => this.#save(),
      onFailure: (metric, error) => {
        throw new Error(`${metric} could not be collected.`, { cause: error });
      },
      intervals: (signal) => this.#ends.until(signal),
    });
  }

  #apply(kind: string, by: number): void {
    this.#scope?.counter(MAILS).labels({ kind }).inc(by);
  }

  #save(): void {
    const snapshot = JSON.parse(JSON.stringify(this.#scope?.snapshot() ?? {})) as ScopeSnapshot;
    this.#checkpoint = { snapshot, position: this.counted.length };
  }
}

/** Says that intervals have ended when a test says so, and knows when each has been dealt with. */
class IntervalEnds {
  #isAsked = Promise.withResolvers<void>();
  #next = Promise.withResolvers<number>();

  async *until(signal: AbortSignal): AsyncGenerator<number, void> {
    const ended = new Promise<null>((resolve) => {
      signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    while (!signal.aborted) {
      this.#isAsked.resolve();
      const begin = await Promise.race([this.#next.promise, ended]);
      if (begin === null) break;
      this.#next = Promise.withResolvers();
      yield begin;
    }
    this.#isAsked = Promise.withResolvers();
  }

  async end(begin: number): Promise<void> {
    await this.#isAsked.promise;
    this.#isAsked = Promise.withResolvers();
    this.#next.resolve(begin);
    await this.#isAsked.promise;
  }
}
