import { LABEL } from '../../conventions/labels.ts';
import { nameProblem } from '../../exporter/outputs/cloudwatch_mirror/limits.ts';
import type { MirrorEntry } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import type { Definition } from '../schema.ts';

/** A metric that alarms and dashboards read, and the entry of the mirror that makes it. */
export interface AlarmMetric {
  readonly entry: MirrorEntry;
  /** Its identity in CloudWatch. */
  readonly namespace: string;
  readonly name: string;
  /** By name. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What of the registry becomes a metric, and of which series. */
export interface Mirrored {
  /** A selector of PromQL, without a matcher on the service. */
  readonly series: string;
  /** Its name in CloudWatch. */
  readonly name: string;
  /** Labels that become dimensions, and their values. */
  readonly labels: Readonly<Record<string, string>>;
  /** How gauges that fall together become one; their largest unless given. */
  readonly statistic?: MirrorEntry['statistic'];
  /** Of a histogram, the bound above which observations are counted. */
  readonly countAbove?: number;
}

/** Whether there is a mirror for alarms to look at. */
export function hasMirror({ cloudwatch, mirror }: Pick<Definition, 'cloudwatch' | 'mirror'>): boolean {
  return cloudwatch !== undefined && mirror.cloudwatch !== undefined;
}

/** A metric that the mirror makes; null where there is no mirror. Counters send zero, so that «too little» is seen, too. */
export function mirroredMetric(definition: Definition, wanted: Mirrored): AlarmMetric | null {
  const { mirror } = definition;
  if (!hasMirror(definition) || mirror.cloudwatch === undefined) return null;
  const { series, name, labels, statistic = 'max', countAbove } = wanted;
  return {
    entry: {
      series: withLabels(series, labels),
      dimensions: Object.keys(labels),
      name,
      statistic,
      idle: 'zero',
      ...(countAbove !== undefined && { count_above: countAbove }),
    },
    namespace: mirror.cloudwatch.namespace,
    name,
    dimensions: sorted({ ...mirror.cloudwatch.dimensions, ...labels }),
  };
}

/** The labels that tell a service's metrics from those of others; null stands for series that have no service. */
export function labelsOfService(service: string | null): Record<string, string> {
  return service === null ? {} : { [LABEL.service]: service };
}

/** What keeps CloudWatch from taking a metric of this name, as a clause, or null. */
export function refusedName(name: string): string | null {
  const problem = nameProblem(name);
  return problem === null ? null : `its name in CloudWatch ${problem}`;
}

// An entry for exactly one metric sends zero from the start: one that only came with the first failure would be of no use to an alarm
// until then. It also costs no metric that nobody looks at.
function withLabels(series: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  if (matchers.length === 0) return series;
  return series.endsWith('}')
    ? `${series.slice(0, -1)}, ${matchers.join(', ')}}`
    : `${series}{${matchers.join(', ')}}`;
}

function sorted(dimensions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1)));
}
