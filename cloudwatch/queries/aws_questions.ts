import type { AwsMetric } from './aws_metrics.ts';
import type { Question } from './query.ts';

/** A resource of AWS's: what a person calls it, and the dimensions by which its metrics are known. */
export interface AwsResource {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What a metric of AWS's says of a resource: a question for each of its statistics. */
export function awsQuestions(metric: AwsMetric, { name, dimensions }: AwsResource): Question[] {
  return metric.statistics.map((statistic) => {
    const parts = [name, metric.label, metric.statistics.length > 1 ? inWords(statistic) : ''];
    const asked = {
      kind: 'metric',
      id: 'm',
      metric: { namespace: metric.namespace, name: metric.name, dimensions },
      statistic,
    } as const;
    return {
      queries: metric.isPerSecond
        ? [asked, { kind: 'math', id: 'rate', expression: 'm / PERIOD(m)' }]
        : [asked],
      label: parts.filter((part) => part !== '').join(' '),
      // What is read per second has a unit of its own, for which there is no word here.
      unit: metric.isPerSecond ? null : metric.unit,
    };
  });
}

function inWords(statistic: string): string {
  return { Average: 'average', Maximum: 'longest' }[statistic] ?? statistic;
}
