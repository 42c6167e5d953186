import {
  HeatmapCellLayout,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  TooltipDisplayMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  CellValuesBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  HeatmapTooltipBuilder,
  PanelBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { DATASOURCE } from './datasource.ts';
import { overTime } from './query.ts';

interface HeatmapOptions {
  readonly title: string;
  readonly description: string;
  /** Of the values that were observed. */
  readonly unit: string;
  /** Of how many there were. */
  readonly cellUnit: string;
  readonly noValue: string;
}

/** How values spread over time: the darker a cell, the more there were. It takes `asHeatmap` queries. */
export function heatmap({ title, description, unit, cellUnit, noValue }: HeatmapOptions): PanelBuilder {
  return (
    new PanelBuilder()
      .title(title)
      .description(description)
      .datasource(DATASOURCE)
      .unit(unit)
      .noValue(noValue)
      .calculate(false)
      .cellGap(1)
      .cellValues(new CellValuesBuilder().unit(cellUnit))
      .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
      // Square roots keep a few slow requests in sight beside thousands of quick ones.
      .color(
        new HeatmapColorOptionsBuilder()
          .mode(HeatmapColorMode.Scheme)
          .scheme('Oranges')
          .scale(HeatmapColorScale.Exponential)
          .exponent(0.5)
          .steps(64),
      )
      .yAxis(
        new YAxisConfigBuilder()
          .unit(unit)
          .scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(2)),
      )
      .exemplarsColor('rgba(255,0,255,0.7)')
      .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true))
      .showLegend()
      .height(9)
      .span(24)
  );
}

/**
 * A query of a histogram over the time range: of its native buckets where Prometheus has stored them, else of the classic
 * ones. `histogram` is its name, `matchers` select its series. Exemplars come along.
 */
export function asHeatmap(histogram: string, matchers: readonly string[], refId = 'A') {
  const selected = `{${matchers.join(',')}}[$__rate_interval]`;
  const native = `sum(rate(${histogram}${selected}))`;
  const classic = `sum by (le) (rate(${histogram}_bucket${selected}))`;
  return overTime(`${native} or on () ${classic}`, '{{le}}', refId)
    .format(PromQueryFormat.Heatmap)
    .exemplar(true);
}
