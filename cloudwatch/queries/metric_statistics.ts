import { emittersOf } from '../../definition/known_series.ts';
import { declaredMetric, type MetricType } from '../../definition/metric_measure.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Statistic } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';

/** What a metric is: as somebody declares it, or else as its name says, as Prometheus recommends. */
export function typeOfMetric({ sources }: Pick<Definition, 'sources'>, name: string): MetricType {
  const declared = declaredMetric(name, emittersOf(sources));
  if (declared !== undefined) return declared.type;
  return /_(?:total|count|sum)$/.test(name) ? 'counter' : 'gauge';
}

const OF_GAUGES: Readonly<Record<Statistic, string>> = {
  max: 'Maximum',
  min: 'Minimum',
  avg: 'Average',
  sum: 'Average',
  last: 'Average',
};

/** How the values of a period become one: what came to a counter is added up, gauges are as their entry puts them together. */
export function statisticsOf(type: MetricType, fold: Statistic = 'last'): readonly [string, ...string[]] {
  if (type === 'counter') return ['Sum'];
  return type === 'histogram' ? ['p95', 'p50', 'p99'] : [OF_GAUGES[fold]];
}
