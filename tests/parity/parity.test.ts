import { expect, test } from 'vitest';
import { planAlarms } from '../../cloudwatch/alarms/plan.ts';
import { loadDefinition } from '../../definition/load.ts';
import { type Fired, firedAlarms, steadily } from './cloudwatch_half.ts';
import { EVERY_ALERT, EVERY_OBJECTIVE } from './definition.ts';
import { type Expected, objectionsOf } from './prometheus_half.ts';
import { type Simulated, type Stretch, simulate } from './simulation.ts';

const MINUTE = 60_000;
const HEALTHY = { requests: 120, orders: 20, queue: [10, 20], cpu: 0.3 } as const;

const AFTERNOON: readonly Stretch[] = [
  { ...HEALTHY, minutes: 12 },
  // An outage, and recovery.
  { ...HEALTHY, minutes: 20, failed: 120 },
  { ...HEALTHY, minutes: 15 },
  // A spike, shorter than `for`.
  { ...HEALTHY, minutes: 1, failed: 24, slow: 4, cpu: 0.95 },
  { ...HEALTHY, minutes: 12 },
  { ...HEALTHY, minutes: 22, slow: 12, slowPayments: 4 },
  { ...HEALTHY, minutes: 12 },
  // Little traffic, of which much fails; then none.
  { ...HEALTHY, minutes: 15, requests: 12, failed: 4 },
  { queue: [10, 20], cpu: 0.1, minutes: 20 },
  { ...HEALTHY, minutes: 8 },
  { ...HEALTHY, minutes: 15, queue: [120, 60], cpu: 0.9 },
  { ...HEALTHY, minutes: 8, queue: [0, 5] },
  // Much traffic, until the exporter falls silent.
  { ...HEALTHY, minutes: 26, requests: 480, orders: 60, refused: 24 },
  { minutes: 15, isAway: true },
  { ...HEALTHY, minutes: 20 },
];

const DAY: readonly Stretch[] = [
  { ...HEALTHY, minutes: 20 },
  // An outage, and recovery.
  { ...HEALTHY, minutes: 20, failed: 120, refused: 10 },
  { ...HEALTHY, minutes: 95 },
  // A spike that is too short for any window.
  { ...HEALTHY, minutes: 1, failed: 8 },
  { ...HEALTHY, minutes: 24 },
  { ...HEALTHY, minutes: 40, slow: 96 },
  { ...HEALTHY, minutes: 40 },
  // A slow burn.
  { ...HEALTHY, minutes: 80, failed: 6, refused: 2 },
  // Few events, of which too few are bad; then none.
  { ...HEALTHY, minutes: 25, requests: 2, orders: 2 },
  { minutes: 15 },
  { ...HEALTHY, minutes: 10 },
  { minutes: 15, isAway: true },
  { ...HEALTHY, minutes: 100 },
];

/**
 * What Prometheus must say wherever CloudWatch says the same for a whole period before and after: around each change, and now and then.
 * Rules are evaluated seldom here, since they take long; nothing is expected within two evaluations of a change.
 *
 * While the exporter is away, alarms that take missing data for a reason to fire do so, and Prometheus's alerts do not: `check` says it.
 */
function expectations(
  fired: readonly Fired[],
  simulated: Simulated,
  { everyMinutes, step }: Times,
): Expected[] {
  return fired.flatMap(({ alert, timeline, period, isMissingBad }) => {
    const unsure = Math.max(period / 60, 2 * everyMinutes);
    const known = Array.from({ length: simulated.minutes }, (_, minute) => {
      const at = simulated.start + minute * MINUTE;
      if (minute === 0 || (isMissingBad && wasAway(simulated, minute, unsure))) return null;
      return steadily(timeline, at - unsure * MINUTE, at + unsure * MINUTE);
    });
    return known.flatMap((fires, minute) => {
      const isEdge = known[minute - 1] !== fires || known[minute + 1] !== fires;
      return fires !== null && (isEdge || minute % step === 0) ? [{ alert, minute, fires }] : [];
    });
  });
}

function wasAway({ away }: Simulated, minute: number, unsure: number): boolean {
  return away.some(([from, to]) => minute >= from - unsure && minute <= to + 3 * unsure);
}

/** Alerts of which something was expected at some moment. */
function alertsOf(expected: readonly Expected[], isFiring: boolean): string[] {
  return [...new Set(expected.flatMap(({ alert, fires }) => (fires === isFiring ? [alert] : [])))].sort();
}

interface Times {
  /** How often rules are evaluated. */
  readonly everyMinutes: number;
  /** How often something is expected where nothing changes, in minutes. */
  readonly step: number;
}

interface Case extends Times {
  readonly definition: string;
  readonly story: readonly Stretch[];
  readonly files: readonly string[];
  /** How many scrapes there are in a minute. */
  readonly scrapes: number;
}

const CASES: Readonly<Record<string, Case>> = {
  'alerts of every form': {
    definition: EVERY_ALERT,
    story: AFTERNOON,
    files: ['golden_signals.rules.yml', 'alerts.rules.yml'],
    scrapes: 4,
    everyMinutes: 1,
    step: 10,
  },
  'alerts of objectives of every form': {
    definition: EVERY_OBJECTIVE,
    story: DAY,
    files: ['objectives.rules.yml'],
    scrapes: 2,
    everyMinutes: 2,
    step: 30,
  },
};

test.each(Object.entries(CASES))(
  '%s fire and end on both sides within a period of each other',
  async (_, one) => {
    const definition = loadDefinition(one.definition, 'monitoring.yml', {});
    const plan = planAlarms(definition);
    const simulated = await simulate(definition, one.story, one.scrapes);
    const fired = firedAlarms(definition, plan, simulated);
    const expected = expectations(fired, simulated, one);
    const { files, everyMinutes } = one;
    const asked = { files, interval: `${60 / one.scrapes}s`, every: `${everyMinutes}m`, expected };

    expect(await objectionsOf(definition, simulated.samples, asked)).toEqual([]);

    // Each has been seen to fire, but for those that only fire while nothing is told; and each to be quiet.
    const names = fired.map(({ alert }) => alert).sort();
    const silent = fired.filter(({ isMissingBad }) => isMissingBad).map(({ alert }) => alert);
    expect(alertsOf(expected, true)).toEqual(
      expect.arrayContaining(names.filter((name) => !silent.includes(name))),
    );
    expect(alertsOf(expected, false)).toEqual(names);
    expect(plan.absent).toEqual([]);
  },
  60_000,
);

test('data that comes a minute late, as real data does, moves alarms by no more than a period or two minutes', async () => {
  const definition = loadDefinition(EVERY_ALERT, 'monitoring.yml', {});
  const plan = planAlarms(definition);
  const simulated = await simulate(definition, AFTERNOON, 1);
  const late = firedAlarms(definition, plan, simulated, MINUTE);

  for (const { alert, timeline, period, isMissingBad } of firedAlarms(definition, plan, simulated)) {
    // Before there is any data, there is no telling.
    if (isMissingBad) continue;
    const then = late.find((other) => other.alert === alert)?.timeline ?? [];
    const moved = timeline.map(({ at, state }, index) => {
      const other = then[index];
      return other?.state === state && Math.abs(other.at - at) <= Math.max(period * 1000, 2 * MINUTE);
    });
    expect({ alert, changes: then.length, moved }).toEqual({
      alert,
      changes: timeline.length,
      moved: timeline.map(() => true),
    });
  }
});
