import { formatDuration } from '../conventions/quantities.ts';
import type { AwsAlert } from '../definition/alerts.ts';

/** When an alert on a metric of CloudWatch fires, on a line of a table: `Sum of AWS/Lambda Errors > 5 over 5m`. */
export function awsInWords({ aws, service }: AwsAlert): string {
  const of = service === undefined ? '' : ` of ${service}`;
  const metric = `${aws.statistic} of ${aws.namespace} ${aws.metric}${inBraces(aws.dimensions)}${of}`;
  return `${metric} ${limitInWords(aws)} over ${formatDuration(aws.period)}`;
}

function inBraces(dimensions: AwsAlert['aws']['dimensions']): string {
  const pairs = Object.entries(dimensions ?? {}).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : `{${pairs.join(', ')}}`;
}

function limitInWords({ above, at_least: atLeast, below, anomaly }: AwsAlert['aws']): string {
  if (above !== undefined) return `> ${above}`;
  if (atLeast !== undefined) return `>= ${atLeast}`;
  if (below !== undefined) return `< ${below}`;
  const side = anomaly?.side ?? 'above';
  return side === 'both' ? 'outside of its usual band' : `${side} its usual band`;
}
