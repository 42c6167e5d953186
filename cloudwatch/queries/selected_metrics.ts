import { unitOfName } from '../../definition/metric_measure.ts';
import type { Definition } from '../../definition/schema.ts';
import { parseSelector } from '../../exporter/outputs/cloudwatch_mirror/selector.ts';
import type { MirrorEntry } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import { typeOfMetric } from './metric_statistics.ts';
import type { Question } from './query.ts';

/** A metric that somebody has selected for the mirror. */
export interface SelectedMetric {
  readonly namespace: string;
  /** In CloudWatch. */
  readonly name: string;
  /** The metric of the registry. */
  readonly metric: string;
  readonly type: ReturnType<typeof typeOfMetric>;
  readonly fold: MirrorEntry['statistic'];
  /** Labels that are dimensions, each with any value. */
  readonly labels: readonly string[];
  /** Dimensions that always have the same value. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly unit: Question['unit'];
  /** Whether only requests are meant that failed. */
  readonly isOfFailures: boolean;
}

/** The entries of `mirror.cloudwatch.select` as metrics; those that name no single metric are left out. */
export function selectedMetrics(definition: Definition): SelectedMetric[] {
  const mirror = definition.mirror.cloudwatch;
  if (mirror === undefined) return [];
  return mirror.select.flatMap((entry): SelectedMetric[] => {
    const { name: metric, matchers } = parseSelector(entry.series);
    if (metric === null) return [];
    const type = typeOfMetric(definition, metric);
    const fixed = Object.entries(mirror.dimensions).filter(([name]) => !entry.dimensions.includes(name));
    return [
      {
        namespace: mirror.namespace,
        name: entry.name ?? metric,
        metric,
        type: entry.count_above === undefined ? type : 'counter',
        fold: entry.statistic,
        labels: entry.dimensions,
        fixed: Object.fromEntries(fixed),
        unit: entry.count_above === undefined ? unitOfName(metric) : null,
        isOfFailures: matchers.some(({ label, value }) => label === 'status' && value.startsWith('5')),
      },
    ];
  });
}
