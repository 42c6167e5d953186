import { type FieldSettings, settingsOf, shownValue } from '../field.ts';
import type { NamedSeries } from '../frames.ts';
import { type Html, html } from '../html.ts';
import { reduced } from '../reduce.ts';
import { type Drawing, nothing, option } from './drawing.ts';

interface Value {
  readonly name: string;
  readonly value: number | null;
  readonly settings: FieldSettings;
}

// What Grafana colours by where a panel sets no thresholds.
const USUAL_THRESHOLDS = {
  mode: 'absolute',
  steps: [
    { value: null, color: 'green' },
    { value: 80, color: 'red' },
  ],
};
const LARGEST_FONT = 44;
const SMALLEST_FONT = 11;

/** One big number for each series. */
export function stat(drawing: Drawing): Html {
  const values = valuesOf(drawing);
  if (values.length === 0) return nothing(drawing.panel);
  const isNamed = showsNames(drawing, values);
  const background = option<string>(drawing.panel, 'colorMode', 'value').startsWith('background');
  const onlyNames = option<string>(drawing.panel, 'textMode', 'auto') === 'name';
  const shown = values.map(({ name, value, settings }) => {
    const found = shownValue(value, settings, drawing.toMs);
    return onlyNames ? { ...found, text: name } : found;
  });
  const { columns, size } = fitted(
    drawing,
    shown.map(({ text }, index) => ({ text, name: isNamed ? (values[index]?.name ?? '') : null })),
  );
  return html`<div class="stats" style="grid-template-columns:repeat(${columns},1fr)">${shown.map(
    ({ text, color }, index) => {
      const style = background
        ? `background:${color ?? '#37872D'};color:#fff`
        : `color:${color ?? '#ccccdc'}`;
      return html`<div class="stat" style="${style}">
${isNamed ? html`<div class="name">${values[index]?.name ?? ''}</div>` : ''}<div style="font-size:${size}px">${text}</div></div>`;
    },
  )}</div>`;
}

/** The number of each series of a panel, under the name that it shows. */
export function valuesOf({ panel, series }: Drawing): Value[] {
  const { calcs = ['lastNotNull'] } = option<{ calcs?: string[] }>(panel, 'reduceOptions', {});
  return series.map((one) => {
    const own = settingsOf(panel, { name: one.name, refId: one.refId, kind: 'number' });
    const settings = { ...own, thresholds: own.thresholds ?? USUAL_THRESHOLDS };
    return { name: nameOf(one, settings), value: reduced(one.points, calcs[0] ?? 'lastNotNull'), settings };
  });
}

function nameOf({ name }: NamedSeries, { displayName }: FieldSettings): string {
  return displayName ?? name;
}

function showsNames({ panel }: Drawing, values: readonly Value[]): boolean {
  const mode = option<string>(panel, 'textMode', 'auto');
  return mode === 'value_and_name' || (mode === 'auto' && values.length > 1);
}

// As many columns as let the numbers be largest, and names be whole.
function fitted(
  { width, height }: Drawing,
  tiles: readonly { readonly text: string; readonly name: string | null }[],
): { columns: number; size: number } {
  const longest = Math.max(1, ...tiles.map(({ text }) => text.length));
  const nameWidth = Math.max(0, ...tiles.map(({ name }) => (name?.length ?? 0) * 7.2));
  const share = tiles.some(({ name }) => name !== null) ? 0.42 : 0.6;
  const sizes = tiles.map((_, index) => {
    const columns = index + 1;
    const wide = width / columns - 14;
    const high = (height / Math.ceil(tiles.length / columns)) * share;
    const size = Math.min(high, wide / (0.6 * longest), LARGEST_FONT);
    return { columns, size: nameWidth > wide && columns > 1 ? 0 : size };
  });
  const best = sizes.reduce((a, b) => (b.size > a.size ? b : a));
  return { ...best, size: Math.round(Math.max(SMALLEST_FONT, best.size)) };
}
