import { HTTP_REQUEST_DURATION_SECONDS, HTTP_REQUESTS_TOTAL } from '../../conventions/metrics.ts';
import { Pacer } from '../../metrics/exposition/page/pacer.ts';
import { Family } from '../../metrics/family.ts';
import type { MetricRegistry } from '../../metrics/registry.ts';
import type { Clock } from '../clock.ts';
import { History, rounded } from './history.ts';
import { type Reading, RowIncreases, type RowVisitor } from './row_increases.ts';
import { readSaturation, type Saturation } from './saturation.ts';
import { ShownServices } from './shown_services.ts';
import { SignalNames } from './signal_names.ts';
import { SignalWindows, UNKNOWN } from './signal_windows.ts';
import { STEP_MS, Steps } from './steps.ts';
import type { RouteView, ServiceView, SignalsView } from './view.ts';

/** The signals of services are of the last minute, … */
const SERVICE_STEPS = 60_000 / STEP_MS;
/** … those of routes of the last five, in stretches of half a minute. */
const ROUTE_STRETCHES = 10;
const STEPS_OF_A_STRETCH = 30_000 / STEP_MS;
/** A name of which nothing is left is forgotten when nothing of it is in any window. */
const FORGET_AFTER_STEPS = ROUTE_STRETCHES * STEPS_OF_A_STRETCH;
const NO_SATURATION: ReadonlyMap<string, number> = new Map();

export interface LiveSignalsOptions {
  readonly registry: MetricRegistry;
  readonly clock: Clock;
  /** Whether counters are what they should be; while sources catch up, nothing is known. */
  readonly isComplete: () => boolean;
  /** Services of which others count requests, too, so that what is counted here is not the whole; none unless given. */
  readonly servicesOfOthers?: () => ReadonlySet<string>;
}

/**
 * The golden signals of every service and route as they are now, and their history, read from the registry at each `tick`. See README.md
 * for how each number is computed.
 */
export class LiveSignals {
  readonly history = new History();
  readonly #options: LiveSignalsOptions;
  readonly #steps = new Steps();
  readonly #names = new SignalNames();
  readonly #services = new SignalWindows(SERVICE_STEPS);
  readonly #routes = new SignalWindows(ROUTE_STRETCHES);
  readonly #shown = new ShownServices();
  #readers = new Map<Family, RowIncreases>();
  #tick = 0;
  /** When the reading before began, in milliseconds since 1970. */
  #readAt = 0;
  /** Whether the reading before was one to count from. */
  #isBased = false;
  #saturation: Saturation = new Map();
  #views: readonly ServiceView[] = [];

  constructor(options: LiveSignalsOptions) {
    this.#options = options;
  }

  /** The services that are shown, by name, goldwatch itself last. */
  get services(): readonly ServiceView[] {
    return this.#views;
  }

  /** How many services are not shown, since there are too many. */
  get servicesLeftOut(): number {
    return this.#shown.leftOut;
  }

  /** Another number after each tick that may have changed anything. */
  get tickCount(): number {
    return this.#tick;
  }

  /**
   * Reads what came since the last tick, taking turns with everything else; answers whether there is a new point, which there is every
   * five seconds however often it is called. Calls must not overlap.
   */
  async tick(): Promise<boolean> {
    const { clock, isComplete } = this.#options;
    const step = this.#steps.next(clock);
    if (step === null) return false;
    this.#tick += 1;
    const wasComplete = isComplete();
    const counts = wasComplete && this.#isBased && !step.isGap;
    this.#turnWindows(counts ? step.seconds : null);
    this.#isBased = false;
    if (wasComplete) await this.#read(counts);
    // What left meanwhile was not counted as it should be.
    this.#isBased = wasComplete && isComplete();
    this.history.advance(step.at, step.points);
    this.#show(counts && this.#isBased);
    return true;
  }

  /** All routes that are known, those without requests in the last five minutes too; numbers are not rounded yet. */
  *routes(): Iterable<RouteView> {
    for (const [number, name] of this.#names.routes.names.entries()) {
      if (name === undefined) continue;
      const { service, method, route } = name;
      const { traffic, errorRatio, p50, p95, p99 } = this.#routes.signals(number);
      yield { service, method, route, traffic, errorRatio, p50, p95, p99 };
    }
  }

