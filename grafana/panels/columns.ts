import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { type Limit, thresholds } from './thresholds.ts';

/** Properties of a column of values in this unit. */
export function inUnit(unit: string) {
  return [{ id: 'unit', value: unit }];
}

/** The same, coloured by limits; neutral where there are none. */
export function coloured(unit: string, limits: readonly Limit[]) {
  return [
    ...inUnit(unit),
    { id: 'thresholds', value: thresholds(limits).build() },
    { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  ];
}
