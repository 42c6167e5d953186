import { timeTicks, valueRange, valueTicks } from '../axis.ts';
import { type FieldSettings, lineColor, settingsOf } from '../field.ts';
import type { NamedSeries } from '../frames.ts';
import { type Html, html } from '../html.ts';
import { stepsOf } from '../thresholds.ts';
import { formatted } from '../units.ts';
import { type Drawing, nothing } from './drawing.ts';
import { legend, legendHeight } from './legend.ts';
import { type Area, drawnMarks, pathOf, timeAxis } from './plot.ts';

/** A series with how it is shown, and where its points are once it is stacked upon others. */
export interface Line extends NamedSeries {
  readonly settings: FieldSettings;
  readonly color: string;
  readonly stacked: readonly (readonly [timeMs: number, low: number, high: number])[];
}

/** Lines over time, with thresholds, marks and a legend. */
export function timeSeries(drawing: Drawing): Html {
  const { panel, series, width, height, fromMs, toMs } = drawing;
  if (series.length === 0) return nothing(panel);
  const lines = linesOf(drawing);
  const legendRoom = legendHeight(panel, lines, width, height);
  const [{ settings }] = lines as [Line];
  const limits = limitsOf(panel.fieldConfig?.defaults?.thresholds, settings);
  const [low, high] = valueRange(
    lines.flatMap(({ stacked }) => stacked.map(([, , value]) => value)),
    { min: settings.min, max: settings.max, softMax: settings.custom.axisSoftMax as number | undefined },
  );
  const base = settings.unit === 'bytes' ? 2 : 10;
  const ticks = valueTicks(low, high, Math.max(2, Math.floor((height - legendRoom) / 45)), base);
  const texts = ticks.map((tick) => withoutZeros(formatted(tick, settings.unit, settings.decimals, toMs)));
  const left = 14 + 6.6 * Math.max(...texts.map((text) => text.length));
  const area: Area = {
    left,
    top: 8,
    right: width - 10,
    bottom: height - legendRoom - 24,
    fromMs,
    toMs,
    low,
    high,
  };
  const y = yOf(area);
  const grid = ticks.map(
    (tick, index) => html`<line class="grid" x1="${left}" x2="${area.right}" y1="${y(tick)}" y2="${y(tick)}"/>
<text x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${texts[index] ?? ''}</text>`,
  );
  const dashes = limits
    .filter(({ value }) => value >= low && value <= high)
    .map(
      ({
        value,
        color,
      }) => html`<line x1="${left}" x2="${area.right}" y1="${y(value)}" y2="${y(value)}" stroke="${color}"
stroke-width="1.5" stroke-dasharray="10 8"><title>${formatted(value, settings.unit)}</title></line>`,
    );
  return html`<svg width="${width}" height="${height - legendRoom}">${grid}${timeAxis(area, timeTicks(fromMs, toMs, (area.right - left) / 90))}
${lines.map((line) => drawnLine(line, area, drawing.stepMs))}${dashes}${drawnMarks(drawing.marks, area)}</svg>
${legend(panel, lines, legendRoom, toMs)}`;
}

/** Every series of a panel with its settings and colour, stacked where the panel says so. */
export function linesOf({ panel, series }: Drawing): Line[] {
  const sums = new Map<number, number>();
  return series.map((one, index) => {
    const settings = settingsOf(panel, { name: one.name, refId: one.refId, kind: 'number' });
    const isStacked = (settings.custom.stacking as { mode?: string } | undefined)?.mode === 'normal';
    const stacked = one.points.map(([timeMs, value]) => {
      const below = isStacked ? (sums.get(timeMs) ?? 0) : 0;
      if (isStacked && Number.isFinite(value)) sums.set(timeMs, below + value);
      return [timeMs, below, below + value] as const;
    });
    const name = settings.displayName ?? one.name;
    return { ...one, name, settings, color: lineColor(settings, name, index), stacked };
  });
}

// 7.50 req/s is 7.5 req/s on an axis.
function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '');
}

function limitsOf(thresholds: unknown, { custom, min, max }: FieldSettings) {
  const mode = (custom.thresholdsStyle as { mode?: string } | undefined)?.mode ?? 'off';
  if (mode === 'off') return [];
  return stepsOf(thresholds as FieldSettings['thresholds'], min, max).filter(({ value }) =>
    Number.isFinite(value),
  );
}

function drawnLine({ name, color, settings, stacked }: Line, area: Area, stepMs: number): Html {
  const {
    lineWidth = 1,
    fillOpacity = 0,
    drawStyle = 'line',
  } = settings.custom as {
    lineWidth?: number;
    fillOpacity?: number;
    drawStyle?: string;
  };
  const opacity = fillOpacity / 100;
  const y = yOf(area);
  if (drawStyle === 'bars') {
    const wide = Math.max(1, (0.7 * stepMs * (area.right - area.left)) / (area.toMs - area.fromMs));
    return html`<g fill="${color}" fill-opacity="${Math.max(0.4, opacity)}"><title>${name}</title>${stacked
      .filter(([, , high]) => Number.isFinite(high))
      .map(([timeMs, low, high]) => {
        const x = area.left + ((timeMs - area.fromMs) / (area.toMs - area.fromMs)) * (area.right - area.left);
        const top = Math.max(area.top, y(high));
        return html`<rect x="${x - wide / 2}" y="${top}" width="${wide}" height="${Math.max(0, y(Math.max(low, area.low)) - top)}"/>`;
      })}</g>`;
  }
  const { stroke, fill } = pathOf(stacked, area, stepMs);
  return html`<g><title>${name}</title><path d="${fill}" fill="${color}" fill-opacity="${opacity}"/>
<path d="${stroke}" fill="none" stroke="${color}" stroke-width="${Math.max(lineWidth, 1.2)}"/></g>`;
}

function yOf({ top, bottom, low, high }: Area): (value: number) => number {
  return (value) => Math.round(10 * (bottom - ((value - low) / (high - low)) * (bottom - top))) / 10;
}
