import { type DashboardJson, type PanelJson, PreviewError } from './dashboard_json.ts';

/** Where a panel is on the page, in pixels. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Width of the page, in pixels. */
export const PAGE_WIDTH = 1_600;

const COLUMNS = 24;
const LINE = 30;
const GAP = 8;
const MARGIN = 16;

/** Every panel with its place, and the height of all. Panels of collapsed rows are below their row, as if it were open. */
export function placed({ panels = [] }: DashboardJson): {
  panels: { panel: PanelJson; place: Place }[];
  height: number;
} {
  const found: { panel: PanelJson; place: Place }[] = [];
  let lower = 0;
  for (const panel of panels) {
    found.push({ panel, place: placeOf(panel, lower) });
    const inside = panel.type === 'row' ? (panel.panels ?? []) : [];
    for (const inner of inside) found.push({ panel: inner, place: placeOf(inner, lower) });
    const below = (panel.gridPos?.y ?? 0) + 1;
    const bottom = Math.max(below, ...inside.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
    lower += bottom - below;
  }
  return { panels: found, height: Math.max(0, ...found.map(({ place }) => place.top + place.height)) };
}

function placeOf({ title, gridPos }: PanelJson, lower: number): Place {
  if (gridPos === undefined) throw new PreviewError(`«${title}» has no place in the grid (gridPos).`);
  const column = (PAGE_WIDTH - 2 * MARGIN + GAP) / COLUMNS;
  return {
    left: Math.round(MARGIN + gridPos.x * column),
    top: (gridPos.y + lower) * (LINE + GAP),
    width: Math.round(gridPos.w * column - GAP),
    height: gridPos.h * (LINE + GAP) - GAP,
  };
}
