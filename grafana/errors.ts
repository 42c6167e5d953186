import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { APPLICATION_ERRORS_TOTAL } from '../definition/application_metrics.ts';
import type { Definition } from '../definition/schema.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { errorGroups } from './rows/error_groups.ts';
import { errorTrend } from './rows/error_trend.ts';
import { errorsNow } from './rows/errors_now.ts';

/** Whether a source groups errors. */
export function hasErrorGroups({ sources }: Definition): boolean {
  return sources.some((source) => source.type === 'logs' && source.errors !== undefined);
}

/** The dashboard «Errors»: how many, since when, which are new, and which are the most. */
export function errors(definition: Definition): Dashboard {
  const dashboard = dashboardFrame({
    title: 'Errors',
    uid: 'goldwatch-errors',
    description:
      'Errors that applications log, by type and group: the newest, the most frequent, and their rate.',
    tags: ['errors'],
    definition,
    servicesOf: APPLICATION_ERRORS_TOTAL.name,
  });
  return withRows(dashboard, [errorsNow(definition), errorGroups(definition), errorTrend(definition)]);
}
