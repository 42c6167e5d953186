import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { DATASOURCE } from './datasource.ts';
import { thresholds } from './thresholds.ts';

interface BarsOptions {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** What to read where there is no series. */
  readonly noValue: string;
}

/** A bar for each series at this moment, to see which few are the most. */
export function bars({ title, description, unit, noValue }: BarsOptions): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(unit)
    .noValue(noValue)
    .min(0)
    .thresholds(thresholds([]))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .height(8);
}
