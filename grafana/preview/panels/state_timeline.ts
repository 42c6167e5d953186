import { timeTicks } from '../axis.ts';
import { colorOf } from '../colors.ts';
import { settingsOf, shownValue } from '../field.ts';
import type { NamedSeries } from '../frames.ts';
import { type Html, html } from '../html.ts';
import { type Drawing, nothing } from './drawing.ts';
import { type Area, timeAxis, xAt } from './plot.ts';

interface Stretch {
  fromMs: number;
  toMs: number;
  readonly text: string;
  readonly color: string;
}

/** A line for each series, coloured by what it was from when to when. */
export function stateTimeline(drawing: Drawing): Html {
  const { panel, series, width, height, fromMs, toMs } = drawing;
  if (series.length === 0) return nothing(panel);
  const left = 16 + 6.6 * Math.max(...series.map(({ name }) => name.length));
  const area: Area = { left, right: width - 10, top: 4, bottom: height - 24, fromMs, toMs, low: 0, high: 1 };
  const each = (area.bottom - area.top) / series.length;
  const bar = Math.min(40, each * 0.8);
  const lines = series.map((one, index) => {
    const top = area.top + index * each + (each - bar) / 2;
    return html`<text x="${left - 8}" y="${top + bar / 2 + 4}" text-anchor="end">${one.name}</text>${stretchesOf(
      one,
      drawing,
    ).map((stretch) => {
      const x = xAt(area, Math.max(fromMs, stretch.fromMs));
      const wide = Math.max(1, xAt(area, Math.min(toMs, stretch.toMs)) - x);
      return html`<rect x="${x}" y="${top}" width="${wide}" height="${bar}" fill="${stretch.color}" fill-opacity="0.75"><title>${stretch.text}</title></rect>`;
    })}`;
  });
  return html`<svg width="${width}" height="${height}">${timeAxis(area, timeTicks(fromMs, toMs, (area.right - left) / 90))}${lines}</svg>`;
}

/** Neighbouring points that are shown alike, as one. */
export function stretchesOf(
  series: NamedSeries,
  { panel, stepMs, toMs }: Pick<Drawing, 'panel' | 'stepMs' | 'toMs'>,
): Stretch[] {
  const settings = settingsOf(panel, { name: series.name, refId: series.refId, kind: 'number' });
  const stretches: Stretch[] = [];
  for (const [timeMs, value] of series.points) {
    const { text, color } = shownValue(value, settings, toMs);
    const last = stretches.at(-1);
    if (last?.text === text && timeMs - last.toMs < stepMs / 2) last.toMs = timeMs + stepMs;
    else stretches.push({ fromMs: timeMs, toMs: timeMs + stepMs, text, color: color ?? colorOf('gray') });
  }
  return stretches;
}
