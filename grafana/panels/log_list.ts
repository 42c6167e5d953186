import { LogsDedupStrategy, LogsSortOrder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { LOGS_DATASOURCE } from './logql.ts';

interface LogListOptions {
  readonly title: string;
  readonly description: string;
  /** What to read where there is no line. */
  readonly noValue: string;
}

/** Lines of logs, the newest first. */
export function logList({ title, description, noValue }: LogListOptions): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(LOGS_DATASOURCE)
    .noValue(noValue)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending)
    .dedupStrategy(LogsDedupStrategy.None)
    .height(10)
    .span(24);
}
