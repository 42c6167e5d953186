import { type Html, html } from '../html.ts';
import type { Mark } from './drawing.ts';

/** Where a graph is, in pixels, and which times and values it spans. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly low: number;
  readonly high: number;
}

type StackedPoint = readonly [timeMs: number, low: number, high: number];

// A hole wider than this many steps is left open rather than bridged.
const WIDEST_BRIDGE = 1.5;

/** Paths of a line, and of what is filled below it down to what it is stacked upon. */
export function pathOf(
  points: readonly StackedPoint[],
  area: Area,
  stepMs: number,
): { stroke: string; fill: string } {
  let stroke = '';
  let fill = '';
  for (const run of runsOf(points, stepMs)) {
    const upper = run.map(([timeMs, , high]) => `${xAt(area, timeMs)},${yAt(area, high)}`);
    const lower = run.map(([timeMs, low]) => `${xAt(area, timeMs)},${yAt(area, low)}`).toReversed();
    // A lone point has no line: it is drawn as a short dash.
    stroke += upper.length === 1 ? `M${upper[0]}h2` : `M${upper.join('L')}`;
    fill += `M${upper.join('L')}L${lower.join('L')}Z`;
  }
  return { stroke, fill };
}

/** The axis of time below a graph. */
export function timeAxis(area: Area, ticks: readonly { timeMs: number; text: string }[]): Html[] {
  return ticks.map(({ timeMs, text }) => {
    const x = xAt(area, timeMs);
    return html`<line class="grid" x1="${x}" x2="${x}" y1="${area.top}" y2="${area.bottom}"/>
<text x="${x}" y="${area.bottom + 16}" text-anchor="middle">${text}</text>`;
  });
}

/** Marks over a graph: a dashed line where each begins, and a shade until it ends. */
export function drawnMarks(marks: readonly Mark[], area: Area): Html[] {
  return marks
    .filter(({ fromMs, toMs }) => toMs >= area.fromMs && fromMs <= area.toMs)
    .map(({ fromMs, toMs, color, text }) => {
      const x = xAt(area, Math.max(fromMs, area.fromMs));
      const end = xAt(area, Math.min(toMs, area.toMs));
      return html`<g><title>${text}</title>
<rect x="${x}" y="${area.top}" width="${Math.max(0, end - x)}" height="${area.bottom - area.top}" fill="${color}" fill-opacity="0.07"/>
<rect x="${x}" y="${area.bottom}" width="${Math.max(4, end - x)}" height="3" fill="${color}"/>
<line x1="${x}" x2="${x}" y1="${area.top}" y2="${area.bottom}" stroke="${color}" stroke-dasharray="3 3"/></g>`;
    });
}

/** Pixels from the left at which a moment is. */
export function xAt({ left, right, fromMs, toMs }: Area, timeMs: number): number {
  return tenth(left + ((timeMs - fromMs) / (toMs - fromMs)) * (right - left));
}

function yAt({ top, bottom, low, high }: Area, value: number): number {
  const y = bottom - ((value - low) / (high - low)) * (bottom - top);
  return tenth(Math.min(bottom, Math.max(top, y)));
}

function runsOf(points: readonly StackedPoint[], stepMs: number): StackedPoint[][] {
  const runs: StackedPoint[][] = [];
  let before: StackedPoint | undefined;
  for (const point of points) {
    if (!Number.isFinite(point[2])) continue;
    if (before === undefined || point[0] - before[0] > WIDEST_BRIDGE * stepMs) runs.push([]);
    runs.at(-1)?.push(point);
    before = point;
  }
  return runs;
}

function tenth(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}
