import type { TargetJson } from './dashboard_json.ts';
import type { Series } from './prometheus.ts';

/** A series under the name that its legend gives it. */
export interface NamedSeries extends Series {
  readonly name: string;
  readonly refId: string;
}

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly refId: string;
  readonly values: readonly (number | string | null)[];
}

/** Columns of the same length. */
export interface Table {
  readonly columns: readonly Column[];
}

/** Names the series of a query as its legend says; without one, by all of their labels. */
export function named(series: readonly Series[], { refId, legendFormat }: TargetJson): NamedSeries[] {
  return series.map((one) => ({ ...one, refId, name: nameOf(one.labels, legendFormat) }));
}

/** The text of a legend or an annotation with labels in place of `{{label}}`. */
export function withLabels(format: string, labels: Series['labels']): string {
  return format.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_text, label: string) => labels[label] ?? '');
}

function nameOf(labels: Series['labels'], legendFormat = ''): string {
  if (legendFormat !== '' && legendFormat !== '__auto') return withLabels(legendFormat, labels);
  const { __name__: name = '', ...others } = labels;
  const list = Object.entries(others).map(([label, value]) => `${label}="${value}"`);
  if (list.length === 0) return name === '' ? 'Value' : name;
  return `${name}{${list.join(', ')}}`;
}

/**
 * An instant query in the format «table»: a column of times, one for each label, and one of values, which carries the
 * letter of its query where there are several.
 */
export function tableOf(series: readonly Series[], { refId }: TargetJson, isOnlyQuery: boolean): Table {
  const labels = [...new Set(series.flatMap((one) => Object.keys(one.labels)))].toSorted();
  const column = (name: string, value: (one: Series) => number | string | null): Column => ({
    name,
    refId,
    values: series.map(value),
  });
  return {
    columns: [
      column('Time', ({ points }) => points.at(-1)?.[0] ?? null),
      ...labels.map((label) => column(label, (one) => one.labels[label] ?? '')),
      column(isOnlyQuery ? 'Value' : `Value #${refId}`, ({ points }) => points.at(-1)?.[1] ?? null),
    ],
  };
}

/** The rows of a table, each a value for each column. */
export function rowsOf({ columns }: Table): (number | string | null)[][] {
  const length = columns[0]?.values.length ?? 0;
  return Array.from({ length }, (_, index) => columns.map(({ values }) => values[index] ?? null));
}
