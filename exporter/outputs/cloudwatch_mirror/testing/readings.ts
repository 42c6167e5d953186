import { vi } from 'vitest';
import { MetricRegistry } from '../../../../metrics/registry.ts';
import { Budget } from '../budget.ts';
import type { Datum } from '../datum.ts';
import { RegistryDatums, type RegistryDatumsOptions } from '../registry_datums.ts';
import { cloudwatchMirrorSettings } from '../settings.ts';

/** A minute in the life of a process that began at one. */
export const MINUTE = 60_000;
export const STARTED_AT = Date.UTC(2026, 10, 21, 12);

/** A clock that is where a test says. */
export class ClockUnderTest {
  wall = STARTED_AT;
  up = 0;

  now = () => this.wall;
  uptime = () => this.up;

  pass(milliseconds: number): void {
    this.wall += milliseconds;
    this.up += milliseconds;
  }
}

/** A clock that `Date.now` goes by, too, since label sets remember when they began. */
export function clockOfTheProcess(): ClockUnderTest {
  const clock = new ClockUnderTest();
  vi.spyOn(Date, 'now').mockImplementation(clock.now);
  return clock;
}

type Settings = Parameters<typeof cloudwatchMirrorSettings.parse>[0] & object;

export interface ReadingsOptions extends Partial<RegistryDatumsOptions> {
  readonly metrics?: MetricRegistry;
  readonly budgetMetrics?: number;
}

/** Readings of a registry with these settings, and with what they leave out. */
export function readingsOf(
  select: readonly object[],
  { metrics = new MetricRegistry(), budgetMetrics = 1000, ...options }: ReadingsOptions = {},
  settings: Settings = {},
) {
  const failures: string[] = [];
  const datums = new RegistryDatums({
    registry: metrics.registry,
    settings: cloudwatchMirrorSettings.parse({ namespace: 'Shop', select, ...settings }),
    budget: new Budget({ metrics: budgetMetrics, interval: MINUTE }),
    clock: new ClockUnderTest(),
    startedAt: STARTED_AT,
    onFailure: (metric) => failures.push(metric),
    ...options,
  });
  return { datums, metrics, failures };
}

/** Values by name and dimensions, as people write them: `mails_total{kind=a}`. */
export function shown(
  all: readonly Datum[],
): Record<string, number | readonly (readonly [number, number])[]> {
  return Object.fromEntries(
    all.map(({ name, dimensions, values, counts }) => {
      const inside = dimensions.map(([dimension, value]) => `${dimension}=${value}`).join();
      const pairs = values.map((value, index) => [value, counts[index] ?? 0] as const);
      return [
        inside === '' ? name : `${name}{${inside}}`,
        pairs.length === 1 && counts[0] === 1 ? (values[0] ?? 0) : pairs,
      ];
    }),
  );
}

/** What is saved, through JSON. */
export function throughJson(datums: RegistryDatums): unknown[] {
  return [...datums.save()].map((line) => JSON.parse(JSON.stringify(line)) as unknown);
}
