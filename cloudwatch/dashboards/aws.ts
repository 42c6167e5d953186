import type { MetricAlarm } from '../alarms/alarm.ts';
import { awsQuestions } from '../queries/aws_questions.ts';
import { selectedMetrics } from '../queries/selected_metrics.ts';
import { selectedQuestions } from '../queries/selected_questions.ts';
import { type AwsGraph, awsSections } from './aws_graphs.ts';
import { alertOf, type Context, metricAlarms, metricKey, periodInWords, periodOf } from './context.ts';
import { alarmGraphs } from './widgets/alarm_graph.ts';
import { graph } from './widgets/graph.ts';
import type { Section } from './widgets/grid.ts';
import { limitOf } from './widgets/limits.ts';
import type { Line } from './widgets/metric_rows.ts';
import { spread } from './widgets/spread.ts';
import { heading } from './widgets/text.ts';
import type { MetricWidget } from './widgets/widget.ts';

const FIVE_MINUTES = 300;
/** Most lines that one can tell apart. */
const MOST_LINES = 30;
const ROUTE = 'route';

/** The dashboard «AWS»: the services of AWS's that are in use, what alerts look at there, and what else the mirror sends. */
export function aws(context: Context): Section[] {
  const { cloudwatch } = context.definition;
  if (cloudwatch === undefined) return [];
  const alarms = metricAlarms(context).filter((alarm) => {
    const alert = alertOf(context, alarm);
    return alert !== undefined && 'aws' in alert;
  });
  const shown = new Set<MetricAlarm>();
  const services = awsSections(cloudwatch.resources).map(({ title, sentence, graphs }) => [
    heading(title, sentence),
    ...spread(graphs.flatMap((one) => graphsOf(one, alarms, shown))),
  ]);
  return [...services, others(alarms.filter((alarm) => !shown.has(alarm))), selected(context)].filter(
    (section) => section.length > 1,
  );
}

/** One graph, or several where there would be more lines than one can tell apart. Notes which alarms have their limits on them. */
function graphsOf(
  { title, metrics, resources, period = FIVE_MINUTES, max, axisLabel }: AwsGraph,
  alarms: readonly MetricAlarm[],
  shown: Set<MetricAlarm>,
): MetricWidget[] {
  const lines = resources
    .flatMap((resource) => metrics.flatMap((metric) => awsQuestions(metric, resource)))
    .map((question): Line => ({ question }));
  const parts = Math.ceil(lines.length / MOST_LINES);
  return Array.from({ length: parts }, (_, index) => {
    const its = lines.slice(index * MOST_LINES, (index + 1) * MOST_LINES);
    const limiting = alarms.filter((alarm) => its.some((line) => isSameValue(line, alarm, period)));
    for (const alarm of limiting) shown.add(alarm);
    return graph({
      title: parts === 1 ? title : `${title} (${index + 1} of ${parts})`,
      lines: its,
      limits: limiting.flatMap((alarm) => limitOf(alarm)),
      period,
      max,
      axisLabel,
    });
  });
}

/** Whether a line shows the very values that an alarm compares: a sum of another period would be another number. */
function isSameValue(
  { question }: Line,
  { question: asked, period, limit }: MetricAlarm,
  shown: number,
): boolean {
  const [one, ...more] = question.queries;
  const [other, ...others] = asked.queries;
  if (more.length > 0 || others.length > 0 || 'band' in limit) return false;
  if (one?.kind !== 'metric' || other?.kind !== 'metric') return false;
  return (
    period === shown && one.statistic === other.statistic && metricKey(one.metric) === metricKey(other.metric)
  );
}

function others(alarms: readonly MetricAlarm[]): Section {
  return [
    heading(
      'What else do alerts look at?',
      'Each over as long as its alert does; grey is what CloudWatch takes for usual.',
    ),
    ...spread(alarmGraphs(alarms)),
  ];
}

/** What somebody has selected for the mirror, but for what is by route, which is on «API performance». */
function selected(context: Context): Section {
  const period = periodOf(context, FIVE_MINUTES);
  const graphs = selectedMetrics(context.definition)
    .filter(({ labels }) => !labels.includes(ROUTE))
    .flatMap((metric) => {
      const lines = selectedQuestions(metric).map((question) => ({ question }));
      if (lines.length === 0) return [];
      return [
        graph({
          title:
            metric.type === 'histogram' && metric.labels.length > 0 ? `p95 of ${metric.name}` : metric.name,
          lines,
          period,
          axisLabel: metric.type === 'counter' ? `in ${periodInWords(period)}` : undefined,
        }),
      ];
    });
  return [
    heading(
      'What does the application tell?',
      'What `mirror.cloudwatch.select` sends; of metrics with labels the ten highest of the last two weeks.',
    ),
    ...spread(graphs),
  ];
}
