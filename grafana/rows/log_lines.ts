import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import type { StoredLogs } from '../../definition/stored_logs.ts';
import { bars } from '../panels/bars.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { logList } from '../panels/log_list.ts';
import {
  AUTO_INTERVAL,
  LOGS_DATASOURCE,
  linesOf,
  logsAtThisMoment,
  logsOverTime,
  newestLines,
} from '../panels/logql.ts';

/** Name of the variable with the field by which lines are counted. */
export const BY_VARIABLE = 'by';

/** Name of the variable with a text that lines must contain. */
export const SEARCH_VARIABLE = 'search';

const HEIGHT = 8;
const MOST_LINES = 200;
const TOP = 20;

/** Every line, by level, by whom it is about, and those that contain a text. */
export function logLines(sources: readonly StoredLogs[]): Row {
  const lines = linesOf(sources);
  const json = sources.filter(({ format }) => format === 'json');
  const level = graph({
    title: 'Lines by level',
    description: 'Lines per step of the graph, by level; those of access logs have none.',
    unit: units.Short,
    noValue: 'No line in this time range.',
  })
    .datasource(LOGS_DATASOURCE)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
    .fillOpacity(40)
    .withTarget(logsOverTime(`sum by (level) (count_over_time(${lines} [${AUTO_INTERVAL}]))`, '{{level}}'));
  return {
    title: 'Lines',
    panels: [
      ...inLine([level, ...(json.length === 0 ? [] : [who(json)])], HEIGHT),
      logList({
        title: 'Newest lines',
        description: `The newest ${MOST_LINES} lines that contain the text at the top.`,
        noValue: 'No such line in this time range.',
      }).withTarget(newestLines(`${lines} |= \`$\{${SEARCH_VARIABLE}:raw}\``, MOST_LINES)),
    ],
  };
}

function who(sources: readonly StoredLogs[]) {
  const told = `${linesOf(sources)} | json value="$\{${BY_VARIABLE}}" | __error__="" | value!=""`;
  return bars({
    title: 'Lines by whom they are about',
    description: `Lines in the time range by the field chosen at the top, such as the session; the ${TOP} most frequent.`,
    unit: units.Short,
    noValue: 'No line has this field.',
  })
    .datasource(LOGS_DATASOURCE)
    .withTarget(
      logsAtThisMoment(`topk(${TOP}, sum by (value) (count_over_time(${told} [$__range])))`, '{{value}}'),
    );
}
