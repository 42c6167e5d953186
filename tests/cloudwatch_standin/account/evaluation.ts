import { evaluate, periodOf } from '../../alarm_model/metric_alarm.ts';
import type { MetricSource } from '../../alarm_model/observations.ts';
import type { MetricAlarmProperties } from '../../alarm_model/properties.ts';
import { Distribution } from '../distribution.ts';
import type { MetricStore } from '../metric_store.ts';
import { statisticOf } from '../statistic.ts';
import type { Alarm, StateValue } from './alarm.ts';
import type { Alarms } from './alarms.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_S = 86_400;

/**
 * Evaluates every metric alarm by the metrics that were put, as `tests/alarm_model/` says. Answers the alarms that the model does
 * not know, each with the reason; they stay as they are.
 */
export function evaluateAlarms(alarms: Alarms, store: MetricStore, now: number): readonly string[] {
  const unknown: string[] = [];
  const source = sourceOf(store);
  for (const alarm of alarms.all) {
    if (alarm.kind !== 'metric') continue;
    try {
      const state = stateNow(alarm, source, now);
      if (state !== undefined) alarms.settle(alarm, state, `Evaluated at ${new Date(now).toISOString()}`);
    } catch (error) {
      unknown.push(`${alarm.name}: ${(error as Error).message}`);
    }
  }
  return unknown;
}

/** Undefined where the alarm keeps the state that it has. */
function stateNow({ properties }: Alarm, source: MetricSource, now: number): StateValue | undefined {
  const alarm = properties as unknown as MetricAlarmProperties;
  const every = periodOf(alarm) * alarm.EvaluationPeriods > DAY_S ? HOUR_MS : MINUTE_MS;
  const at = Math.floor(now / every) * every;
  return evaluate(alarm, source, { from: at, to: at }).at(-1)?.state;
}

function sourceOf(store: MetricStore): MetricSource {
  return {
    statistic({ Namespace: namespace = '', MetricName: metricName = '', Dimensions = [] }, name, start, end) {
      const statistic = statisticOf(name);
      if (statistic === undefined || statistic === 'unanswered')
        throw new Error(`no statistic ${name} is known`);
      const dimensions = Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value }));
      const observed = store.observed({ namespace, metricName, dimensions }, start, end, undefined);
      if (observed.length === 0) return undefined;
      const merged = new Distribution();
      for (const { distribution } of observed) merged.merge(distribution);
      return merged.get(statistic);
    },
  };
}
