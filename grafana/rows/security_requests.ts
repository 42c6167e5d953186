import * as units from '@grafana/grafana-foundation-sdk/units';
import { UNMATCHED_ROUTE } from '../../conventions/labels.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import { sumBy } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { ofServices, overTime } from '../panels/query.ts';

const HEIGHT = 8;
const ALL = RECORDED.traffic(DEFAULT_WINDOW_MS);
const BY_STATUS = RECORDED.trafficByStatus(DEFAULT_WINDOW_MS);
const BY_ROUTE = RECORDED.trafficByRoute(DEFAULT_WINDOW_MS);

/** Requests by service, of all of these or 0 where there is other traffic. */
const among = (series: string, ago = '') =>
  `(${sumBy(['service'], `${series}${ago}`)} or 0 * ${sumBy(['service'], `${ofServices(ALL)}${ago}`)})`;

/** Requests that fail in a way, by service. */
const answered = (matcher: string, ago = '') => among(ofServices(BY_STATUS, matcher), ago);

/** What requests tell, by the recorded series that the alerts read. */
export function requestSignals(): Row[] {
  const noTraffic = 'No traffic in this time range.';
  return [
    {
      title: 'Answers to requests',
      panels: inLine(
        [
          graph({
            title: 'Share of requests refused',
            description:
              'Share of the requests answered 401 or 403, by service; above a fifth somebody may be guessing passwords.',
            unit: units.PercentUnit,
            noValue: noTraffic,
          })
            // Two percent would not be seen below a whole.
            .axisSoftMax(0.2)
            .withTarget(
              overTime(
                `${answered('status=~"401|403"')} / ${sumBy(['service'], `${ofServices(ALL)} > 0`)}`,
                '{{service}}',
              ),
            ),
          graph({
            title: 'Requests answered 429',
            description: 'Requests per minute refused because there were too many, by service.',
            unit: units.RequestsPerMinute,
            noValue: noTraffic,
          }).withTarget(overTime(`60 * ${answered('status="429"')}`, '{{service}}')),
          graph({
            title: 'Scans for paths',
            description: 'Requests per minute for paths that do not exist, by service; many are a scan.',
            unit: units.RequestsPerMinute,
            noValue: noTraffic,
          }).withTarget(
            overTime(`60 * ${among(ofServices(BY_ROUTE, `route="${UNMATCHED_ROUTE}"`))}`, '{{service}}'),
          ),
        ],
        HEIGHT,
      ),
    },
    {
      title: 'Against yesterday',
      panels: inLine(
        [
          graph({
            title: 'Traffic against yesterday',
            description: 'Requests per second, and those of a day before at the same time.',
            unit: units.RequestsPerSecond,
            noValue: noTraffic,
          })
            .withTarget(overTime(sumBy(['service'], ofServices(ALL)), '{{service}}', 'A'))
            .withTarget(
              overTime(sumBy(['service'], `${ofServices(ALL)} offset 1d`), '{{service}} yesterday', 'B'),
            ),
          graph({
            title: 'Errors against yesterday',
            description:
              'Requests answered 4xx or 5xx per second, and those of a day before at the same time.',
            unit: units.RequestsPerSecond,
            noValue: noTraffic,
          })
            .withTarget(overTime(answered('status=~"[45].."'), '{{service}}', 'A'))
            .withTarget(overTime(answered('status=~"[45].."', ' offset 1d'), '{{service}} yesterday', 'B')),
        ],
        HEIGHT,
      ),
    },
  ];
}
