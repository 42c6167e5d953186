import { formatDuration } from '../../conventions/quantities.ts';
import type { AwsAlert } from '../../definition/alerts.ts';
import { periodsOf } from '../../definition/cloudwatch/alert_checks.ts';
import { awsDimensions } from '../../definition/cloudwatch/aws_dimensions.ts';
import type { Unavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Metric, Question } from '../queries/query.ts';
import type { MetricAlarm } from './alarm.ts';
import type { Condition } from './condition.ts';
import { tooLong } from './timing.ts';

/** When an alert on a metric of AWS fires, for each resource that it is about. */
export function awsConditions(definition: Definition, alert: AwsAlert): (Condition | Unavailable)[] {
  const service = alert.service ?? definition.service.name;
  const resources = definition.cloudwatch?.resources;
  const metrics = resources === undefined ? [] : awsDimensions(alert, resources);
  if (metrics.length === 0) return [{ service, ...NO_RESOURCE }];
  // Periods of AWS's own metrics are what is looked at: so many of them in a row.
  const timing = { period: alert.aws.period / 1000, evaluationPeriods: periodsOf(alert) };
  const why = tooLong(timing);
  if (why !== null) return [{ service, ...why }];
  const datapoints = alert.datapoints ?? timing.evaluationPeriods;
  return metrics.map((dimensions) => {
    const called = alert.aws.dimensions === undefined ? nameOf(dimensions) : '';
    return {
      ...timing,
      service,
      part: called === '' ? undefined : called,
      question: questionOf(alert, dimensions, called),
      datapoints,
      ...comparedWith(alert),
      words: `${wordsOf(alert)} over ${formatDuration(alert.aws.period)}${times(datapoints, timing.evaluationPeriods)}`,
      differences: [],
    };
  });
}

const NO_RESOURCE = {
  reason: 'the definition names no resource that it could be about',
  remedy: '`dimensions`, or the resource in `cloudwatch.resources`',
};

/** The innermost resource of AWS that dimensions name: `targetgroup/blue/73e2d6bc24d8a067` → `blue`. */
function nameOf(dimensions: Metric['dimensions']): string {
  const { TargetGroup, ...others } = dimensions;
  const values = TargetGroup === undefined ? Object.values(others) : [TargetGroup];
  return values.map((value) => /^(?:app|net|targetgroup)\/([^/]+)\//.exec(value)?.[1] ?? value).join('-');
}

function questionOf({ aws }: AwsAlert, dimensions: Metric['dimensions'], called: string): Question {
  const { namespace, metric: name, statistic } = aws;
  return {
    queries: [{ kind: 'metric', id: 'value', metric: { namespace, name, dimensions }, statistic }],
    label: `${name} of ${called === '' ? namespace : called}`,
    unit: null,
  };
}

function comparedWith({ aws }: AwsAlert): Pick<MetricAlarm, 'comparison' | 'limit'> {
  const { above, at_least: atLeast, below, anomaly } = aws;
  if (above !== undefined) return { comparison: 'GreaterThanThreshold', limit: { threshold: above } };
  if (atLeast !== undefined) {
    return { comparison: 'GreaterThanOrEqualToThreshold', limit: { threshold: atLeast } };
  }
  if (below !== undefined) return { comparison: 'LessThanThreshold', limit: { threshold: below } };
  if (anomaly === undefined) throw new Error('An alert has no limit; its schema asks for one.');
  return { comparison: SIDES[anomaly.side], limit: { band: anomaly.band } };
}

const SIDES = {
  above: 'GreaterThanUpperThreshold',
  below: 'LessThanLowerThreshold',
  both: 'LessThanLowerOrGreaterThanUpperThreshold',
} as const;

function wordsOf({ aws }: AwsAlert): string {
  const { above, at_least: atLeast, below, anomaly, statistic } = aws;
  const by = ` (${statistic})`;
  if (above !== undefined) return `above ${above}${by}`;
  if (atLeast !== undefined) return `at least ${atLeast}${by}`;
  if (below !== undefined) return `below ${below}${by}`;
  const side = anomaly?.side === 'both' ? 'outside' : (anomaly?.side ?? 'outside');
  return `${side} a band of ${anomaly?.band} standard deviations about what is usual${by}`;
}

function times(datapoints: number, of: number): string {
  if (of === 1) return '';
  return datapoints === of ? `, ${of} times in a row` : `, ${datapoints} times of ${of}`;
}
