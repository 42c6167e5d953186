import * as units from '@grafana/grafana-foundation-sdk/units';
import type { StoredLogs } from '../../definition/stored_logs.ts';
import { bars } from '../panels/bars.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { logList } from '../panels/log_list.ts';
import {
  AUTO_INTERVAL,
  ERROR_LEVELS,
  hasFields,
  LOGS_DATASOURCE,
  linesOf,
  logsAtThisMoment,
  logsOverTime,
  newestLines,
  withFields,
} from '../panels/logql.ts';
import { tile } from '../panels/tile.ts';

const HEIGHT = 8;
const MOST_LINES = 100;
const TOP = 10;
// Access logs have no levels.
const WITH_LEVELS: readonly StoredLogs['format'][] = ['json', 'logfmt', 'text'];

/** The newest errors, how many there are, and of which type; nothing where no source has levels. */
export function logErrors(sources: readonly StoredLogs[]): Row[] {
  const leveled = sources.filter(({ format }) => WITH_LEVELS.includes(format));
  if (leveled.length === 0) return [];
  const errors = linesOf(leveled, ERROR_LEVELS);
  const typed = leveled.filter((source) => hasFields(source) && source.errors?.type !== undefined);
  return [
    {
      title: 'Errors',
      panels: [
        ...inLine(
          [
            tile({
              title: 'Errors logged in five minutes',
              description: 'Lines of level error or fatal in the last five minutes, by service.',
              unit: units.Short,
              noValue: 'none',
            })
              .datasource(LOGS_DATASOURCE)
              .withTarget(
                logsAtThisMoment(`sum by (service) (count_over_time(${errors} [5m]))`, '{{service}}'),
              ),
          ],
          HEIGHT,
          4,
        ),
        ...inLine(
          [
            graph({
              title: 'Errors logged over time',
              description: 'Lines of level error or fatal per step of the graph, by service.',
              unit: units.Short,
              noValue: 'No error in this time range.',
            })
              .datasource(LOGS_DATASOURCE)
              .withTarget(
                logsOverTime(
                  `sum by (service) (count_over_time(${errors} [${AUTO_INTERVAL}]))`,
                  '{{service}}',
                ),
              ),
            ...errorTypes(typed),
          ],
          HEIGHT,
          20,
        ),
        logList({
          title: 'Newest errors logged',
          description: `The newest ${MOST_LINES} lines of level error or fatal.`,
          noValue: 'No error in this time range.',
        }).withTarget(newestLines(errors, MOST_LINES)),
      ],
    },
  ];
}

/** Of which type errors are; sources may have the type in fields of their own, and each is a query. */
function errorTypes(sources: readonly StoredLogs[]) {
  if (sources.length === 0) return [];
  const panel = bars({
    title: 'Errors logged by type',
    description: `Lines of level error or fatal in the time range, the ${TOP} most frequent types of each source.`,
    unit: units.Short,
    noValue: 'No error in this time range.',
  }).datasource(LOGS_DATASOURCE);
  for (const [index, source] of sources.entries()) {
    const typed = withFields(linesOf([source], ERROR_LEVELS), source.format, {
      error_type: source.errors?.type ?? '',
    });
    const counted = `sum by (error_type) (count_over_time(${typed} | error_type!="" [$__range]))`;
    panel.withTarget(logsAtThisMoment(`topk(${TOP}, ${counted})`, '{{error_type}}', `A${index}`));
  }
  return [panel];
}
