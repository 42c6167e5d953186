import * as units from '@grafana/grafana-foundation-sdk/units';
import { APPLICATION_ERRORS_TOTAL } from '../../definition/application_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { inADay, rateOf } from '../panels/aggregated.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { metricLimits } from '../panels/metric_limits.ts';
import { atThisMoment, ofServices } from '../panels/query.ts';
import { tile } from '../panels/tile.ts';

const { name: ERRORS } = APPLICATION_ERRORS_TOTAL;
const HEIGHT = 5;
const FIVE_MINUTES_MS = 300_000;

/** Selects what tells groups of errors apart. */
export const GROUP = 'service, error_type, fingerprint';

/** How many errors there are at this moment, and against a week before. */
export function errorsNow(definition: Definition): Row {
  const groups = `sum by (${GROUP}) (${ofServices(ERRORS)})`;
  return {
    title: 'Now',
    panels: inLine(
      [
        tile({
          title: 'Errors in five minutes',
          description:
            'Errors logged in the last five minutes, by service; coloured by the limits of the alerts on them.',
          unit: units.Short,
          noValue: 'no error yet',
          limits: metricLimits(
            definition,
            ERRORS,
            ({ per, window = FIVE_MINUTES_MS, of, by, match }) =>
              per === undefined &&
              of === undefined &&
              by === undefined &&
              match === undefined &&
              window === FIVE_MINUTES_MS,
          ),
        })
          .min(0)
          .decimals(0)
          .withTarget(atThisMoment(`5 * ${rateOf(ERRORS, 'minute', { window: '5m' })}`, '{{service}}')),
        tile({
          title: 'Errors in 24 hours',
          description: 'Errors logged in the last 24 hours, and in those a week before.',
          unit: units.Short,
          noValue: 'no error yet',
        })
          .min(0)
          .decimals(0)
          .withTarget(atThisMoment(inADay(ERRORS), '{{service}}', 'A'))
          .withTarget(atThisMoment(inADay(ERRORS, { ago: '1w' }), '{{service}} a week before', 'B')),
        tile({
          title: 'Groups of errors',
          description: 'How many different errors there have been, by service.',
          unit: units.Short,
          noValue: 'no error yet',
        })
          .min(0)
          .withTarget(atThisMoment(`count by (service) (${groups})`, '{{service}}')),
        tile({
          title: 'New groups in 24 hours',
          description: 'How many different errors there are that there were not 24 hours ago, by service.',
          unit: units.Short,
          noValue: 'none',
        })
          .min(0)
          .withTarget(atThisMoment(`count by (service) (${groups} unless ${yesterday()})`, '{{service}}')),
      ],
      HEIGHT,
    ),
  };
}

/** The groups that there were 24 hours ago. */
export function yesterday(): string {
  return `sum by (${GROUP}) (${ofServices(ERRORS)} offset 1d)`;
}
