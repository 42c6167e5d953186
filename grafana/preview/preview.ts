import { marksOf } from './annotations.ts';
import { type Asked, Asker } from './asker.ts';
import { type DashboardJson, PreviewError } from './dashboard_json.ts';
import { PAGE_WIDTH, placed } from './grid.ts';
import { pageOf } from './page.ts';
import type { Mark } from './panels/drawing.ts';
import { drawn } from './panels/index.ts';
import { variablesOf } from './variables.ts';

/** What a dashboard is drawn for. */
export interface PreviewOptions extends Asked {
  /** Values of variables, by name; the others are as the dashboard has them. */
  readonly chosen?: Readonly<Record<string, string>>;
}

/** What the title of a panel and the space around its body take, in pixels. */
const TITLE_HEIGHT = 34;
const PADDING = 8;

/**
 * A dashboard as one HTML page without scripts, with what Prometheus answers to its queries, which are put as Grafana
 * puts them. Throws a PreviewError where something of it cannot be drawn or asked.
 */
export async function preview(dashboard: DashboardJson, options: PreviewOptions): Promise<string> {
  const { prometheus, chosen = {} } = options;
  const variables = await variablesOf(dashboard, chosen, prometheus);
  const asker = new Asker(options, variables);
  const marks: Mark[] = [];
  for (const annotation of dashboard.annotations?.list ?? []) {
    if (annotation.enable === false || annotation.expr === undefined) continue;
    const stepMs = asker.stepOf(PAGE_WIDTH);
    const series = await prometheus.range(asker.substituted(annotation.expr, stepMs), stepMs);
    marks.push(...marksOf(annotation, series, stepMs));
  }
  const { panels, height } = placed(dashboard);
  const bodies = [];
  for (const { panel, place } of panels) {
    if (panel.repeat !== undefined)
      throw new PreviewError(`«${panel.title}» is repeated for «${panel.repeat}», which is not drawn here.`);
    const room = { width: place.width - 2 * PADDING, height: place.height - TITLE_HEIGHT - PADDING };
    const body =
      panel.type === 'row' ? null : drawn({ ...(await asker.answers(panel, room.width)), ...room, marks });
    bodies.push({ panel, place, body });
  }
  return pageOf({ dashboard, variables, fromMs: options.fromMs, toMs: options.toMs, height, panels: bodies });
}
