import { formatDuration, formatPercentage } from '../conventions/quantities.ts';
import type { Alert, MetricAlert } from '../definition/alerts.ts';
import { emittersOf } from '../definition/known_series.ts';
import { type Measure, measureOf, typeOf } from '../definition/metric_measure.ts';
import type { Definition } from '../definition/schema.ts';
import { awsInWords } from './aws_words.ts';

const LONGEST_EXPRESSION = 60;

/** When an alert fires, on a line of a table. */
export function conditionInWords(alert: Alert, { sources }: Pick<Definition, 'sources'>): string {
  const of = 'service' in alert && alert.service !== undefined ? ` of ${alert.service}` : '';
  switch (alert.signal) {
    case 'error_ratio':
      return `error ratio${of} > ${formatPercentage(alert.above)}${over(alert.window)}`;
    case 'latency':
      return `${percentile(alert.quantile)} latency${of} > ${formatDuration(alert.above)}${over(alert.window)}`;
    case 'traffic':
      return `requests/s${of} ${bound(alert)}${over(alert.window)}`;
    case 'saturation':
      return `${alert.resource}${of} > ${formatPercentage(alert.above)}`;
    case undefined: {
      if ('aws' in alert) return awsInWords(alert);
      const limit = bound({ above: alert.above?.text, below: alert.below?.text });
      if ('promql' in alert) return `${shortened(alert.promql)} ${limit}`;
      const measure = measureOf(alert, typeOf(alert, emittersOf(sources)));
      return `${measureInWords(alert, measure)}${of} ${limit}${'window' in measure ? over(measure.window) : ''}`;
    }
  }
}

function measureInWords({ metric }: MetricAlert, measure: Measure): string {
  switch (measure.of) {
    case 'increase':
      return `increase of ${metric}`;
    case 'rate':
      return `${metric} ${measure.period === 'hour' ? 'an' : 'a'} ${measure.period}`;
    case 'share':
    case 'part':
      return `${metric} / ${measure.total}`;
    case 'value':
      return `${measure.aggregate} ${metric}`;
    case 'quantile':
      return `${percentile(measure.quantile)} ${metric}`;
    case 'average':
      return `average ${metric}`;
  }
}

function percentile(quantile: number): string {
  return `p${formatPercentage(quantile).slice(0, -1)}`;
}

function over(window: number): string {
  return ` over ${formatDuration(window)}`;
}

interface Bounds {
  readonly above?: number | string | undefined;
  readonly below?: number | string | undefined;
}

function bound({ above, below }: Bounds): string {
  return above === undefined ? `< ${below}` : `> ${above}`;
}

function shortened(promql: string): string {
  const line = promql.trim().replace(/\s+/g, ' ');
  return line.length <= LONGEST_EXPRESSION ? line : `${line.slice(0, LONGEST_EXPRESSION - 1)}…`;
}
