import * as units from '@grafana/grafana-foundation-sdk/units';
import { LLM_METRICS } from '../../definition/application_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { averageOf, inADay, rateOf, sumBy } from '../panels/aggregated.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { metricLimits } from '../panels/metric_limits.ts';
import { atThisMoment, ofServices } from '../panels/query.ts';
import { tile } from '../panels/tile.ts';

const { cost, callCost, conversations } = LLM_METRICS;
const HEIGHT = 5;
const NO_CALL = 'no call yet';
const HOUR_MS = 3_600_000;

/** What language models cost at this moment, in a day, and by the end of the month. */
export function llmCostNow(definition: Definition): Row {
  return {
    title: 'Cost now',
    panels: [
      ...inLine(
        [
          tile({
            title: 'Cost in the last hour',
            description:
              'US dollars that calls cost in the last hour by list prices; coloured by the limits of alerts per hour.',
            unit: units.Dollars,
            noValue: NO_CALL,
            limits: metricLimits(
              definition,
              cost.name,
              ({ per, window, of, by, match }) =>
                of === undefined &&
                by === undefined &&
                match === undefined &&
                (per === 'hour' || (per === undefined && window === HOUR_MS)),
            ),
          })
            .min(0)
            .withTarget(atThisMoment(rateOf(cost.name, 'hour', { window: '1h' }), '{{service}}')),
          tile({
            title: 'Cost in 24 hours',
            description: 'US dollars that calls cost in the last 24 hours, and in those a week before.',
            unit: units.Dollars,
            noValue: NO_CALL,
          })
            .min(0)
            .withTarget(atThisMoment(inADay(cost.name), '{{service}}', 'A'))
            .withTarget(atThisMoment(inADay(cost.name, { ago: '1w' }), '{{service}} a week before', 'B')),
          month(),
        ],
        HEIGHT,
      ),
      ...inLine(
        [
          tile({
            title: 'Cost of a call',
            description:
              'US dollars that a call costs on average over the last hour, of models whose price is known.',
            unit: units.Dollars,
            noValue: 'no call within an hour',
          })
            .min(0)
            .withTarget(atThisMoment(averageOf(callCost.name, { window: '1h' }), '{{service}}')),
          tile({
            title: 'Cost of a conversation',
            description: 'US dollars of the last 24 hours by the different conversations in them.',
            unit: units.Dollars,
            noValue: 'no conversation told',
          })
            .min(0)
            .withTarget(
              atThisMoment(
                `${inADay(cost.name)} / (${sumBy(['service'], ofServices(conversations.name))} > 0)`,
                '{{service}}',
              ),
            ),
          tile({
            title: 'Conversations in 24 hours',
            description: 'Different conversations with a call within the last 24 hours.',
            unit: units.Short,
            noValue: 'none told',
          })
            .min(0)
            .withTarget(atThisMoment(sumBy(['service'], ofServices(conversations.name)), '{{service}}')),
        ],
        HEIGHT,
      ),
    ],
  };
}

function month() {
  const soFar = sumBy(['service'], `increase(${ofServices(cost.name)}[$__range])`);
  const daysLeft = 'scalar(days_in_month() + 1 - day_of_month() - hour() / 24)';
  return (
    tile({
      title: 'Cost of this month',
      description:
        'US dollars of this month so far, and by its end if every day left costs what the last 24 hours did.',
      unit: units.Dollars,
      noValue: NO_CALL,
    })
      .min(0)
      // The month until now is then $__range, whatever time the dashboard shows.
      .timeFrom('now/M')
      .withTarget(atThisMoment(soFar, '{{service}} so far', 'A'))
      .withTarget(
        atThisMoment(`${soFar} + ${daysLeft} * ${inADay(cost.name)}`, '{{service}} by its end', 'B'),
      )
  );
}
