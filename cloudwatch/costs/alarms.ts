import type { Definition } from '../../definition/schema.ts';
import type { Alarm, AlarmPlan, MetricAlarm } from '../alarms/alarm.ts';
import type { CloudwatchPrices } from '../prices.ts';
import { counted, type PriceLine } from './price_line.ts';

const SHORTEST_STANDARD_S = 60;

/** What the alarms of each alert and objective cost, in the order of the definition, and then those that are always there. */
export function alarmLines(
  { alarms }: AlarmPlan,
  definition: Pick<Definition, 'alerts' | 'objectives'>,
  prices: CloudwatchPrices,
): PriceLine[] {
  const line = (of: string, isOf: (alarm: Alarm) => boolean) => alarmLine(of, alarms.filter(isOf), prices);
  const isFrom = (list: 'alerts' | 'objectives', index: number) => (alarm: Alarm) =>
    alarm.origin?.[0] === list && alarm.origin[1] === index;
  return [
    ...definition.alerts.flatMap(({ name }, index) => line(`alert ${name}`, isFrom('alerts', index))),
    ...definition.objectives.flatMap(({ name }, index) =>
      line(`objective ${name}`, isFrom('objectives', index)),
    ),
    ...line('services and exporter', ({ origin }) => origin === null),
  ];
}

/** How many metrics an alarm is billed for. */
export function billedMetrics({ question, limit }: MetricAlarm, prices: CloudwatchPrices): number {
  const metrics = question.queries.filter(({ kind }) => kind === 'metric').length;
  return 'band' in limit ? metrics + prices.bandMetrics : metrics;
}

function alarmLine(of: string, alarms: readonly Alarm[], prices: CloudwatchPrices): PriceLine[] {
  if (alarms.length === 0) return [];
  const onMetrics = alarms.filter((alarm) => alarm.kind === 'metric');
  const composites = alarms.length - onMetrics.length;
  const metrics = onMetrics.reduce((sum, alarm) => sum + billedMetrics(alarm, prices), 0);
  const usd = onMetrics.reduce(
    (sum, alarm) => sum + alarmPrice(alarm, prices),
    composites * prices.compositeAlarm,
  );
  const parts = [
    ...(onMetrics.length === 0
      ? []
      : [`${counted(onMetrics.length, 'alarm')} on ${counted(metrics, 'metric')}`]),
    ...(composites === 0 ? [] : [counted(composites, 'composite alarm')]),
  ];
  return [{ of, what: parts.join(', '), usd }];
}

function alarmPrice(alarm: MetricAlarm, prices: CloudwatchPrices): number {
  const each = alarm.period < SHORTEST_STANDARD_S ? prices.fastAlarmMetric : prices.alarmMetric;
  return billedMetrics(alarm, prices) * each;
}
