import type { DashboardJson, PanelJson } from './dashboard_json.ts';
import { PAGE_WIDTH, type Place } from './grid.ts';
import { type Html, html, markup } from './html.ts';
import type { Variable } from './variables.ts';

interface Page {
  readonly dashboard: DashboardJson;
  readonly variables: readonly Variable[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Of all panels, in pixels. */
  readonly height: number;
  readonly panels: readonly {
    readonly panel: PanelJson;
    readonly place: Place;
    readonly body: Html | null;
  }[];
}

/** Pixels above the panels. */
export const HEADER_HEIGHT = 92;

// In the colours and sizes of Grafana's dark theme.
const STYLE = `
* { box-sizing: border-box; margin: 0 }
body { width: ${PAGE_WIDTH}px; background: #111217; color: #ccccdc; font: 14px/1.4 Inter, Helvetica, Arial, sans-serif }
header { height: ${HEADER_HEIGHT}px; padding: 12px 16px }
h1 { font-size: 18px; font-weight: 500 }
header p, header span { color: #9a9ba5; font-size: 12px; margin-right: 14px }
header b { color: #ccccdc; font-weight: 400; background: #181b1f; border: 1px solid #2c3235; padding: 3px 8px; border-radius: 2px }
main { position: relative }
section { position: absolute; background: #181b1f; border: 1px solid #25272d; border-radius: 2px; overflow: hidden; padding: 0 8px }
section.row { background: none; border: none; font-weight: 500; line-height: 30px }
h2 { font-size: 14px; font-weight: 500; height: 34px; line-height: 34px; white-space: nowrap; overflow: hidden }
h2 i { display: inline-block; width: 14px; height: 14px; line-height: 13px; border: 1px solid #6c6d76; border-radius: 7px; color: #9a9ba5; font: 10px/12px serif; text-align: center; margin-left: 8px }
svg { display: block } svg text { fill: #9a9ba5; font-size: 12px } .grid { stroke: #2b2d34 }
.nothing { height: calc(100% - 42px); display: flex; align-items: center; justify-content: center; color: #9a9ba5; text-align: center }
.stats { display: grid; gap: 4px; height: calc(100% - 42px) }
.stat { display: flex; flex-direction: column; justify-content: center; align-items: center; font-weight: 500; line-height: 1.15; overflow: hidden; border-radius: 2px }
.stat div { white-space: nowrap } .stat .name { font-size: 13px; font-weight: 400 }
.bar { display: flex; align-items: center; gap: 8px; height: 26px } .bar .name { width: 30%; overflow: hidden; white-space: nowrap }
.track { flex: 1; height: 16px; background: #22252b } .track span { display: block; height: 16px }
.legend { overflow: hidden; font-size: 12px; line-height: 22px } .legend span { margin-right: 14px; white-space: nowrap; display: inline-block }
.legend i { display: inline-block; width: 14px; height: 4px; border-radius: 2px; margin-right: 6px; vertical-align: 3px } .legend em { font-style: normal; color: #9a9ba5; margin-left: 4px }
table { border-collapse: collapse; width: 100% } .legend table { font-size: 12px } .legend th { font-weight: 400; text-align: left; color: #6e9fff }
.cells td, .cells th { height: 36px; padding: 0 8px; border-bottom: 1px solid #25272d; text-align: left; font-weight: 400; white-space: nowrap; overflow: hidden; max-width: 600px; text-overflow: ellipsis }
.cells th { color: #6e9fff; font-weight: 500 } th.number, td.number { text-align: right } .linked { text-decoration: underline }
section { font-variant-numeric: tabular-nums } .more { position: absolute; right: 8px; bottom: 2px; color: #9a9ba5; font-size: 12px; background: #181b1f }
.text { white-space: pre-wrap }
`;

/** The whole page; its policy lets nothing run and nothing be loaded, whatever is in a label. */
export function pageOf({ dashboard, variables, fromMs, toMs, height, panels }: Page): string {
  const time = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${dashboard.title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${markup(STYLE)}</style></head>
<body><header><h1>${dashboard.title}</h1><p>${dashboard.description ?? ''}</p>
${variables.map(({ label, shown }) => html`<span>${label} <b>${shown}</b></span> `)}
<span><b>${time(fromMs)} to ${time(toMs)} UTC</b></span></header>
<main style="height:${height + 16}px">${panels.map(section)}</main></body></html>
`;
  return page.text;
}

function section({ panel, place, body }: Page['panels'][number]): Html {
  const { title = '', description = '' } = panel;
  const at = `left:${place.left}px;top:${place.top}px;width:${place.width}px;height:${place.height}px`;
  if (body === null) return html`<section class="row" style="${at}">⌄ ${title}</section>`;
  const hint = description === '' ? html`` : html`<i title="${description}">i</i>`;
  return html`<section style="${at}"><h2>${title}${hint}</h2>${body}</section>`;
}
