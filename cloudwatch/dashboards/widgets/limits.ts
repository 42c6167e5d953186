import { SEVERITIES, type Severity } from '../../../conventions/labels.ts';
import type { MetricAlarm } from '../../alarms/alarm.ts';
import type { Question } from '../../queries/query.ts';
import type { Annotation } from './widget.ts';

// Those of the console's own palette, so that they look at home on it.
const SEVERITY_COLOR: Readonly<Record<Severity, string>> = {
  critical: '#d62728',
  warning: '#ff7f0e',
  info: '#1f77b4',
};

/** At which value an alert fires, in the unit of the question, and for whom. */
export interface Limit {
  readonly severity: Severity;
  readonly value: number;
  readonly label: string;
}

/** The limit of an alarm on a value; none of one that learns what is usual. `what` tells several of one graph apart. */
export function limitOf({ alert, severity, limit }: MetricAlarm, what?: string): Limit[] {
  if (!('threshold' in limit)) return [];
  return [{ severity, value: limit.threshold, label: what === undefined ? alert : `${alert}, ${what}` }];
}

/** Limits as lines, the gravest first, each once; those of ratios in percent. */
export function limitLines(limits: readonly Limit[], unit: Question['unit']): Annotation[] {
  const lines = SEVERITIES.flatMap((severity) => limits.filter((limit) => limit.severity === severity)).map(
    ({ severity, value, label }): Annotation => ({
      label: `${label} (${severity})`,
      value: unit === 'ratio' ? Number((100 * value).toPrecision(12)) : value,
      color: SEVERITY_COLOR[severity],
    }),
  );
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}
