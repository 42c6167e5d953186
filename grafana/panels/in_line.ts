import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

const COLUMNS = 24;

interface Sized extends Builder<Panel> {
  span(columns: number): unknown;
  height(lines: number): unknown;
}

/** Panels side by side, at most 24, of one height and as wide as they can be alike; together they fill `columns`. */
export function inLine<One extends Sized>(panels: readonly One[], height: number, columns = COLUMNS): One[] {
  const width = Math.floor(columns / panels.length);
  const wider = columns - width * panels.length;
  for (const [index, panel] of panels.entries()) {
    panel.span(width + (index < wider ? 1 : 0));
    panel.height(height);
  }
  return [...panels];
}
