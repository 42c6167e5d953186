import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { SLO_SERIES } from '../../conventions/objectives.ts';
import { ofServices } from './query.ts';

/** How `spentAt` reads where it is no time to come. */
export const NO_TIME_LEFT: ValueMapping = {
  type: MappingType.ValueToText,
  options: {
    '0': { text: 'spent already', color: 'red', index: 0 },
    '1': { text: 'not at this pace', index: 1 },
  },
};

/** When each budget will be spent, in milliseconds; 0 where it is spent, 1 where it outlasts its period, absent where nobody knows. */
export function spentAt(): string {
  return `1000 * ${ofServices(SLO_SERIES.exhausted)} or ${ofServices(SLO_SERIES.remaining)} > bool 0`;
}

/** In how many seconds that is. */
export function secondsLeft(): string {
  return `${ofServices(SLO_SERIES.exhausted)} - time() or ${zeroWhereSpent()}`;
}

function zeroWhereSpent(): string {
  return `((${ofServices(SLO_SERIES.remaining)} <= bool 0) == 1) - 1`;
}
