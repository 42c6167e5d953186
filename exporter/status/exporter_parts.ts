import type { Logger } from 'pino';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { Clock } from '../clock.ts';
import type { MirrorSlot } from '../mirror_slot.ts';
import type { ExporterSettings } from '../settings.ts';
import type { SourceRunner } from '../source_runner.ts';
import { configurationView } from './configuration.ts';
import { errorsView } from './errors_view.ts';
import { linksView } from './links.ts';
import { mirrorView } from './mirror_view.ts';
import { Objectives } from './objectives.ts';
import type { StatusParts } from './parts.ts';
import { StatusPrometheus } from './prometheus.ts';
import { sourcesView } from './sources_view.ts';
import type { ConfigurationView } from './view.ts';

export interface ExporterPartsOptions {
  readonly registry: MetricRegistry;
  readonly log: Logger;
  readonly clock: Clock;
  readonly stateDirectory: string;
  readonly sources: Pick<SourceRunner, 'details' | 'seenErrors'>;
  readonly mirror: Pick<MirrorSlot, 'present'>;
  readonly settings: ExporterSettings;
  /** Whether counters are what they should be; while sources catch up, objectives are not counted. */
  readonly isComplete: () => boolean;
}

/** What the status tells beside the signals of the registry, by the settings in use. */
export class ExporterParts implements StatusParts {
  readonly #options: ExporterPartsOptions;
  readonly #objectives: Objectives;
  readonly #prometheus: StatusPrometheus;
  #settings: ExporterSettings;
  #configuration: ConfigurationView | null = null;

  constructor(options: ExporterPartsOptions) {
    const { registry, log, clock, stateDirectory, settings, isComplete } = options;
    this.#options = options;
    this.#settings = settings;
    this.#objectives = new Objectives({ registry, log, clock, stateDirectory, isReady: isComplete });
    this.#prometheus = new StatusPrometheus(clock, log);
  }

  /** Goes on from what an earlier process has counted. Never rejects. */
  async start(): Promise<void> {
    await this.#objectives.start(this.#settings.status.objectives);
    await this.#prometheus.apply(this.#settings);
  }

  /** Counts what has come, as is done every five seconds; objectives begin to count with the first one. Never rejects. */
  async tick(): Promise<void> {
    await this.#objectives.tick();
  }

  /** Goes on with other settings, which are in use from now on. Never rejects. */
  async apply(settings: ExporterSettings): Promise<void> {
    this.#settings = settings;
    this.#configuration = null;
    // Where objectives are others, what comes between two readings would be on neither side.
    await this.#objectives.tick();
    this.#objectives.apply(settings.status.objectives);
    await this.#objectives.tick();
    await this.#prometheus.apply(settings);
  }

  /** Counts what has come, saves it, and ends; to be called before sources end. Never rejects. */
  async stop(): Promise<void> {
    this.#prometheus.stop();
    await this.#objectives.stop();
  }

  environment() {
    return this.#settings.status.environment;
  }

  objectives() {
    const { objectives } = this.#settings.status;
    return this.#prometheus.isKnown ? this.#prometheus.objectives(objectives) : this.#objectives.views();
  }

  limits() {
    return this.#settings.status.limits;
  }

  errors() {
    return errorsView(this.#options.sources.seenErrors);
  }

  sources() {
    return sourcesView(this.#options.sources.details);
  }

  mirror() {
    return mirrorView(this.#options.mirror.present);
  }

  links() {
    return linksView(this.#settings);
  }

  servicesOfPrometheus() {
    return this.#prometheus.services(this.#settings.status.servicesOfPrometheus);
  }

  ranges() {
    return this.#prometheus.ranges;
  }

  history(range: string) {
    return this.#prometheus.history(range);
  }

  configuration() {
    this.#configuration ??= configurationView(this.#settings.status.file);
    return this.#configuration;
  }
}
