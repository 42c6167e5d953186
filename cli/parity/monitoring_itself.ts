import type { AlarmPlan } from '../../cloudwatch/alarms/alarm.ts';
import type { Definition } from '../../definition/schema.ts';
import { composeStack } from '../../definition/stack.ts';
import { builtInAlerts } from '../../prometheus/built_in_alerts.ts';
import { count } from '../count.ts';
import { alertConditions } from './cloudwatch_side.ts';

/** The alerts that nobody has to configure, on each side, in a line. */
export function monitoringItself(definition: Definition, { alarms }: AlarmPlan): string {
  const inPrometheus = count(builtInAlerts(definition, composeStack, '').length, 'built-in alert');
  const own = alarms.filter((alarm) => alarm.kind === 'metric' && alarm.origin === null);
  const names = [...new Set(own.map(({ alert }) => alert))].map((name) => {
    const conditions = alertConditions(own.filter(({ alert }) => alert === name)).map(
      ({ limit, over, noData }) => `${limit} over ${over}, no data: ${noData}`,
    );
    return `${name} (${conditions.join('; ')})`;
  });
  const inCloudwatch = names.length === 0 ? 'none, since nothing is mirrored' : names.join(', ');
  return `On the monitoring itself: in Prometheus ${inPrometheus}; in CloudWatch ${inCloudwatch}.`;
}
