import { REGION } from '../placeholders.ts';
import type { LogWidget } from './widget.ts';

interface Options {
  readonly title: string;
  /** A query of Logs Insights, without its sources. */
  readonly query: string;
  /** Log groups, by name. */
  readonly groups: readonly string[];
  readonly view?: LogWidget['properties']['view'];
  readonly width?: number;
  readonly height?: number;
}

/** What a query of Logs Insights finds in some log groups. Each look at it reads them, and costs. */
export function logQuery({
  title,
  query,
  groups,
  view = 'table',
  width = 12,
  height = 7,
}: Options): LogWidget {
  const sources = groups.map((group) => `SOURCE '${group}'`).join(' | ');
  return {
    type: 'log',
    width,
    height,
    properties: { title, query: `${sources} | ${query}`, region: REGION, view },
  };
}
