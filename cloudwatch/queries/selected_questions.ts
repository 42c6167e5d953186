import { statisticsOf } from './metric_statistics.ts';
import type { Question } from './query.ts';
import { searchOf } from './search.ts';
import type { SelectedMetric } from './selected_metrics.ts';

/** Most lines that one can tell apart. */
const TOP = 10;

/**
 * What a selected metric says: one question for each statistic where it has no labels as dimensions; or else the highest of its usual
 * statistic, whatever values the labels have. None where CloudWatch could not be told of its name.
 */
export function selectedQuestions(selected: SelectedMetric): Question[] {
  const { namespace, name, type, fold, labels, fixed, unit } = selected;
  const statistics = statisticsOf(type, fold);
  if (labels.length > 0) {
    const found = searchOf({
      namespace,
      name,
      dimensions: [...Object.keys(fixed), ...labels],
      where: fixed,
      statistic: statistics[0],
      top: TOP,
      label: labels.map((label) => `\${PROP('Dim.${label}')}`).join(' '),
      unit,
    });
    return found === null ? [] : [found];
  }
  return statistics.map((statistic) => ({
    queries: [{ kind: 'metric', id: 'm', metric: { namespace, name, dimensions: fixed }, statistic }],
    label: statistics.length === 1 ? name : `${name} ${statistic}`,
    unit,
  }));
}
