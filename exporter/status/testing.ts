import { onTestFinished, vi } from 'vitest';
import { GoldenSignals } from '../../metrics/golden_signals.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import type { AlertBook } from '../alerts/alert_book.ts';
import { bookUnderTest, testClock } from '../alerts/testing.ts';
import { capturedLog } from '../testing.ts';
import { LiveSignals } from './live_signals.ts';
import { LiveStatus } from './live_status.ts';
import { NO_PARTS, type StatusParts } from './parts.ts';
import { STEP_MS } from './steps.ts';

/** A moment at which a step begins. */
export const NOON = Date.UTC(2026, 0, 1, 12);

/** The time, which stands still until a test moves it. */
export interface TestTime {
  readonly now: () => number;
  readonly uptime: () => number;
  /** So many milliseconds pass. */
  pass(milliseconds: number): void;
  /** The clock is set by so many milliseconds, or the machine sleeps for so long. */
  jump(milliseconds: number): void;
}

/** Stops the clock, that of series too, at noon. */
export function testTime(): TestTime {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let uptime = 0;
  const jump = (milliseconds: number) => {
    vi.setSystemTime(Date.now() + milliseconds);
  };
  return {
    now: () => Date.now(),
    uptime: () => uptime,
    pass(milliseconds) {
      uptime += milliseconds;
      jump(milliseconds);
    },
    jump,
  };
}

/** Live signals of a registry, by a clock that stands still. */
export function signalsUnderTest(buckets: readonly number[] = [0.1, 0.5, 1]) {
  const time = testTime();
  const registry = new MetricRegistry({ buckets });
  const state = { isComplete: true };
  const live = new LiveSignals({ registry, clock: time, isComplete: () => state.isComplete });
  /** Ticks so many times, each when a step is over. */
  const ticks = async (count = 1) => {
    for (let tick = 0; tick < count; tick += 1) {
      time.pass(STEP_MS - (time.now() % STEP_MS));
      await live.tick();
    }
  };
  return { time, registry, live, state, ticks };
}

/** The status of an exporter, by a clock that stands still; nothing of it runs by itself. */
export function statusUnderTest(parts: Partial<StatusParts> = {}) {
  const time = testTime();
  const registry = new MetricRegistry({ buckets: [0.1, 0.5, 1] });
  const { log, captured } = capturedLog();
  const book: AlertBook = bookUnderTest(testClock(NOON)).book;
  const status = new LiveStatus({
    registry,
    alerts: book,
    parts: { ...NO_PARTS, ...parts },
    log,
    clock: time,
    phase: () => 'ready',
    isComplete: () => true,
    version: '1.2.3',
    startedAt: NOON,
  });
  onTestFinished(() => status.stop());
  /** Ticks so many times, each when a step is over. */
  const ticks = async (count = 1) => {
    for (let tick = 0; tick < count; tick += 1) {
      time.pass(STEP_MS - (time.now() % STEP_MS));
      await status.tick();
    }
  };
  return { time, registry, book, status, ticks, log: captured };
}

/** Who counts the requests of services, as a source does. */
export class Producer {
  readonly #registry: MetricRegistry;
  #scope: MetricScope;
  readonly #signals = new Map<string, GoldenSignals>();

  constructor(registry: MetricRegistry) {
    this.#registry = registry;
    this.#scope = registry.scope();
  }

  request(service: string, route: string, { status = 200, seconds = 0.05, times = 1 } = {}): void {
    const signals = this.#signals.get(service) ?? new GoldenSignals(this.#scope, service);
    this.#signals.set(service, signals);
    signals.request({ method: 'GET', route, status, seconds }, times);
  }

  /** Ends, and what it has counted goes. */
  end(): void {
    this.#scope.close();
    this.#scope = this.#registry.scope();
    this.#signals.clear();
  }

  /** Ends, and begins again with what it had counted. */
  restart(): void {
    const saved = this.#scope.snapshot();
    const services = [...this.#signals.keys()];
    this.end();
    for (const service of services) this.#signals.set(service, new GoldenSignals(this.#scope, service));
    this.#scope.restore(JSON.parse(JSON.stringify(saved)));
  }
}
