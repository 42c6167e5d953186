import {
  CustomVariableBuilder,
  type Dashboard,
  DatasourceVariableBuilder,
  TextBoxVariableBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { APPLICATION_ERRORS_TOTAL } from '../definition/application_metrics.ts';
import type { Definition } from '../definition/schema.ts';
import { storedLogs } from '../definition/stored_logs.ts';
import { hasErrorGroups } from './errors.ts';
import { emitsGoldenSignals } from './golden_sources.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { LOGS_DATASOURCE_VARIABLE } from './panels/logql.ts';
import { logErrors } from './rows/log_errors.ts';
import { BY_VARIABLE, logLines, SEARCH_VARIABLE } from './rows/log_lines.ts';
import { logRequests } from './rows/log_requests.ts';

/** Fields of lines that tell who or what they are about; a reader may name another. */
const WHO = ['session_id', 'user_id', 'customer_id', 'request_id', 'agent_name'];

/** Whether lines of a source are kept in Loki. */
export function hasStoredLogs(definition: Definition): boolean {
  return storedLogs(definition).length > 0;
}

/** The dashboard «Logs»: the newest errors, slow requests, and lines by whatever they have. */
export function logs(definition: Definition): Dashboard {
  const dashboard = dashboardFrame({
    title: 'Logs',
    uid: 'goldwatch-logs',
    description: 'Lines of logs that Loki keeps: errors, slow requests, and any other.',
    tags: ['logs'],
    definition,
    ...(!emitsGoldenSignals(definition) &&
      hasErrorGroups(definition) && { servicesOf: APPLICATION_ERRORS_TOTAL.name }),
  })
    .withVariable(
      new DatasourceVariableBuilder(LOGS_DATASOURCE_VARIABLE)
        .label('Loki')
        .type('loki')
        .current({ text: 'Loki', value: 'loki' }),
    )
    .withVariable(
      new CustomVariableBuilder(BY_VARIABLE)
        .label('Count by')
        .values(WHO.join(','))
        .current({ text: WHO[0] ?? '', value: WHO[0] ?? '' })
        .allowCustomValue(true),
    )
    .withVariable(new TextBoxVariableBuilder(SEARCH_VARIABLE).label('Contains').defaultValue(''));
  const sources = storedLogs(definition);
  return withRows(dashboard, [
    ...logErrors(sources),
    ...sources.flatMap((source) => logRequests(source, definition)),
    logLines(sources),
  ]);
}
