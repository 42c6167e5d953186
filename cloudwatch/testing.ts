import { loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/schema.ts';
import type { Alarm, AlarmPlan } from './alarms/alarm.ts';
import { planAlarms } from './alarms/plan.ts';
import { ruleText } from './alarms/properties.ts';
import type { Query } from './queries/query.ts';

/** Requests of `shop` from its logs, and how full its container is; mirrored to CloudWatch. */
export const SHOP = `
service: { name: shop, environment: production, runbooks: "https://wiki.example.com/{alert}" }
sources:
  - type: logs
    files: [a.json]
    golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d }
  - type: container
mirror: { cloudwatch: { namespace: Shop/Api, region: eu-central-1 } }
cloudwatch: {}
`;

/** The definition of a text called monitoring.yml. */
export function load(text: string): Definition {
  return loadDefinition(text, 'monitoring.yml', {});
}

/** The plan of `SHOP` with these alerts, each a line in YAML's flow style, and these further lines. */
export function planOfAlerts(alerts: readonly string[], more = ''): AlarmPlan {
  const list = alerts.map((alert) => `  - ${alert}\n`).join('');
  return planAlarms(load(`${SHOP}${more}\nalerts:\n${list}`));
}

/** The alarm of this name; throws where there is none. */
export function alarmCalled(plan: AlarmPlan, name: string): Alarm {
  const alarm = plan.alarms.find((one) => one.name === name);
  if (alarm === undefined) {
    throw new Error(`There is no ${name}, but ${plan.alarms.map((one) => one.name).join(', ')}.`);
  }
  return alarm;
}

/** An alarm in one line: what it asks, how it looks at time, and its limit. */
export function inWords(alarm: Alarm): string {
  if (alarm.kind === 'composite') return ruleText(alarm.rule);
  const { question, period, evaluationPeriods, datapointsToAlarm, comparison, limit } = alarm;
  const compared = 'threshold' in limit ? String(limit.threshold) : `a band of ${limit.band}`;
  return [
    ...question.queries.map(queryInWords),
    `${datapointsToAlarm} of ${evaluationPeriods} × ${period} s`,
    `${comparison} ${compared}`,
    alarm.treatMissingData,
  ].join(' | ');
}

function queryInWords(query: Query): string {
  if (query.kind === 'math') return `${query.id} = ${query.expression}`;
  const { namespace, name, dimensions } = query.metric;
  const named = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
  return `${query.id} = ${query.statistic} of ${namespace} ${name} [${named.join(', ')}]`;
}
