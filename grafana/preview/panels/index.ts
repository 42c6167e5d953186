import { type PanelJson, PreviewError } from '../dashboard_json.ts';
import { type Html, html } from '../html.ts';
import { barGauge } from './bar_gauge.ts';
import { type Drawing, option } from './drawing.ts';
import { heatmap } from './heatmap.ts';
import { stat } from './stat.ts';
import { stateTimeline } from './state_timeline.ts';
import { table } from './table.ts';
import { timeSeries } from './time_series.ts';

const DRAWN: Readonly<Record<string, (drawing: Drawing) => Html>> = {
  bargauge: barGauge,
  gauge: stat,
  heatmap,
  stat,
  'state-timeline': stateTimeline,
  table,
  text,
  timeseries: timeSeries,
};

/** The body of a panel. Throws a PreviewError for a type of panel that is not drawn here. */
export function drawn(drawing: Drawing): Html {
  const { panel } = drawing;
  if (readsLoki(panel)) return html`<div class="nothing">Needs Loki, which is not asked here.</div>`;
  const draw = DRAWN[panel.type];
  if (draw === undefined) {
    const known = Object.keys(DRAWN).join(', ');
    throw new PreviewError(
      `«${panel.title}» is a panel of type «${panel.type}», and drawn are: ${known}. Add it to grafana/preview/panels/.`,
    );
  }
  return draw(drawing);
}

/** Whether a panel asks Loki, of which there is none here. */
export function readsLoki({ type, datasource }: PanelJson): boolean {
  return type === 'logs' || datasource?.type === 'loki';
}

function text({ panel }: Drawing): Html {
  return html`<div class="text">${option(panel, 'content', '')}</div>`;
}
