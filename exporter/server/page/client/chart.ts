import uPlot from 'uplot';
import type { LimitView } from '../../../status/view.ts';
import { el, setAttribute, setText } from './dom.ts';
import { clock } from './model/format.ts';
import { limitInWords } from './model/limits.ts';
import { summary } from './model/sparkline.ts';

const HEIGHT = 150;
const X_AXIS_HEIGHT = 28;
const Y_AXIS_WIDTH = 62;
/** A limit so many times above all that was measured would press the line to the ground; it is only named. */
const FARTHEST = 4;
const MINUTE = 60;
const DAY = 86_400;
const STYLES = ['--line-1', '--line-2', '--line-3', '--line-4'];
// Colour is never the only sign.
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** What a chart is about. */
export interface ChartOptions {
  readonly title: string;
  /** Charts that share it share their cursor. */
  readonly group: string;
  readonly format: (value: number | null) => string;
}

/** One line of a chart. */
export interface Line {
  readonly name: string;
  readonly column: readonly (number | null)[];
}

/** What a chart shows. */
export interface ChartData {
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly limits: readonly LimitView[];
}

/** Lines over time with the limits of alerts, and the same in a sentence. */
export class Chart {
  readonly element = el('figure', { class: 'chart' });
  readonly #options: ChartOptions;
  readonly #canvas = el('div', { role: 'img' });
  readonly #limits = el('p', { class: 'note' });
  #plot: uPlot | null = null;
  #names = '';
  #data: ChartData = { times: [], lines: [], limits: [] };

  constructor(options: ChartOptions) {
    this.#options = options;
    this.element.append(el('figcaption', {}, options.title), this.#canvas, this.#limits);
    // In the next frame: what changes sizes while they are observed is reported as an error.
    new ResizeObserver(() => requestAnimationFrame(() => this.#resize())).observe(this.element);
  }

  update(data: ChartData): void {
    this.#data = data;
    const names = data.lines.map(({ name }) => name).join('\n');
    if (this.#plot === null || names !== this.#names) this.#draw(names);
    else this.#plot.setData(columnsOf(data));
    setAttribute(this.#canvas, 'aria-label', this.#inWords());
    const limits = data.limits.map(limitInWords);
    setText(this.#limits, limits.length === 0 ? '' : `Limits: ${limits.join('; ')}`);
  }

  /** Draws anew, in the colours of now. */
  repaint(): void {
    if (this.#plot !== null) this.#draw(this.#names);
  }

  destroy(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #draw(names: string): void {
    this.destroy();
    this.#names = names;
    const width = this.#width();
    if (width > 0) this.#plot = new uPlot(this.#plotOptions(width), columnsOf(this.#data), this.#canvas);
  }

  #resize(): void {
    const width = this.#width();
    if (width <= 0) return;
    if (this.#plot === null) this.#draw(this.#names);
    else if (this.#plot.width !== width) this.#plot.setSize({ width, height: HEIGHT });
  }

  #width(): number {
    return Math.floor(this.element.clientWidth);
  }

  #plotOptions(width: number): uPlot.Options {
    const { format, group } = this.#options;
    const style = getComputedStyle(this.element);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--muted'),
      grid: { stroke: colour('--grid'), width: 1 },
      ticks: { show: false },
    };
    return {
      width,
      height: HEIGHT,
      cursor: { sync: { key: group }, drag: { x: false, y: false } },
      scales: { y: { range: (_plot, _least, most) => [0, this.#top(most)] } },
      axes: [
        {
          ...axis,
          values: (_plot, splits, _axis, _space, step) => splits.map((at) => tick(at, step)),
          size: X_AXIS_HEIGHT,
          space: 60,
        },
        { ...axis, values: (_plot, splits) => splits.map(format), size: Y_AXIS_WIDTH, space: 28 },
      ],
      series: [
        { label: 'Time', value: (plot, at) => timeOf(at, plot.data[0].at(-1) ?? null) },
        ...this.#data.lines.map(({ name }, index) => ({
          label: name,
          stroke: colour(STYLES[index % STYLES.length] ?? ''),
          dash: DASHES[index % DASHES.length] ?? [],
          width: 1.5,
          points: { show: false },
          // Without a cursor, the last one.
          value: (plot: uPlot, value: number | null, _series: number, at: number | null) =>
            format(at === null ? (plot.data[index + 1]?.at(-1) ?? null) : value),
        })),
      ],
      hooks: { draw: [(plot) => this.#drawLimits(plot, colour('--limit'))] },
    };
  }

  // Up to what was measured, and to a limit that is near.
  #top(most: number | null): number {
    const measured = most === null || most <= 0 ? 0 : most;
    const near = this.#data.limits
      .map(({ above, below }) => above ?? below ?? 0)
      .filter((limit) => measured === 0 || limit <= measured * FARTHEST);
    const top = Math.max(measured, ...near);
    return top === 0 ? 1 : top * 1.1;
  }

  #drawLimits({ ctx, bbox, valToPos }: uPlot, colour: string): void {
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const { above, below } of this.#data.limits) {
      const y = Math.round(valToPos(above ?? below ?? 0, 'y', true));
      if (y < bbox.top || y > bbox.top + bbox.height) continue;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
    ctx.restore();
  }

  #inWords(): string {
    const { title, format } = this.#options;
    const said = this.#data.lines.map(({ name, column }) => {
      const known = summary(column);
      if (known === null) return `${name}: nothing is known`;
      return `${name}: now ${format(known.last)}, least ${format(known.least)}, most ${format(known.most)}`;
    });
    return `${title}. ${said.join('. ')}.`;
  }
}

function columnsOf({ times, lines }: ChartData): uPlot.AlignedData {
  return [[...times], ...lines.map(({ column }) => [...column])];
}

/** A point's time, with its date where that is another day than the last point's; without a cursor, the last point's. */
function timeOf(at: number | null, last: number | null): string {
  return last === null ? '–' : clock((at ?? last) * 1000, last * 1000);
}

/** A time on the axis whose ticks are so many seconds apart. */
function tick(at: number, step: number): string {
  const text = clock(at * 1000, at * 1000);
  if (step < MINUTE) return text;
  if (step < DAY) return text.slice(0, -3);
  const date = new Date(at * 1000);
  return `${date.getMonth() + 1}/${date.getDate()}`;
}
