import type { Definition } from '../../../definition/schema.ts';
import type { Metric } from '../../queries/query.ts';
import { dashboardsOf } from '../index.ts';
import type { Annotation, MetricRow, PlacedWidget } from '../widgets/widget.ts';
import { type Body, bodySchema } from './body_schema.ts';

/** The bodies of a definition by the names of their dashboards, as CloudWatch would read them; for tests. */
export function bodiesOf(definition: Definition): Map<string, Body> {
  return new Map(
    dashboardsOf(definition).map(({ name, body }) => [
      name,
      bodySchema.parse(JSON.parse(JSON.stringify(body))),
    ]),
  );
}

/** The widget with a title; for tests. */
export function widgetOf(body: Body | undefined, title: string): PlacedWidget {
  const widgets = (body?.widgets ?? []) as PlacedWidget[];
  const found = widgets.find((widget) => 'title' in widget.properties && widget.properties.title === title);
  if (found === undefined) throw new Error(`There is no widget called «${title}».`);
  return found;
}

/** The titles of a dashboard from top to bottom, headings too; for tests. */
export function titlesOf(body: Body | undefined): string[] {
  return ((body?.widgets ?? []) as PlacedWidget[]).map(({ properties }) =>
    'title' in properties ? properties.title : (properties.markdown.split('\n')[0] ?? ''),
  );
}

/** Every metric that a dashboard asks for, written out, expressions left out; for tests. */
export function metricsIn(body: Body): Metric[] {
  return (body.widgets as PlacedWidget[]).flatMap((widget) =>
    widget.type === 'metric' ? metricsOfRows(widget.properties.metrics) : [],
  );
}

function metricsOfRows(rows: readonly MetricRow[]): Metric[] {
  let before: string[] = [];
  return rows.flatMap((row) => {
    const given = row.filter((part) => typeof part === 'string');
    if (given[0] !== '...') before = given.map((word, at) => (word === '.' ? (before[at] ?? '') : word));
    const [namespace, name, ...rest] = before;
    if (given.length === 0 || namespace === undefined || name === undefined) return [];
    const pairs = rest.flatMap((word, at) => (at % 2 === 0 ? [[word, rest[at + 1] ?? ''] as const] : []));
    return [{ namespace, name, dimensions: Object.fromEntries(pairs) }];
  });
}

/** The rows of the metrics of a widget; none of one that has no metrics. For tests. */
export function rowsOf(properties: PlacedWidget['properties']): readonly MetricRow[] {
  return 'metrics' in properties ? properties.metrics : [];
}

/** Every horizontal line of a dashboard; for tests. */
export function limitsIn(body: Body): Annotation[] {
  return (body.widgets as PlacedWidget[]).flatMap((widget) =>
    widget.type === 'metric' ? (widget.properties.annotations?.horizontal ?? []) : [],
  );
}
