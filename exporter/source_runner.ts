import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { MetricRegistry } from '../metrics/registry.ts';
import { chooseReceiver } from './receivers.ts';
import type { SelfMetrics } from './self_metrics.ts';
import type { ExporterSettings, SourceSettings } from './settings.ts';
import type { LastReports } from './source_ledger.ts';
import { type RetryTimes, SourceSlot } from './source_slot.ts';
import { SOURCES } from './sources/index.ts';
import type { Receipt, Receive } from './sources/receiver.ts';
import type { SeenErrors, SourceDefinition, SourceModule } from './sources/source.ts';

export interface SourceRunnerOptions {
  readonly registry: MetricRegistry;
  readonly self: SelfMetrics;
  readonly log: Logger;
  readonly stateDirectory: string;
  readonly retry?: RetryTimes;
  /** Answers what is piped into the exporter. */
  readonly standardInput?: () => Readable;
}

/** How a source fares. */
export interface SourceState {
  readonly id: string;
  /** Why it does not work; null where nothing is known against it. */
  readonly trouble: string | null;
}

/** All that is known of how a source fares, for the status page. */
export interface SourceDetails extends SourceState {
  readonly type: string;
  readonly service: string;
  readonly isRunning: boolean;
  /** Whether it has not yet caught up with what was there when it started. */
  readonly isBehind: boolean;
  /** Whether only Prometheus reads it (`via: prometheus`). */
  readonly isElsewhere: boolean;
  readonly last: LastReports;
}

/** Errors, and where they were seen. */
export interface SeenErrorsOfSource extends SeenErrors {
  readonly source: string;
  readonly service: string;
}

/** Runs the sources of the current settings. Calls of `apply` and `stop` must not overlap. */
export class SourceRunner {
  readonly #options: SourceRunnerOptions;
  readonly #slots = new Map<string, SourceSlot>();
  #applied: Promise<void> = Promise.resolve();
  // Until the first settings are applied, and while others are: a source that is not there may be about to be.
  #isChanging = true;

  constructor(options: SourceRunnerOptions) {
    this.#options = options;
  }

  /** The sources that run or are to be started. */
  get states(): SourceState[] {
    return [...this.#slots].map(([id, { trouble }]) => ({ id, trouble }));
  }

  /** The same, with all that is known of them. */
  get details(): SourceDetails[] {
    return [...this.#slots].map(([id, slot]) => {
      const { trouble, settings, service, isRunning, isBehind, last } = slot;
      const isElsewhere = settings.type === 'scrape' && settings.via === 'prometheus';
      return { id, trouble, type: settings.type, service, isRunning, isBehind, isElsewhere, last };
    });
  }

  /** Whether a source that could not start at first is catching up now. */
  get isCatchingUp(): boolean {
    return [...this.#slots.values()].some(({ isLate }) => isLate);
  }

  /** Whether a source has not yet counted all that was there when it started. */
  get isBehind(): boolean {
    return [...this.#slots.values()].some(({ isBehind }) => isBehind);
  }

  /**
   * Makes the running sources those of the settings: unchanged ones go on undisturbed, others are stopped,
   * started, or stopped and started again; unchanged ones that could not start are tried again. A source that
   * cannot start is reported as down and tried again from time to time; nothing is thrown. Resolves to those.
   */
  async apply(settings: ExporterSettings): Promise<SourceState[]> {
    this.#isChanging = true;
    this.#applied = this.#apply(settings);
    await this.#applied;
    this.#isChanging = false;
    return this.states.filter(({ id }) => this.#slots.get(id)?.isRunning === false);
  }

  /** Resolves when every source has caught up with what was there when it started. */
  async caughtUp(): Promise<void> {
    let waitedFor: SourceSlot[] = [];
    for (;;) {
      // A reload may put others in their place meanwhile.
      await this.#applied;
      const slots = [...this.#slots.values()];
      if (slots.every((slot) => waitedFor.includes(slot))) return;
      await Promise.all(slots.map(({ caughtUp }) => caughtUp));
      waitedFor = slots;
    }
  }

  /** The source that takes what is sent to a path, the one of that name where one is given; or why there is none. */
  receiverFor(path: string, name: string | undefined): Receive | Receipt {
    const slots = [...this.#slots].filter(([, { settings }]) => receives(settings, path));
    return chooseReceiver(path, name, {
      candidates: slots.map(([id, { receive, trouble }]) => ({ id, receive, trouble })),
      additions: definitionsFor(path).map(({ type, receivesWith }) => ({
        type,
        ...(receivesWith !== undefined && { setting: receivesWith.setting }),
      })),
      isChanging: this.#isChanging,
    });
  }

  /** Groups of errors that sources have seen, those seen last first. */
  get seenErrors(): SeenErrorsOfSource[] {
    const all = [...this.#slots].flatMap(([source, slot]) =>
      slot.seenErrors.map((seen) => ({ source, service: slot.service, ...seen })),
    );
    return all.sort((one, other) => other.lastSeen - one.lastSeen);
  }

  /** Makes durable what every source has counted so far. Never rejects. */
  async save(): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.save()));
  }

  /** Ends every source. Never rejects. */
  async stop(): Promise<void> {
    await Promise.all([...this.#slots.keys()].map((id) => this.#end(id)));
  }

  async #apply(settings: ExporterSettings): Promise<void> {
    const wanted = new Map(settings.sources.map((source) => [source.name ?? source.type, source]));
    const ended = [...this.#slots].filter(([id, slot]) => {
      const next = wanted.get(id);
      const same = isDeepStrictEqual(next, slot.settings);
      return !same || (next?.service ?? settings.service) !== slot.service;
    });
    await Promise.all(ended.map(([id]) => this.#end(id)));
    for (const [id, source] of wanted) {
      if (!this.#slots.has(id)) this.#slots.set(id, this.#slot(id, source, settings));
    }
    await Promise.all([...this.#slots.values()].map((slot) => slot.start()));
  }

  #slot(id: string, source: SourceSettings, settings: ExporterSettings): SourceSlot {
    const { registry, self, stateDirectory, retry, standardInput } = this.#options;
    const log = this.#options.log.child({ source: id });
    return new SourceSlot({
      settings: source,
      context: {
        id,
        service: source.service ?? settings.service,
        stateDirectory: join(stateDirectory, 'sources', id),
        baseDirectory: settings.baseDirectory,
        log,
        ...(standardInput !== undefined && { standardInput }),
      },
      ledger: self.ledgerOf(id, source.type, log),
      newScope: () => registry.scope(),
      load: () => loadModule(source.type),
      retry: retry ?? { firstMs: 5_000, longestMs: 300_000 },
      log,
    });
  }

  // In the list until it has ended, so that its series have an owner for as long as they are there.
  async #end(id: string): Promise<void> {
    await this.#slots.get(id)?.stop();
    this.#slots.delete(id);
  }
}

function definitionsFor(path: string): SourceDefinition[] {
  return (SOURCES as readonly SourceDefinition[]).filter(({ receives = [] }) =>
    receives.some((received) => received.path === path),
  );
}

function receives(settings: SourceSettings, path: string): boolean {
  const definition = definitionsFor(path).find(({ type }) => type === settings.type);
  return definition !== undefined && definition.receivesWith?.isSet(settings) !== false;
}

// The settings of a type have passed that type's schema, which the list cannot say in types.
async function loadModule(type: SourceSettings['type']): Promise<SourceModule<SourceSettings>> {
  const definition = SOURCES.find((source) => source.type === type);
  if (definition === undefined) throw new Error(`There is no source of type ${type}.`);
  return (await definition.load()) as SourceModule<SourceSettings>;
}
