import { formatDuration, formatPercentage } from '../conventions/quantities.ts';
import type { Objective } from '../definition/objectives.ts';
import type { Definition } from '../definition/schema.ts';
import { latencyObjectivesBeyondBuckets } from '../definition/scrape_jobs.ts';
import { type ServiceObjective, serviceObjectives } from '../definition/service_objectives.ts';
import { canFire } from '../slo/burn_rate.ts';
import { WINDOWS, type WindowPair, windowOf } from '../slo/windows.ts';
import { count } from './count.ts';
import { table } from './table.ts';

const LONGEST_COUNTER = 40;
/** How many days docker-compose.monitoring.yml has Prometheus keep unless told otherwise; `goldwatch up` likewise. */
const KEPT_DAYS = 35;

/** The objectives of a definition as a table for the terminal, and what is odd about them; empty without any. */
export function objectivesText(definition: Definition): string {
  const all = serviceObjectives(definition);
  if (all.length === 0) return '';
  const rows = all.map((of) => [
    of.objective.name,
    of.service,
    `${formatPercentage(of.target)} ${promise(of.objective)}`,
    of.objective.window,
    firesWhen(of, 'page'),
    firesWhen(of, 'ticket'),
  ]);
  const header = ['OBJECTIVE', 'SERVICE', 'TARGET', 'OVER', 'PAGES WHEN BURNING', 'TICKET WHEN BURNING'];
  return `${table(header, rows)}\n${notes(definition, all).join('')}`;
}

function promise(objective: Objective): string {
  switch (objective.signal) {
    case 'availability':
    case 'error_ratio':
      return 'not 5xx';
    case 'latency':
      return `within ${formatDuration(objective.threshold)}`;
    case 'traffic':
      return `of the time >= ${objective.at_least} requests/s`;
    case undefined:
      return objective.good === undefined
        ? `not ${shortened(objective.bad ?? '')}`
        : `${shortened(objective.good)}`;
  }
}

function firesWhen({ objective, budget }: ServiceObjective, kind: 'page' | 'ticket'): string {
  const severity = objective[kind];
  if (severity === false) return '-';
  const pairs = WINDOWS[objective.window][kind].filter((pair) => canFire(pair, budget));
  if (pairs.length === 0) return 'never';
  const usual = kind === 'page' ? 'critical' : 'warning';
  const words = pairs.map(({ burnRate, long }: WindowPair) => `${burnRate}x over ${long.text}`).join(' or ');
  return severity === usual ? words : `${words} (${severity})`;
}

function notes(definition: Definition, all: readonly ServiceObjective[]): string[] {
  const never = all.filter((of) => of.objective.page !== false && firesWhen(of, 'page') === 'never');
  const kept = all.filter(({ objective }) => objective.only !== 'cloudwatch');
  const days = Math.max(...kept.map(({ objective }) => windowOf(objective.window).milliseconds)) / 86_400_000;
  return [
    ...[...new Set(never.map(({ objective }) => objective.name))].map(
      (name) =>
        `Note: the objective ${name} promises so little that not even an outage burns its budget fast enough to page.\n`,
    ),
    ...latencyObjectivesBeyondBuckets(definition).map(
      ({ objective, service, highest }) =>
        `Note: nobody will know the objective ${objective} of ${service}, whose latency is told up to ${highest} s unless it has a bucket that ends at the threshold.\n`,
    ),
    ...(days > KEPT_DAYS
      ? [
          `Note: Prometheus must keep ${count(days, 'day')} for these objectives; docker-compose.monitoring.yml has it keep ${KEPT_DAYS} unless PROMETHEUS_RETENTION_TIME says otherwise.\n`,
        ]
      : []),
  ];
}

function shortened(text: string): string {
  return text.length <= LONGEST_COUNTER ? text : `${text.slice(0, LONGEST_COUNTER - 1)}…`;
}
