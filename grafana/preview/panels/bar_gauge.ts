import { colorOf } from '../colors.ts';
import { shownValue } from '../field.ts';
import { type Html, html } from '../html.ts';
import { type Drawing, nothing } from './drawing.ts';
import { valuesOf } from './stat.ts';

/** A bar for each series, as long as its value is high, and coloured by thresholds. */
export function barGauge(drawing: Drawing): Html {
  const values = valuesOf(drawing);
  if (values.length === 0) return nothing(drawing.panel);
  const highest = Math.max(...values.map(({ value }) => value ?? 0));
  return html`<div class="bars">${values.map(({ name, value, settings }) => {
    const { text, color } = shownValue(value, settings, drawing.toMs);
    const low = settings.min ?? 0;
    const high = settings.max ?? highest;
    const share = high > low ? Math.min(1, Math.max(0, ((value ?? low) - low) / (high - low))) : 0;
    const style = `width:${(100 * share).toFixed(1)}%;background:${color ?? colorOf('green')}`;
    return html`<div class="bar"><span class="name">${name}</span>
<span class="track"><span style="${style}"></span></span><span style="color:${color ?? colorOf('text')}">${text}</span></div>`;
  })}</div>`;
}
