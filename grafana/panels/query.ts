import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
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

/**
 * An aggregated expression without labels that is 0 instead of nothing while `known` has series: whoever counts is there, so
 * that no series is no event. Without `known` there is nothing, for then nobody knows.
 */
export function orZero(expression: string, known: string): string {
  return `(${expression}) or 0 * max(${known})`;
}

/**
 * The same of an expression by labels: while it has no series and `known` has some, a line at 0 is there whose `label` is `none`,
 * so that a graph of what should never happen says that it does not.
 */
export function orNone(label: string, expression: string, known: string): string {
  return `(${expression}) or on () label_replace(0 * max(${known}), "${label}", "none", "", "")`;
}

/** There while the exporter serves metrics: what it counts of itself has then not happened where there is no series. */
export const EXPORTER_KNOWN = ofEnvironments(SELF_METRICS.buildInfo.name);

/** There while requests are counted. */
export const REQUESTS_KNOWN = ofServices(RECORDED.traffic(DEFAULT_WINDOW_MS));

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

/**
 * The query, of series that have a new value every so many milliseconds. Where that is more seldom than what the data source is
 * told of, `$__rate_interval` follows: a window without two scrapes would have no rate.
 */
export function scrapedEvery<One extends { interval(text: string): unknown }>(
  target: One,
  milliseconds: number,
  { exporter }: Pick<Definition, 'exporter'>,
): One {
  if (milliseconds > exporter.scrape_interval) target.interval(formatDuration(milliseconds));
  return target;
}

function query(expression: string, refId: string) {
  return new DataqueryBuilder()
    .refId(refId)
    .datasource(DATASOURCE)
    .editorMode(QueryEditorMode.Code)
    .expr(expression);
}
