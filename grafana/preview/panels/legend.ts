import type { PanelJson } from '../dashboard_json.ts';
import { type Html, html } from '../html.ts';
import { calculationName, reduced } from '../reduce.ts';
import { formatted } from '../units.ts';
import { option } from './drawing.ts';
import type { Line } from './time_series.ts';

interface LegendOptions {
  readonly showLegend?: boolean;
  readonly displayMode?: string;
  readonly calcs?: readonly string[];
}

const LINE_HEIGHT = 22;
// Grafana leaves no more than that of a panel to a legend below its graph.
const LARGEST_SHARE = 0.35;

/** Pixels that the legend of a graph takes. */
export function legendHeight(
  panel: PanelJson,
  lines: readonly Line[],
  width: number,
  height: number,
): number {
  const { showLegend = true, displayMode = 'list', calcs = [] } = legendOptions(panel);
  if (!showLegend || displayMode === 'hidden') return 0;
  const count =
    displayMode === 'table'
      ? lines.length + 1
      : Math.ceil(
          lines.reduce((sum, { name }) => sum + 34 + 6.6 * (name.length + 16 * calcs.length), 0) / width,
        );
  return Math.min(count * LINE_HEIGHT + 4, Math.floor(height * LARGEST_SHARE));
}

/** The names of lines with what the panel calculates of each. What does not fit is cut off, as in Grafana until one scrolls. */
export function legend(panel: PanelJson, lines: readonly Line[], height: number, nowMs: number): Html {
  if (height === 0) return html``;
  const { displayMode = 'list', calcs = [] } = legendOptions(panel);
  const shown = lines.filter(({ settings }) => !isHidden(settings.custom.hideFrom));
  const value = ({ points, settings }: Line, calculation: string) => {
    const number = reduced(points, calculation);
    return number === null ? '' : formatted(number, settings.unit, settings.decimals, nowMs);
  };
  const swatch = ({ color }: Line) => html`<i style="background:${color}"></i>`;
  if (displayMode === 'table') {
    return html`<div class="legend" style="height:${height}px"><table><tr><th>Name</th>${calcs.map(
      (calculation) => html`<th class="number">${calculationName(calculation)}</th>`,
    )}</tr>${shown.map(
      (line) =>
        html`<tr><td>${swatch(line)}${line.name}</td>${calcs.map(
          (calculation) => html`<td class="number">${value(line, calculation)}</td>`,
        )}</tr>`,
    )}</table></div>`;
  }
  return html`<div class="legend" style="height:${height}px">${shown.map(
    (line) =>
      html`<span>${swatch(line)}${line.name}${calcs.map(
        (calculation) => html` <em>${calculationName(calculation)}: ${value(line, calculation)}</em>`,
      )}</span>`,
  )}</div>`;
}

function legendOptions(panel: PanelJson): LegendOptions {
  return option<LegendOptions>(panel, 'legend', {});
}

function isHidden(hideFrom: unknown): boolean {
  return (hideFrom as { legend?: boolean } | undefined)?.legend === true;
}
