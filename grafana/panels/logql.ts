import { DataqueryBuilder, LokiQueryDirection, QueryEditorMode } from '@grafana/grafana-foundation-sdk/loki';
import { firstKey, parseSelector, type Selector, type StoredLogs } from '../../definition/stored_logs.ts';
import { CHOSEN } from './query.ts';

/** Name of the variable that chooses the Loki. */
export const LOGS_DATASOURCE_VARIABLE = 'logs';

/** The Loki chosen at the top of the dashboard. */
export const LOGS_DATASOURCE = { type: 'loki', uid: `$\{${LOGS_DATASOURCE_VARIABLE}}` };

/** Whatever the step of a graph is. */
export const AUTO_INTERVAL = '$__auto';

/** Levels of lines that tell of an error, as Alloy names them. */
export const ERROR_LEVELS = 'level=~"error|fatal"';

/** Selects the lines of sources, of the chosen services and environments; `matchers` narrow it further. */
export function linesOf(sources: readonly StoredLogs[], ...matchers: readonly string[]): string {
  const names = sources.map(({ sourceName }) => sourceName.replaceAll('.', '\\\\.'));
  // Loki asks for a matcher that does not match everything, and this is it.
  return `{${[`source=~"${names.join('|')}"`, ...CHOSEN, ...matchers].join(',')}}`;
}

/**
 * Takes fields out of lines, as labels for the query alone; `fields` are selectors as in monitoring.yml, by label. Lines that are not of the
 * format are left out: a query of numbers would fail at them.
 */
export function withFields(
  lines: string,
  format: StoredLogs['format'],
  fields: Readonly<Record<string, string>>,
): string {
  const parsed = format === 'logfmt' ? fromLogfmt(fields) : fromJson(fields);
  return `${lines} | ${parsed} | __error__=""`;
}

function fromJson(fields: Readonly<Record<string, string>>): string {
  const read = Object.entries(fields).map(
    ([label, field]) => `${label}=${text(pathOf(parseSelector(field)))}`,
  );
  return `json ${read.join(', ')}`;
}

// Renaming in the parser itself, as for JSON, gives empty labels in queries of numbers (measured with Loki 3.7.8).
function fromLogfmt(fields: Readonly<Record<string, string>>): string {
  const renamed = Object.entries(fields).flatMap(([label, field]) => {
    const key = firstKey(parseSelector(field)).replaceAll(/\W/g, '_');
    return key === label ? [] : [`${label}=${key}`];
  });
  return renamed.length === 0 ? 'logfmt' : `logfmt | label_format ${renamed.join(', ')}`;
}

/** Whether fields can be taken out of the lines of a source. */
export function hasFields({ format }: StoredLogs): boolean {
  return format === 'json' || format === 'logfmt';
}

/** A text of LogQL. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** A query over the time range, one line for each series. */
export function logsOverTime(expression: string, legend: string, refId = 'A') {
  return query(expression, refId).queryType('range').legendFormat(legend);
}

/** A query of this moment. */
export function logsAtThisMoment(expression: string, legend: string, refId = 'A') {
  return query(expression, refId).queryType('instant').legendFormat(legend);
}

/** The newest lines of the time range, at most so many. */
export function newestLines(expression: string, most: number) {
  return query(expression, 'A').queryType('range').maxLines(most).direction(LokiQueryDirection.Backward);
}

function query(expression: string, refId: string) {
  return new DataqueryBuilder()
    .refId(refId)
    .datasource(LOGS_DATASOURCE)
    .editorMode(QueryEditorMode.Code)
    .expr(expression);
}

/** Where a field stands, as the parsers of LogQL have it: `a.b[0]`, and `["a-b"]` for keys that are no names. */
function pathOf({ steps }: Selector): string {
  const parts = steps.map((step, index) => {
    if (step.kind === 'index') return `[${step.index}]`;
    const key = step.kind === 'key' ? step.key : '';
    if (!/^[A-Za-z_]\w*$/.test(key)) return `[${JSON.stringify(key)}]`;
    return index === 0 ? key : `.${key}`;
  });
  return parts.join('');
}
