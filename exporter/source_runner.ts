import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { MetricRegistry } from '../metrics/registry.ts';
import type { MetricScope } from '../metrics/scope.ts';
import type { SelfMetrics } from './self_metrics.ts';
import type { ExporterSettings, SourceSettings } from './settings.ts';
import { SOURCES } from './sources/index.ts';
import type { RunningSource, SourceModule, SourceReport } from './sources/source.ts';

interface Started {
  readonly settings: SourceSettings;
  readonly service: string;
  readonly running: RunningSource | null;
  readonly scope: MetricScope;
  readonly report: SourceReport & { forget(): void };
}

/** Runs the sources of the current settings. */
export class SourceRunner {
  readonly #registry: MetricRegistry;
  readonly #self: SelfMetrics;
  readonly #log: Logger;
  readonly #stateDirectory: string;
  readonly #started = new Map<string, Started>();

  constructor(registry: MetricRegistry, self: SelfMetrics, log: Logger, stateDirectory: string) {
    this.#registry = registry;
    this.#self = self;
    this.#log = log;
    this.#stateDirectory = stateDirectory;
  }

  /** Names of the sources that run or have failed to start. */
  get ids(): string[] {
    return [...this.#started.keys()];
  }

  /**
   * Makes the running sources those of the settings: unchanged ones go on undisturbed, others are stopped,
   * started, or stopped and started again. A source that cannot start is reported as down; nothing is thrown.
   */
  async apply(settings: ExporterSettings): Promise<void> {
    const wanted = new Map(settings.sources.map((source) => [source.name ?? source.type, source]));
    for (const [id, { settings: current, service }] of [...this.#started]) {
      const next = wanted.get(id);
      const same =
        next !== undefined &&
        isDeepStrictEqual(next, current) &&
        (next.service ?? settings.service) === service;
      if (!same) await this.#stop(id);
    }
    for (const [id, source] of wanted) {
      if (!this.#started.has(id)) this.#started.set(id, await this.#start(id, source, settings));
    }
  }

  /** Resolves when every source has caught up with what was there when it started. */
  async caughtUp(): Promise<void> {
    await Promise.all([...this.#started.values()].map(({ running }) => running?.caughtUp));
  }

  async stop(): Promise<void> {
    await Promise.all(this.ids.map((id) => this.#stop(id)));
  }

  async #start(id: string, source: SourceSettings, settings: ExporterSettings): Promise<Started> {
    const log = this.#log.child({ source: id });
    const scope = this.#registry.scope();
    const report = this.#self.reportOf(id, source.type, log);
    const service = source.service ?? settings.service;
    try {
      const module = await loadModule(source.type);
      const running = await module.start(source, {
        id,
        service,
        metrics: scope,
        stateDirectory: join(this.#stateDirectory, 'sources', id),
        baseDirectory: settings.baseDirectory,
        report,
        log,
      });
      return { settings: source, service, running, scope, report };
    } catch (error) {
      report.failed('start', (error as Error).message);
      return { settings: source, service, running: null, scope, report };
    }
  }

  async #stop(id: string): Promise<void> {
    const started = this.#started.get(id);
    this.#started.delete(id);
    await started?.running?.stop();
    started?.scope.close();
    started?.report.forget();
  }
}

// The settings of a type have passed that type's schema, which the list cannot say in types.
async function loadModule(type: SourceSettings['type']): Promise<SourceModule<SourceSettings>> {
  const definition = SOURCES.find((source) => source.type === type);
  if (definition === undefined) throw new Error(`There is no source of type ${type}.`);
  return (await definition.load()) as SourceModule<SourceSettings>;
}
