import * as units from '@grafana/grafana-foundation-sdk/units';
import { formatDuration } from '../../conventions/quantities.ts';
import type { Definition } from '../../definition/schema.ts';
import type { StoredLogs } from '../../definition/stored_logs.ts';
import { bars } from '../panels/bars.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { logList } from '../panels/log_list.ts';
import {
  AUTO_INTERVAL,
  hasFields,
  LOGS_DATASOURCE,
  linesOf,
  logsAtThisMoment,
  logsOverTime,
  newestLines,
  withFields,
} from '../panels/logql.ts';
import { latencyLimits, lowestLimit } from '../panels/thresholds.ts';

const HEIGHT = 8;
const MOST_LINES = 50;
const TOP = 10;
/** A number that is not negative, as JSON and logfmt have it. */
const NUMBER = '[0-9.]+(?:[eE][-+]?[0-9]+)?';
/** Where no alert says what is slow. */
const USUALLY_SLOW_S = 3;

/** Requests of a source whose lines tell of them: how long they took, and which were slow. Fields are those of `golden_signals`. */
export function logRequests(source: StoredLogs, definition: Definition): Row[] {
  const { golden_signals: signals, format, sourceName, serviceName } = source;
  if (signals === undefined || !hasFields(source)) return [];
  const { duration_ms: inMilliseconds, duration_s: inSeconds, route, path } = signals;
  const duration = inMilliseconds ?? inSeconds ?? '';
  const unit = inMilliseconds === undefined ? units.Seconds : units.Milliseconds;
  const limits = latencyLimits(definition, 0).filter(({ service = serviceName }) => service === serviceName);
  const slowMs = Math.round((lowestLimit(limits) ?? USUALLY_SLOW_S) * 1000);
  const slowLimit = inMilliseconds === undefined ? slowMs / 1000 : slowMs;
  const slow = formatDuration(slowMs);
  const lines = linesOf([source]);
  // Before `unwrap`, since an average is rewritten to a sum by a count of lines, in which those without a number would be.
  const timed = `${withFields(lines, format, { duration })} | duration=~"${NUMBER}"`;
  const values = `${timed} | unwrap duration | __error__=""`;
  const byRoute = withFields(lines, format, { status: signals.status, route: route ?? path ?? '' });
  return [
    {
      title: `Requests in «${sourceName}»`,
      panels: [
        ...inLine(
          [
            graph({
              title: `Time of requests in «${sourceName}»`,
              description:
                'Average, 95% and longest of the requests in each step of the graph, as lines tell them.',
              unit,
              noValue: 'No request in this time range.',
            })
              .datasource(LOGS_DATASOURCE)
              .withTarget(
                logsOverTime(
                  `avg_over_time(${values} [${AUTO_INTERVAL}]) by (service)`,
                  '{{service}} average',
                  'A',
                ),
              )
              .withTarget(
                logsOverTime(
                  `quantile_over_time(0.95, ${values} [${AUTO_INTERVAL}]) by (service)`,
                  '{{service}} p95',
                  'B',
                ),
              )
              .withTarget(
                logsOverTime(
                  `max_over_time(${values} [${AUTO_INTERVAL}]) by (service)`,
                  '{{service}} longest',
                  'C',
                ),
              ),
            bars({
              title: `Paths that fail in «${sourceName}»`,
              description: `Requests answered 5xx in the time range, the ${TOP} paths with the most.`,
              unit: units.Short,
              noValue: 'No failed request in this time range.',
            })
              .datasource(LOGS_DATASOURCE)
              .withTarget(
                logsAtThisMoment(
                  `topk(${TOP}, sum by (route) (count_over_time(${byRoute} | status=~"5.." [$__range])))`,
                  '{{route}}',
                ),
              ),
          ],
          HEIGHT,
        ),
        logList({
          title: `Slow requests in «${sourceName}»`,
          description: `The newest ${MOST_LINES} requests that took longer than ${slow}.`,
          noValue: 'No slow request in this time range.',
        }).withTarget(newestLines(`${timed} | duration > ${slowLimit} | __error__=""`, MOST_LINES)),
      ],
    },
  ];
}
