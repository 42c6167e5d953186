import type { MetricAlarm } from '../../alarms/alarm.ts';
import type { Question } from '../../queries/query.ts';
import { periodOfRate } from '../../queries/rate.ts';
import { measuredBy } from '../context.ts';
import { AXIS_LABELS, graph } from './graph.ts';
import { limitOf } from './limits.ts';
import type { Line } from './metric_rows.ts';
import type { MetricWidget } from './widget.ts';

const GREY = '#7f7f7f';
/** Most alarms of a graph whose lines one can tell apart. */
const MOST_ALARMS = 20;
const MOST_CHARACTERS = 255;

/** What alarms look at, as they look at it, with their limit, or with the band that CloudWatch takes for usual: a graph for each alert. */
export function alarmGraphs(alarms: readonly MetricAlarm[]): MetricWidget[] {
  const alerts = Map.groupBy(alarms, ({ alert, period, limit }) => JSON.stringify([alert, period, limit]));
  return [...alerts.values()].flatMap((its) => {
    const parts = Math.ceil(its.length / MOST_ALARMS);
    return Array.from({ length: parts }, (_, index) =>
      graphOf(its.slice(index * MOST_ALARMS, (index + 1) * MOST_ALARMS)),
    ).flat();
  });
}

function graphOf(alarms: readonly MetricAlarm[]): MetricWidget[] {
  const [first, ...others] = alarms;
  if (first === undefined) return [];
  const { alert, question, period } = first;
  return [
    graph({
      title: `${alert}: ${question.label}${others.length === 0 ? '' : ` and ${others.length} more`}`.slice(
        0,
        MOST_CHARACTERS,
      ),
      lines: alarms.flatMap(linesOf),
      limits: alarms.flatMap((alarm) => limitOf(alarm)),
      period,
      axisLabel: rateLabel(measuredBy(first)),
    }),
  ];
}

/** What the axis of a rate says; undefined where its unit says all. */
function rateLabel(question: Question): string | undefined {
  const { unit } = question;
  const period = unit === 'per_second' ? null : periodOfRate(question);
  if (period === null) return undefined;
  return unit === null ? `per ${period}` : `${AXIS_LABELS[unit]} per ${period}`;
}

function linesOf(alarm: MetricAlarm): Line[] {
  const question = measuredBy(alarm);
  const { limit } = alarm;
  if (!('band' in limit)) return [{ question }];
  return [{ question }, { question: bandOf(question, limit.band), color: GREY }];
}

function bandOf({ queries, label }: Question, band: number): Question {
  const last = queries.at(-1);
  return {
    queries: [
      ...queries,
      { kind: 'math', id: 'band', expression: `ANOMALY_DETECTION_BAND(${last?.id ?? ''}, ${band})` },
    ],
    label: `${label}, usual`,
    unit: null,
  };
}
