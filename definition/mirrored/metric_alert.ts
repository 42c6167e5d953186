import type { MetricAlert } from '../alerts.ts';
import { emittersOf } from '../known_series.ts';
import { labelMatcher } from '../label_matcher.ts';
import { type Measure, measureOf, typeOf } from '../metric_measure.ts';
import type { Definition } from '../schema.ts';
import { servicesWithMetric } from './known_services.ts';
import { hasMirror } from './mirrored_metric.ts';
import { type Operand, operandOf, type Series, serviceOfSeries } from './operand.ts';
import { isUnavailable, NO_MIRROR, type Unavailable, untold, whyUnknown } from './unavailable.ts';

/** What an alert on a metric looks at, for one service and one value of each label in `by`. */
export interface MetricSubject {
  readonly service: string;
  /** Of `by`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly measure: Measure;
  readonly value: Operand;
  /** What it is a share of; null where it is none. */
  readonly total: Operand | null;
}

/** Each is an alarm, which costs. */
const MOST_VALUES = 100;

/** Everything that an alert on a metric looks at, and what of that CloudWatch cannot have. */
export function metricSubjects(
  definition: Definition,
  alert: MetricAlert,
): readonly (MetricSubject | Unavailable)[] {
  if (!hasMirror(definition)) return [NO_MIRROR];
  const values = valuesOf(alert);
  if (isUnavailable(values)) return [values];
  const measure = measureOf(alert, typeOf(alert, emittersOf(definition.sources)));
  const services = servicesWithMetric(definition, alert.metric, alert.service);
  const source = `a source that emits ${alert.metric}`;
  if (services.length === 0) return [untold(alert.metric, source)];
  return services.flatMap((known) => {
    const why = whyUnknown(known, alert.metric, source);
    if (why !== null) return [why];
    return values.map((labels) => subjectOf(definition, alert, { service: known.service, labels, measure }));
  });
}

function subjectOf(
  definition: Definition,
  alert: MetricAlert,
  given: Pick<MetricSubject, 'service' | 'labels' | 'measure'>,
): MetricSubject | Unavailable {
  const { service, labels, measure } = given;
  const matchers = Object.entries(alert.match ?? {}).map(([label, wanted]) => labelMatcher(label, wanted));
  const isNamed = alert.service !== undefined;
  const series = (metric: string, own: readonly string[]): Series => ({
    metric,
    matchers: own,
    service: serviceOfSeries(metric, service, isNamed),
    labels,
    statistic: statisticOf(measure),
    ...('aggregate' in measure && { aggregate: measure.aggregate }),
  });
  const value = operandOf(definition, series(alert.metric, matchers));
  if (isUnavailable(value)) return { ...value, service };
  if (!('total' in measure)) return { ...given, value, total: null };
  const total = operandOf(definition, series(measure.total, []));
  return isUnavailable(total) ? { ...total, service } : { ...given, value, total };
}

/** How the values of a period become one: a gauge is what it was at worst. */
export function statisticOf(measure: Measure): string {
  switch (measure.of) {
    case 'increase':
    case 'rate':
    case 'share':
      return 'Sum';
    case 'value':
    case 'part':
      return { max: 'Maximum', min: 'Minimum', sum: 'Average', avg: 'Average' }[measure.aggregate];
    case 'quantile':
      return `p${Number((measure.quantile * 100).toPrecision(12))}`;
    case 'average':
      return 'Average';
  }
}

/** Every combination of the values that `match` lists for the labels of `by`: CloudWatch has an alarm for each, and knows no others. */
export function valuesOf({ by = [], match = {} }: MetricAlert): Record<string, string>[] | Unavailable {
  let all: Record<string, string>[] = [{}];
  for (const label of new Set(by)) {
    const wanted = match[label] ?? [];
    const values = typeof wanted === 'string' ? [wanted] : [...new Set(wanted)];
    if (values.length === 0 || values.some((value) => value.startsWith('!'))) return unlisted(label);
    if (values.includes('')) return empty(label);
    all = all.flatMap((known) => values.map((value) => ({ ...known, [label]: value })));
    if (all.length > MOST_VALUES) return tooMany();
  }
  return all;
}

function unlisted(label: string): Unavailable {
  return {
    service: null,
    reason: `an alarm is about one value of ${label}, and nobody says which ones there are`,
    remedy: `\`match: { ${label}: […] }\` with the values`,
  };
}

// API reference, Dimension: a value has one character at least.
function empty(label: string): Unavailable {
  return {
    service: null,
    reason: `CloudWatch tells no series apart by an empty ${label}`,
    remedy: `an alert of its own with \`match: { ${label}: "" }\`, without ${label} in \`by\``,
  };
}

function tooMany(): Unavailable {
  return {
    service: null,
    reason: `\`by\` and \`match\` make more than ${MOST_VALUES} combinations, of which each is an alarm`,
    remedy: 'fewer values in `match`, or fewer labels in `by`',
  };
}
