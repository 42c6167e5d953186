import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';
import { DATASOURCE } from './datasource.ts';

/** Selects a series of the chosen services; `matchers` narrow it further. */
export function ofServices(series: string, ...matchers: readonly string[]): string {
  return `${series}{${['service=~"$service"', ...matchers].join(',')}}`;
}

/** A query over the time range, one line for each series; `legend` names a line by its labels. */
export function overTime(expression: string, legend: string, refId = 'A') {
  return query(expression, refId).range().legendFormat(legend);
}

/** A query of this moment, so that a series which has ended is not shown with its last value. */
export function atThisMoment(expression: string, legend: string, refId = 'A') {
  return query(expression, refId).instant().legendFormat(legend);
}

/** A query of this moment whose labels become the columns of a table. */
export function asTable(expression: string, refId = 'A') {
  return query(expression, refId).instant().format(PromQueryFormat.Table);
}

function query(expression: string, refId: string) {
  return new DataqueryBuilder()
    .refId(refId)
    .datasource(DATASOURCE)
    .editorMode(QueryEditorMode.Code)
    .expr(expression);
}
