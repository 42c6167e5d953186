import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { DATASOURCE } from './datasource.ts';
import { type Limit, scopedThresholds, thresholds, unscoped } from './thresholds.ts';

interface TileOptions {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** What to read where there is no value. */
  readonly noValue: string;
  /** What colours the value; neutral unless given. */
  readonly limits?: readonly Limit[];
}

/** A tile with the value of this moment, one number for each series. */
export function tile({ title, description, unit, noValue, limits = [] }: TileOptions): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(unit)
    .noValue(noValue)
    .thresholds(thresholds(unscoped(limits)))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(BigValueTextMode.ValueAndName)
    .height(5)
    .span(4);
  for (const scope of scopedThresholds(limits)) {
    panel.overrideByRegexp(scope.name, [{ id: 'thresholds', value: scope.thresholds.build() }]);
  }
  return panel;
}