  /** Begins new stretches; null where nothing is known of the time since the last tick. */
  #turnWindows(seconds: number | null): void {
    this.#services.advance();
    if (this.#tick % STEPS_OF_A_STRETCH === 0) this.#routes.advance();
    for (const windows of [this.#services, this.#routes]) {
      if (seconds === null) windows.clear();
      else windows.lasted(seconds);
    }
  }

  /** Reads all that services are known by, and forgets names of which nothing is left. */
  async #read(counts: boolean): Promise<void> {
    const { registry, clock } = this.#options;
    const began = clock.now();
    const came: number[] = [];
    const reading: Reading = { tick: this.#tick, since: this.#readAt, counts, pacer: new Pacer() };
    await this.#readFamilies(reading, came);
    this.#saturation = await readSaturation(registry);
    this.#readAt = began;
    const { services, routes } = this.#names;
    for (const service of this.#saturation.keys()) this.#names.service(service, this.#tick);
    const present = services.seenSince(this.#tick - SERVICE_STEPS);
    this.#shown.choose(new Map(present.map(([number, name]) => [name, came[number] ?? 0])));
    for (const route of routes.releaseBefore(this.#tick - FORGET_AFTER_STEPS)) this.#routes.release(route);
    for (const one of services.releaseBefore(this.#tick - FORGET_AFTER_STEPS)) this.#services.release(one);
  }

  async #readFamilies(reading: Reading, came: number[]): Promise<void> {
    const { registry } = this.#options;
    const readers = new Map<Family, RowIncreases>();
    for (const family of familiesOf(registry)) {
      const reader = this.#readers.get(family) ?? new RowIncreases(family, this.#names);
      readers.set(family, reader);
      await reader.read(
        reading,
        family.type === 'counter' ? this.#requestsInto(came) : this.#durations(family.bounds),
      );
    }
    this.#readers = readers;
  }

  #requestsInto(came: number[]): RowVisitor {
    return {
      met: (route) => {
        this.#services.touch(this.#names.serviceOf(route));
        this.#routes.touch(route);
      },
      came: (route, hasFailed, [increase = 0]) => {
        const service = this.#names.serviceOf(route);
        this.#services.addRequests(service, increase, hasFailed);
        this.#routes.addRequests(route, increase, hasFailed);
        came[service] = (came[service] ?? 0) + increase;
      },
    };
  }

  #durations(bounds: readonly number[]): RowVisitor {
    return {
      met: () => {},
      came: (route, _hasFailed, increase) => {
        this.#services.addDurations(this.#names.serviceOf(route), bounds, increase);
        this.#routes.addDurations(route, bounds, increase);
      },
    };
  }

  /** Makes the views of this tick, and the newest point of the history where anything is known. */
  #show(isKnown: boolean): void {
    const ofOthers = this.#options.servicesOfOthers?.() ?? new Set();
    this.#views = this.#shown.names.map((service) => {
      const number = this.#names.services.find(service);
      const isWhole = isKnown && !ofOthers.has(service);
      const signals = isWhole && number !== undefined ? this.#services.signals(number) : UNKNOWN;
      const saturation = isKnown ? (this.#saturation.get(service) ?? NO_SATURATION) : NO_SATURATION;
      if (isKnown) this.history.record(service, signals, saturation);
      const shown = [...saturation].map(([resource, value]) => [resource, rounded(value)] as const);
      return {
        service,
        ...shortened(signals),
        saturation: Object.fromEntries(shown),
        readBy: 'exporter' as const,
      };
    });
  }
}

/** The families of golden signals that there are, requests first. */
function familiesOf({ registry }: MetricRegistry): Family[] {
  return [HTTP_REQUESTS_TOTAL, HTTP_REQUEST_DURATION_SECONDS].flatMap(({ name }) => {
    // Typed as prom-client's own classes, which families only have the face of.
    const metric: unknown = registry.getSingleMetric(name);
    return metric instanceof Family ? [metric, ...metric.variants] : [];
  });
}

/** With as many digits as the history has. */
export function shortened({ traffic, errorRatio, p50, p95, p99 }: SignalsView): SignalsView {
  const short = (value: number | null) => (value === null ? null : rounded(value));
  return {
    traffic: short(traffic),
    errorRatio: short(errorRatio),
    p50: short(p50),
    p95: short(p95),
    p99: short(p99),
  };
}
