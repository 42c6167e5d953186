import { limitIn } from '../../definition/alerts/limit.ts';
import type { MetricAlert } from '../../definition/alerts.ts';
import { unitOf } from '../../definition/metric_measure.ts';
import { metricSubjects } from '../../definition/mirrored/metric_alert.ts';
import { hasMirror } from '../../definition/mirrored/mirrored_metric.ts';
import { isUnavailable, type Unavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import { type AskedMetric, metricQuestion } from '../queries/metrics.ts';
import { rarePoint } from '../queries/signals.ts';
import { boundOf, type Condition, lasting } from './condition.ts';
import { filterSubjects } from './filter_metric.ts';

/** When an alert on a metric fires, for each service and each value of `by`. */
export function metricConditions(definition: Definition, alert: MetricAlert): (Condition | Unavailable)[] {
  const filtered = hasMirror(definition) ? null : filterSubjects(definition, alert);
  const subjects = filtered ?? metricSubjects(definition, alert);
  return subjects.map((subject) =>
    isUnavailable(subject) ? subject : conditionOf(definition, alert, subject),
  );
}

function conditionOf(
  definition: Definition,
  alert: MetricAlert,
  subject: AskedMetric & { readonly factor?: number },
): Condition | Unavailable {
  const { measure, service, labels, factor = 1 } = subject;
  const { comparison, side, limit } = boundOf(alert);
  const per = measure.of === 'rate' ? ` ${measure.period === 'hour' ? 'an' : 'a'} ${measure.period}` : '';
  const values = Object.values(labels);
  const question = metricQuestion(alert, subject, rarePoint(definition));
  const compared = {
    service,
    part: values.length === 0 ? undefined : values.join('-'),
    // A filter tells values as the log has them.
    question: factor === 1 ? question : { ...question, unit: null },
    comparison,
    limit: Number((limit.value / factor).toPrecision(12)),
    words: `${side} ${limitIn(limit, unitOf(alert, measure))}${per}`,
    window: 'window' in measure ? measure.window : null,
  };
  const condition = lasting(definition, compared, alert.for);
  if (isUnavailable(condition)) return condition;
  return { ...condition, differences: [...condition.differences, ...differencesOf(alert, subject)] };
}

function differencesOf(alert: MetricAlert, { measure, value }: AskedMetric): string[] {
  const isAmount = measure.of === 'increase' || measure.of === 'rate';
  if (value.isSparse && isAmount && alert.below !== undefined) {
    return ['it takes what does not come for nothing, also while the exporter is away'];
  }
  const isOfSome = alert.match !== undefined || alert.by !== undefined;
  if (isAmount && !value.isSparse && isOfSome && (alert.below !== undefined || alert.no_data === 'alert')) {
    return ['what was not counted yet is zero, of which Prometheus has no series'];
  }
  const isSilent = value.isSparse || !(isAmount || measure.of === 'value');
  if (alert.no_data !== 'alert' || !isSilent) return [];
  return [
    'it fires also while there is nothing to measure; Prometheus only asks whether there is such a series',
  ];
}
