import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { DATASOURCE } from './datasource.ts';
import { type Limit, lowestLimit, thresholds } from './thresholds.ts';

interface GraphOptions {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** What to read where there is no series. */
  readonly noValue: string;
  /** Drawn as dashed lines. */
  readonly limits?: readonly Limit[];
  /** Where the axis begins: at 0 unless given, wherever the values do with null. */
  readonly from?: number | null;
}

/** A graph over time, with a legend of names, last and highest values. */
export function graph({
  title,
  description,
  unit,
  noValue,
  limits = [],
  from = 0,
}: GraphOptions): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(unit)
    .noValue(noValue)
    // By name, so that a service has the same colour in every graph.
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .height(8);
  if (from !== null) panel.min(from);
  const lowest = lowestLimit(limits);
  if (lowest === undefined) return panel;
  return (
    panel
      .thresholds(thresholds(limits))
      .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
      // Keeps the lowest line in sight, so that the distance to it can be judged.
      .axisSoftMax(Number((lowest * 1.1).toPrecision(12)))
  );
}

/** Draws a line as what limits another one. */
export const DASHED = [
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
  { id: 'custom.fillOpacity', value: 0 },
];
