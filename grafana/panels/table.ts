import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { DATASOURCE } from './datasource.ts';

interface TableOptions {
  readonly title: string;
  readonly description: string;
  /** What to read where there is no row. */
  readonly noValue: string;
  /** From left to right: a column of the joined queries, and its heading. */
  readonly columns: readonly (readonly [column: string, heading: string])[];
  readonly sortBy: { readonly heading: string; readonly descending: boolean };
}

/** A table of instant queries, joined on the labels they share. */
export function table({ title, description, noValue, columns, sortBy }: TableOptions): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .noValue(noValue)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(columns.map(([column], index) => [column, index])),
        renameByName: Object.fromEntries(columns),
      },
    })
    .sortBy([new TableSortByFieldStateBuilder().displayName(sortBy.heading).desc(sortBy.descending)])
    .span(24);
}
