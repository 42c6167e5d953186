import type { Definition } from '../../definition/schema.ts';
import { archivePlan } from './archive.ts';
import { groupPlan, logGroups } from './groups.ts';
import { metricFilters } from './metric_filters.ts';
import type { LogsPlan } from './plan.ts';
import { savedQueries } from './queries/index.ts';

/** What a definition asks of CloudWatch Logs, as plain data; nothing without `cloudwatch`. */
export function logsResources(definition: Definition): LogsPlan {
  const { filters, absent, deviations } = metricFilters(definition);
  const saved = savedQueries(definition);
  return {
    groups: logGroups(definition).map(groupPlan),
    filters,
    queries: saved.queries,
    archive: archivePlan(definition),
    absent: [...absent, ...saved.absent],
    deviations,
  };
}
