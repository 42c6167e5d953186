import * as units from '@grafana/grafana-foundation-sdk/units';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Row } from '../panels/layout.ts';
import { atThisMoment, ofServices } from '../panels/query.ts';
import { errorRatioLimits, type Limit, latencyLimits, unscoped } from '../panels/thresholds.ts';
import { tile } from '../panels/tile.ts';

const NO_TRAFFIC = 'no traffic';
const SHOWN = [0.5, 0.95, 0.99] as const;

/** The chosen services together at this moment. */
export function requestsNow(definition: Definition): Row {
  return {
    title: 'Now',
    panels: [
      tile({
        title: 'Requests now',
        description: 'Requests per second of the chosen services together, over the last five minutes.',
        unit: units.RequestsPerSecond,
        noValue: NO_TRAFFIC,
      })
        .min(0)
        .withTarget(atThisMoment(`sum(${ofServices(RECORDED.traffic(DEFAULT_WINDOW_MS))})`, 'all')),
      share(
        'Server errors now',
        '5..',
        'Share of all requests that were answered 5xx',
        errorRatioLimits(definition),
      ),
      share('Client errors now', '4..', 'Share of all requests that were answered 4xx'),
      ...SHOWN.map((quantile) =>
        tile({
          title: `Slowest p${quantile * 100} now`,
          description: `The service whose p${quantile * 100} latency is the highest, over the last five minutes; coloured by the thresholds of the latency alerts.`,
          unit: units.Seconds,
          noValue: NO_TRAFFIC,
          limits: unscoped(latencyLimits(definition, quantile)),
        })
          .min(0)
          .withTarget(
            atThisMoment(
              `topk(1, ${ofServices(RECORDED.latency(DEFAULT_WINDOW_MS), `quantile="${quantile}"`)})`,
              '{{service}}',
            ),
          ),
      ),
    ],
  };
}

function share(title: string, statuses: string, what: string, limits: readonly Limit[] = []) {
  const byStatus = RECORDED.trafficByStatus(DEFAULT_WINDOW_MS);
  const all = `sum(${ofServices(byStatus)})`;
  // Where nothing was answered so, that share is 0; without any traffic there is none.
  const some = `(sum(${ofServices(byStatus, `status=~"${statuses}"`)}) or 0 * ${all})`;
  return tile({
    title,
    description: `${what}, over the last five minutes.`,
    unit: units.PercentUnit,
    noValue: NO_TRAFFIC,
    limits: unscoped(limits),
  })
    .min(0)
    .max(1)
    .withTarget(atThisMoment(`${some} / (${all} > 0)`, 'all'));
}
