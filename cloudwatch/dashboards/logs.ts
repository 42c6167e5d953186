import type { SavedQuery } from '../logs/plan.ts';
import type { Context } from './context.ts';
import { periodOf } from './context.ts';
import { filterLines } from './filter_lines.ts';
import { graph } from './widgets/graph.ts';
import type { Section } from './widgets/grid.ts';
import { logQuery } from './widgets/log_query.ts';
import { spread } from './widgets/spread.ts';
import { heading, plain } from './widgets/text.ts';
import type { LogWidget } from './widgets/widget.ts';

/** Most queries of a folder that a dashboard asks: each is billed at every look; the others are saved in Logs Insights. */
const MOST_OF_FOLDER = 6;
/** Of these, most that ask the same log groups. */
const MOST_OF_KIND = 4;
/** What a query has in it that asks for something nobody has put in. */
const UNFINISHED = 'put its identifier here';
const FIVE_MINUTES = 300;
const BILLED =
  'Of each folder the first queries; Logs Insights has all of them. Each look is billed by what it reads.';

/** The dashboard «Logs»: the saved queries, by folder, and what metric filters count. */
export function logs(context: Context): Section[] {
  const folders = [...new Set(context.logs.queries.map(({ folder }) => folder))];
  return [
    ...folders.map((folder, index) => [
      heading(plain(folder), ...(index === 0 ? [BILLED] : [])),
      ...spread(savedIn(context, folder)),
    ]),
    filters(context),
  ].filter((section) => section.length > 1);
}

/** The first of the saved queries of a folder, as many of each kind of log groups. */
export function savedIn({ logs: { queries } }: Context, folder: string): LogWidget[] {
  const shown = queries.filter((query) => query.folder === folder && !query.query.includes(UNFINISHED));
  const kinds = [...Map.groupBy(shown, ({ groups }) => groups.join('\n')).values()];
  const most = Math.max(1, Math.min(MOST_OF_KIND, Math.floor(MOST_OF_FOLDER / Math.max(1, kinds.length))));
  return kinds
    .flatMap((kind) => kind.slice(0, most))
    .slice(0, MOST_OF_FOLDER)
    .map(widgetOf);
}

/** What was logged last as an error. */
export function recentErrors({ logs: { queries } }: Context): LogWidget[] {
  const widgets = queries
    .filter(({ isRecentErrors }) => isRecentErrors)
    .slice(0, MOST_OF_KIND)
    .map(widgetOf);
  return widgets.length === 1 ? widgets.map((widget) => ({ ...widget, width: 24 })) : widgets;
}

function widgetOf({ name, query, groups }: SavedQuery): LogWidget {
  return logQuery({
    title: name,
    query: query.split('\n').map(withoutPipe).join(' | '),
    groups,
    view: viewOf(query),
  });
}

/** A query that has a line for each minute is drawn, any other is a table. */
function viewOf(query: string): LogWidget['properties']['view'] {
  return /\bstats\b[^|]*\bby\s+bin\([^)]*\)\s*(?:$|\n|\|)/.test(query) ? 'timeSeries' : 'table';
}

function withoutPipe(line: string): string {
  return line.replace(/^\s*\|\s*/, '').trim();
}

function filters(context: Context): Section {
  return [
    heading(
      'What do metric filters count?',
      'Metrics that CloudWatch makes of the lines themselves, with the unit that the log has.',
    ),
    ...spread(
      filterLines(context).map(({ title, lines }) =>
        graph({ title, lines, period: periodOf(context, FIVE_MINUTES) }),
      ),
    ),
  ];
}
