import type { Severity } from '../../conventions/labels.ts';
import { formatDuration, formatPercentage } from '../../conventions/quantities.ts';
import { isUnavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import type { ServiceObjective } from '../../definition/service_objectives.ts';
import type { Window, WindowPair } from '../../slo/windows.ts';
import { burnRateOf } from '../queries/objectives.ts';
import type { AlarmRule, CompositeAlarm, MetricAlarm, Origin } from './alarm.ts';
import { absence } from './alerts.ts';
import { intervalOf } from './condition.ts';
import { describe, describePart } from './description.ts';
import { NOTHING, type Planned } from './draft.ts';
import type { Naming } from './naming.ts';
import { longestLook, periodOf, type Timing } from './timing.ts';

/** An objective of a service, and where it stands. */
export interface BurnContext {
  readonly definition: Definition;
  readonly naming: Naming;
  readonly of: ServiceObjective;
  readonly origin: Exclude<Origin, null>;
}

/** An alert on a budget that burns: any of the pairs of windows raises it. */
export interface BurnAlert {
  readonly name: string;
  readonly severity: Severity;
  readonly pairs: readonly WindowPair[];
  readonly summary: string;
}

const DAY = 86_400;

/** An alarm for each window of each pair, and the one over them that tells somebody. */
export function planBurnAlert(context: BurnContext, alert: BurnAlert): Planned {
  const { of, origin } = context;
  const fitting = alert.pairs.filter(({ long }) => fits(long));
  const missing = alert.pairs.filter(({ long }) => !fits(long));
  if (fitting.length === 0) {
    const reason = missing.map(whyMissing).join('; ');
    return {
      ...NOTHING,
      absent: [absence(origin, alert.name, { service: of.service, reason, remedy: REMEDY }, false)],
    };
  }
  const pairs = fitting.map((pair) => pairOf(context, alert, pair));
  const composite = compositeOf(
    context,
    alert,
    fitting,
    pairs.map(({ rule }) => rule),
  );
  const called = { alert: alert.name, service: of.service };
  const { name: objective, signal = null } = of.objective;
  const differences = [...pairs.flatMap((pair) => pair.differences), ...missing.map(whyMissing)];
  return {
    ...NOTHING,
    drafts: [{ alarm: composite, called, signal, resource: null, objective }],
    children: pairs.flatMap(({ children }) => children),
    deviations: differences.map((difference) => ({ alarm: composite.name, difference })),
  };
}

const REMEDY = 'an objective over a shorter `window`';

function fits({ milliseconds }: Window): boolean {
  return milliseconds / 1000 <= longestLook(DAY);
}

function whyMissing({ long, short }: WindowPair): string {
  const days = long.milliseconds / 1000 / DAY;
  return `the pair of windows of ${long.text} and ${short.text} is missing: ${days} periods of a day are more than the ${longestLook(DAY) / DAY} that CloudWatch looks back`;
}

/** A window as CloudWatch can have it: one period, or so many of a day that must each burn too fast. */
function timingOf(
  { milliseconds, text }: Window,
  interval: number,
): Timing & { readonly differences: string[] } {
  if (milliseconds / 1000 > DAY) {
    const evaluationPeriods = Math.ceil(milliseconds / 1000 / DAY);
    const difference = `${evaluationPeriods} days that must each burn too fast stand for a window of ${text}, and are looked at once an hour`;
    return { period: DAY, evaluationPeriods, differences: [difference] };
  }
  const period = Math.min(DAY, periodOf(milliseconds, interval));
  const isLonger = period * 1000 !== milliseconds;
  const difference = `a window of ${formatDuration(period * 1000)} stands for one of ${text}`;
  return { period, evaluationPeriods: 1, differences: isLonger ? [difference] : [] };
}

function pairOf(context: BurnContext, alert: BurnAlert, pair: WindowPair) {
  const { objective } = context.of;
  const least = 'minimum_events' in objective ? objective.minimum_events : null;
  const long = windowAlarm(context, alert, { pair, window: pair.long, least });
  const short = windowAlarm(context, alert, { pair, window: pair.short, least: null });
  const rule: AlarmRule = { all: [{ alarm: long.alarm.name }, { alarm: short.alarm.name }] };
  return {
    children: [long.alarm, short.alarm],
    rule,
    differences: [...long.differences, ...short.differences],
  };
}

interface BurnWindow {
  readonly pair: WindowPair;
  readonly window: Window;
  /** How many bad events there must be. */
  readonly least: number | null;
}

function windowAlarm(
  { definition, naming, of, origin }: BurnContext,
  { name, severity }: BurnAlert,
  { pair, window, least }: BurnWindow,
): { readonly alarm: MetricAlarm; readonly differences: readonly string[] } {
  const { differences, ...timing } = timingOf(window, intervalOf(definition));
  // Of several days each has its part of them.
  const leastOfPeriod = least === null ? null : Math.ceil(least / timing.evaluationPeriods);
  const question = burnRateOf(definition, of, leastOfPeriod);
  if (isUnavailable(question)) throw new Error(`${name}: ${question.reason}.`);
  const { service } = of;
  const events = least === null ? '' : `, with ${least} bad events or more`;
  const alarm: MetricAlarm = {
    kind: 'metric',
    ...naming.give({ alert: name, service, part: window.text }),
    ...timing,
    origin,
    alert: name,
    service,
    severity,
    description: describePart(
      name,
      `Fires when ${question.label} is above ${pair.burnRate} over ${window.text}${events}.`,
    ),
    notifies: false,
    question,
    datapointsToAlarm: timing.evaluationPeriods,
    comparison: 'GreaterThanThreshold',
    limit: { threshold: pair.burnRate },
    treatMissingData: 'notBreaching',
  };
  return { alarm, differences };
}

function compositeOf(
  { definition, naming, of, origin }: BurnContext,
  { name, severity, summary }: BurnAlert,
  pairs: readonly WindowPair[],
  rules: readonly AlarmRule[],
): CompositeAlarm {
  const { objective, service, target } = of;
  const [only, ...others] = rules;
  const windows = pairs.map(
    ({ burnRate, long, short }) => `${burnRate} times too fast over ${long.text} and ${short.text}`,
  );
  return {
    kind: 'composite',
    ...naming.give({ alert: name, service }),
    origin,
    alert: name,
    service,
    severity,
    description: describe(definition, {
      alert: name,
      service,
      summary,
      fires: `Fires when ${service} spends the error budget of ${objective.name} (${formatPercentage(target)} over ${objective.window}) more than ${windows.join(', or ')}.`,
      runbook: objective.runbook,
    }),
    notifies: true,
    rule: only !== undefined && others.length === 0 ? only : { any: rules },
    suppressor: null,
    role: 'alert',
  };
}
