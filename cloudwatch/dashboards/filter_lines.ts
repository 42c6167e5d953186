import { statisticsOf, typeOfMetric } from '../queries/metric_statistics.ts';
import type { Question } from '../queries/query.ts';
import { searchOf } from '../queries/search.ts';
import type { Context } from './context.ts';
import type { Line } from './widgets/metric_rows.ts';

const TOP = 10;
const UNITS: Readonly<Record<string, Question['unit']>> = {
  Seconds: 'seconds',
  Milliseconds: 'milliseconds',
  Bytes: 'bytes',
  Percent: 'percent',
  Count: 'count',
};

/** What each metric filter tells, in the unit of the log; filters of one metric in several log groups are one graph. */
export function filterLines({ definition, logs }: Context): { title: string; lines: Line[] }[] {
  const metrics = new Map(
    logs.filters.map(({ metric }) => [JSON.stringify([metric.namespace, metric.name]), metric]),
  );
  return [...metrics.values()].flatMap((metric) => {
    const { namespace, name, dimensions } = metric;
    const unit = UNITS[metric.unit] ?? null;
    const statistics = statisticsOf(typeOfMetric(definition, name));
    if (dimensions.length > 0) {
      const label = dimensions.map((dimension) => `\${PROP('Dim.${dimension}')}`).join(' ');
      const found = searchOf({
        namespace,
        name,
        dimensions,
        statistic: statistics[0],
        top: TOP,
        label,
        unit,
      });
      return found === null ? [] : [{ title: name, lines: [{ question: found }] }];
    }
    const lines = statistics.map((statistic): Line => {
      const asked = {
        kind: 'metric',
        id: 'm',
        metric: { namespace, name, dimensions: {} },
        statistic,
      } as const;
      return { question: { queries: [asked], label: statistic, unit } };
    });
    return [{ title: name, lines }];
  });
}
