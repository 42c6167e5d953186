import { PERIODS } from '../../definition/alerts/metric.ts';
import type { MetricAlert } from '../../definition/alerts.ts';
import { unitOf } from '../../definition/metric_measure.ts';
import type { MetricSubject } from '../../definition/mirrored/metric_alert.ts';
import type { Metric, Question } from './query.ts';
import { query } from './signals.ts';

/** A metric that an alert asks for, of the mirror or of a metric filter. */
interface AskedOperand {
  readonly metric: Metric;
  readonly statistic: string;
  /** Whether nothing is sent while there is nothing to count. */
  readonly isSparse: boolean;
}

/** What an alert on a metric looks at, for one service and one value of `by`. */
export interface AskedMetric extends Pick<MetricSubject, 'service' | 'labels' | 'measure'> {
  readonly value: AskedOperand;
  /** What it is a share of; null where it is none. */
  readonly total: AskedOperand | null;
}

/**
 * What an alert on a metric compares with its limit.
 * @param point what `rarePoint` says: seconds that a point of a counter stands for, or null.
 */
export function metricQuestion(
  alert: MetricAlert,
  subject: AskedMetric,
  point: number | null = null,
): Question {
  const { value, total, service, labels, measure } = subject;
  const isGrowth = measure.of === 'increase' || measure.of === 'rate';
  const rare = isGrowth && !value.isSparse ? point : null;
  const values = Object.values(labels);
  const of = values.length === 0 ? service : `${service} (${values.join(', ')})`;
  return {
    queries: [
      query('value', value.metric, rare === null ? value.statistic : 'Average'),
      ...(total === null ? [] : [query('total', total.metric, total.statistic)]),
      ...calculation(alert, subject, rare).map(
        (expression) => ({ kind: 'math', id: 'result', expression }) as const,
      ),
    ],
    label: `${alert.metric} of ${of}`,
    unit: unitOf(alert, measure),
  };
}

/** What is made of the metrics; nothing where one of them is the answer. Without a total there is no share, and no data. */
function calculation(alert: MetricAlert, { measure, value }: AskedMetric, rare: number | null): string[] {
  // What does not come at all is too little, as well.
  const isFilled = value.isSparse && alert.below !== undefined;
  const grown = isFilled ? 'FILL(value, 0)' : 'value';
  switch (measure.of) {
    case 'rate': {
      const seconds = PERIODS[measure.period];
      return [`${grown} / ${rare ?? 'PERIOD(value)'}${seconds === 1 ? '' : ` * ${seconds}`}`];
    }
    case 'increase':
      if (rare !== null) return [`value * PERIOD(value) / ${rare}`];
      return isFilled ? [grown] : [];
    case 'share':
      return [`IF(total ${atLeast(measure.atLeast)}, FILL(value, 0) / total)`];
    case 'part':
      // Metric math takes a value that is not there for 0, and no part of anything is below that.
      return [`IF(total ${atLeast(measure.atLeast)} AND FILL(value, -1) >= 0, value / total)`];
    case 'value':
    case 'quantile':
    case 'average':
      return [];
  }
}

function atLeast(least: number | null): string {
  return least === null ? '> 0' : `>= ${least}`;
}
