import type { PanelJson } from '../dashboard_json.ts';
import type { NamedSeries, Table } from '../frames.ts';
import { type Html, html } from '../html.ts';

/** Something that happened, drawn over graphs: from when to when, and what. Times are Unix milliseconds. */
export interface Mark {
  readonly fromMs: number;
  readonly toMs: number;
  readonly color: string;
  readonly text: string;
}

/** A panel, what its queries have answered, and the room that it has in pixels. */
export interface Drawing {
  readonly panel: PanelJson;
  /** Of each query that is not for a table, in the order of the queries. */
  readonly series: readonly NamedSeries[];
  /** Of each query in the format «table». */
  readonly tables: readonly Table[];
  readonly marks: readonly Mark[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Between two points of a series, in milliseconds. */
  readonly stepMs: number;
  readonly width: number;
  readonly height: number;
}

/** What is read where there is nothing to show. */
export function nothing({ fieldConfig }: PanelJson): Html {
  return html`<div class="nothing">${String(fieldConfig?.defaults?.noValue ?? 'No data')}</div>`;
}

/** An option of a panel, or what it is unless given. */
export function option<T>({ options = {} }: PanelJson, name: string, otherwise: T): T {
  return (options[name] as T | undefined) ?? otherwise;
}
