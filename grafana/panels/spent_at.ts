import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { SLO_SERIES } from '../../conventions/objectives.ts';
import { ofServices } from './query.ts';

/** What to read where a budget lasts for a whole period, so that there is no time at which it is spent. */
export const OUTLASTS = 'not at this pace';

/** How the time of `spentAt` reads where it has passed. */
export const SPENT_ALREADY: ValueMapping = {
  type: MappingType.ValueToText,
  options: { '0': { text: 'spent already', color: 'red', index: 0 } },
};

/** When each budget will be spent, in milliseconds; 0 where it is spent, absent where it outlasts its period. */
export function spentAt(): string {
  return `1000 * ${ofServices(SLO_SERIES.exhausted)} or ${zeroWhereSpent()}`;
}

/** In how many seconds that is. */
export function secondsLeft(): string {
  return `${ofServices(SLO_SERIES.exhausted)} - time() or ${zeroWhereSpent()}`;
}

function zeroWhereSpent(): string {
  return `((${ofServices(SLO_SERIES.remaining)} <= bool 0) == 1) - 1`;
}
