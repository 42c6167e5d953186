import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';
import { DATASOURCE } from './datasource.ts';

/** What selects the chosen services and environments. */
export const CHOSEN = ['service=~"$service"', 'environment=~"$environment"'] as const;

/** Selects a series of the chosen services and environments; `matchers` narrow it further. */
export function ofServices(series: string, ...matchers: readonly string[]): string {
  return `${series}{${[...CHOSEN, ...matchers].join(',')}}`;
}

/** Selects a series of the chosen environments that is of no service, such as the exporter's own. */
export function ofEnvironments(series: string, ...matchers: readonly string[]): string {
  return `${series}{${[CHOSEN[1], ...matchers].join(',')}}`;
}

/** An aggregated expression that is 0 instead of nothing: no series is no event, rather than no data. */
export function orZero(expression: string): string {
  return `(${expression}) or vector(0)`;
}

/**
 * The same of an expression by labels: while it has no series, a line at 0 is there whose `label` is `none`, so that a graph of
 * what should never happen says that it does not.
 */
export function orNone(label: string, expression: string): string {
  return `(${expression}) or on () label_replace(vector(0), "${label}", "none", "", "")`;
}

/** How much counters grew per second, by these labels; all of them together where there is none. */
export function rateBy(labels: readonly string[], selector: string): string {
  return `${sumBy(labels)}(rate(${selector}[$__rate_interval]))`;
}

/** How much counters grew over the time range of the dashboard, likewise. */
export function grownBy(labels: readonly string[], selector: string): string {
  return `${sumBy(labels)}(increase(${selector}[$__range]))`;
}

function sumBy(labels: readonly string[]): string {
  return labels.length === 0 ? 'sum' : `sum by (${labels.join(', ')}) `;
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
