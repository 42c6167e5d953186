import { timeTicks } from '../axis.ts';
import { mixed } from '../colors.ts';
import type { NamedSeries } from '../frames.ts';
import { type Html, html } from '../html.ts';
import { formatted } from '../units.ts';
import { type Drawing, nothing, option } from './drawing.ts';
import { type Area, drawnMarks, timeAxis, xAt } from './plot.ts';

/** One bucket of a histogram over time: its upper bound, and how much came to it alone. */
export interface Bucket {
  readonly upper: number;
  readonly points: readonly (readonly [timeMs: number, value: number])[];
}

const DARK = '#33190a';
const BRIGHT = '#ffb36b';

/** How values spread over time: a line for each bucket of a classic histogram, brighter where more came to it. */
export function heatmap(drawing: Drawing): Html {
  const { panel, width, height, fromMs, toMs, stepMs } = drawing;
  const buckets = bucketsOf(drawing.series);
  const most = Math.max(0, ...buckets.flatMap(({ points }) => points.map(([, value]) => value)));
  if (most === 0) return nothing(panel);
  const { unit } = option<{ unit?: string }>(panel, 'yAxis', {});
  const { exponent = 0.5 } = option<{ exponent?: number }>(panel, 'color', {});
  const texts = buckets.map(({ upper }) => formatted(upper, unit ?? 'none', undefined, toMs));
  const left = 14 + 6.6 * Math.max(...texts.map((text) => text.length));
  const area: Area = { left, right: width - 10, top: 8, bottom: height - 26, fromMs, toMs, low: 0, high: 1 };
  const each = (area.bottom - area.top) / buckets.length;
  const wide = Math.max(1, xAt(area, fromMs + stepMs) - left - 0.6);
  const rows = buckets.map(({ points }, index) => {
    const top = area.bottom - (index + 1) * each;
    const cells = points
      .filter(([timeMs, value]) => value > 0 && timeMs >= fromMs)
      .map(([timeMs, value]) => {
        const color = mixed(DARK, BRIGHT, (value / most) ** exponent);
        return html`<rect x="${xAt(area, timeMs)}" y="${top}" width="${wide}" height="${Math.max(1, each - 1)}" fill="${color}"/>`;
      });
    const isLabelled = index % Math.ceil(14 / each) === 0;
    return html`${cells}${isLabelled ? html`<text x="${left - 6}" y="${top + 4}" text-anchor="end">${texts[index] ?? ''}</text>` : ''}`;
  });
  return html`<svg width="${width}" height="${height}">${timeAxis(area, timeTicks(fromMs, toMs, (area.right - left) / 90))}
${rows}${drawnMarks(drawing.marks, area)}</svg>`;
}

/** What each bucket has of its own: Prometheus counts in one all that is in those below, too. */
export function bucketsOf(series: readonly NamedSeries[]): Bucket[] {
  const ordered = series
    .map((one) => ({ upper: boundOf(one), points: one.points }))
    .filter(({ upper }) => !Number.isNaN(upper))
    .toSorted((a, b) => a.upper - b.upper);
  return ordered.map(({ upper, points }, index) => {
    const below = new Map(ordered[index - 1]?.points);
    return {
      upper,
      points: points.map(
        ([timeMs, value]) => [timeMs, Math.max(0, value - (below.get(timeMs) ?? 0))] as const,
      ),
    };
  });
}

function boundOf({ labels }: NamedSeries): number {
  return labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le ?? Number.NaN);
}
