import type { MetricAlert } from '../../definition/alerts.ts';
import { emittersOf } from '../../definition/known_series.ts';
import { type Measure, measureOf, typeOf } from '../../definition/metric_measure.ts';
import { servicesWithMetric } from '../../definition/mirrored/known_services.ts';
import { statisticOf, valuesOf } from '../../definition/mirrored/metric_alert.ts';
import { isUnavailable, type Unavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import { filterMetricOf, filterServiceOf } from '../logs/metric_filters.ts';
import type { FilterMetricPlan } from '../logs/plan.ts';
import type { AskedMetric } from '../queries/metrics.ts';

/** What an alert asks of a metric filter, and what one of the filter's values is in Prometheus's base unit. */
export interface FilterSubject extends AskedMetric {
  readonly factor: number;
}

/**
 * What an alert on a metric looks at where nothing is mirrored, but a metric filter counts the same lines in CloudWatch; null where none
 * does. A filter knows no service: its metric is that of the source. Other services that have such a metric have no alarm.
 */
export function filterSubjects(
  definition: Definition,
  alert: MetricAlert,
): readonly (FilterSubject | Unavailable)[] | null {
  const filter = filterMetricOf(definition, alert.metric);
  const service = filterServiceOf(definition, alert.metric);
  if (filter === null || service === null) return null;
  if (alert.service !== undefined && alert.service !== service) return null;
  const measure = measureOf(alert, typeOf(alert, emittersOf(definition.sources)));
  const values = valuesOf(alert);
  if (isUnavailable(values)) return [values];
  return [
    ...values.map((labels) => subjectOf({ definition, alert, filter, service, measure, labels })),
    ...(alert.service === undefined ? othersWith(definition, alert.metric, service) : []),
  ];
}

function othersWith(definition: Definition, metric: string, service: string): Unavailable[] {
  const others = servicesWithMetric(definition, metric).filter((known) => known.service !== service);
  return others.map((known) => ({
    service: known.service,
    reason: `no metric filter counts ${metric} of ${known.service}`,
    remedy: '`mirror.cloudwatch` with a namespace and a region',
  }));
}

interface Given {
  readonly definition: Definition;
  readonly alert: MetricAlert;
  readonly filter: FilterMetricPlan;
  readonly service: string;
  readonly measure: Measure;
  /** Of `by`. */
  readonly labels: Readonly<Record<string, string>>;
}

function subjectOf(given: Given): FilterSubject | Unavailable {
  const { definition, alert, filter, service, measure, labels } = given;
  const value = operandOf(filter, given, { ...exactValues(alert), ...labels });
  if (isUnavailable(value)) return value;
  if (!('total' in measure)) return { service, labels, measure, value, total: null, factor: filter.factor };
  const whole = filterMetricOf(definition, measure.total);
  if (whole === null) {
    return {
      service,
      reason: `no metric filter counts ${measure.total}, of which this is a share`,
      remedy: '`mirror.cloudwatch`, or a log group whose source counts both',
    };
  }
  const total = operandOf(whole, given, labels);
  if (isUnavailable(total)) return total;
  const atLeast = measure.atLeast === null ? null : measure.atLeast / whole.factor;
  const factor = filter.factor / whole.factor;
  return { service, labels, measure: { ...measure, atLeast }, value, total, factor };
}

/** A metric of a filter is one for each combination of all of its dimensions, and of nothing less. */
function operandOf(
  { namespace, name, dimensions }: FilterMetricPlan,
  { service, measure, alert }: Given,
  values: Readonly<Record<string, string | null>>,
): FilterSubject['value'] | Unavailable {
  const unknown = Object.keys(values).find((label) => !dimensions.includes(label));
  if (unknown !== undefined) {
    return {
      service,
      reason: `the metric filter of ${name} has no dimension ${unknown}`,
      remedy: `\`labels\` with ${unknown} in the source, or \`mirror.cloudwatch\``,
    };
  }
  const open = dimensions.find((label) => typeof values[label] !== 'string');
  if (open !== undefined) {
    return {
      service,
      reason: `the metric filter of ${name} has the dimension ${open}, and ${alert.name} is about more than one value of it`,
      remedy: `\`match: { ${open}: … }\` with one value, or \`mirror.cloudwatch\``,
    };
  }
  const chosen = Object.fromEntries(dimensions.map((label) => [label, values[label] ?? '']));
  return { metric: { namespace, name, dimensions: chosen }, statistic: statisticOf(measure), isSparse: true };
}

/** The values that `match` asks for; null where it is none, or not just one. */
function exactValues({ match = {} }: MetricAlert): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(match).map(([label, wanted]) => {
      const [value = '', ...others] = typeof wanted === 'string' ? [wanted] : wanted;
      return [label, others.length === 0 && !value.startsWith('!') ? value : null];
    }),
  );
}
