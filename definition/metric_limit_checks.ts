import { LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { MetricSubject } from './metric_checks.ts';
import { declaredMetric, type MetricType, measureOf, unitOfName } from './metric_measure.ts';

/**
 * What is wrong with the limit of an alert on a metric of this type: its unit, or that nothing can ever exceed it.
 * `name` is how sentences call the metric.
 */
export function limitMistakes(type: MetricType, subject: MetricSubject, name: string): Diagnostic[] {
  return [...otherUnit(type, subject, name), ...beyondBuckets(type, subject, name)];
}

function otherUnit(type: MetricType, subject: MetricSubject, name: string): Diagnostic[] {
  const { alert, path, positions } = subject;
  const key = alert.above === undefined ? 'below' : 'above';
  const limit = alert[key];
  const measure = measureOf(alert, type);
  if (limit === undefined) return [];
  const place = positions.value([...path, key]);
  if (measure.of === 'share' || measure.of === 'part') {
    if (limit.unit === 'ratio') return [];
    return [
      { ...place, problem: 'the limit of a share is no percentage', expected: 'a percentage such as "80%"' },
    ];
  }
  const unit = unitOfName(alert.metric);
  const isCount = measure.of === 'increase' || measure.of === 'rate';
  if (limit.unit === null || limit.unit === unit || (unit === null && !isCount)) return [];
  const expected = unit === null || unit === 'dollars' ? 'a number' : `a number, or one in ${EXAMPLES[unit]}`;
  return [
    { ...place, problem: `${name} ${unit === null ? 'has no unit' : `is measured in ${unit}`}`, expected },
  ];
}

const EXAMPLES = {
  seconds: 'time such as "1.5s"',
  bytes: 'bytes such as "10MB"',
  ratio: 'percent such as "80%"',
};

// Beyond the highest bucket a quantile is that bucket's bound, and never more.
function beyondBuckets(type: MetricType, subject: MetricSubject, name: string): Diagnostic[] {
  const { alert, path, positions, emitters } = subject;
  if (type !== 'histogram' || alert.quantile === undefined || alert.above === undefined) return [];
  const declared = declaredMetric(alert.metric, emitters);
  const highest = highestBound(declared);
  if (highest === undefined || alert.above.value <= highest) return [];
  const problem = `${name} is told up to ${highest}: this alert would never fire`;
  return [{ ...positions.value([...path, 'above']), problem, expected: `at most ${highest}` }];
}

/** The highest bound of a declared histogram; undefined where it is no histogram, or nobody knows its bounds. */
export function highestBound(metric: ReturnType<typeof declaredMetric>): number | undefined {
  return metric?.type === 'histogram' ? (metric.buckets ?? LATENCY_BUCKETS_SECONDS).at(-1) : undefined;
}
