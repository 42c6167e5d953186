import { DEPLOYMENT_SERIES } from '../../conventions/deployments.ts';
import { LABEL } from '../../conventions/labels.ts';
import { ofServices } from './query.ts';

/** When each version of the chosen services was deployed, in milliseconds, with what is known of it. */
export function deployedAt(): string {
  const { info, timestamp } = DEPLOYMENT_SERIES;
  const told = `on (${LABEL.service}, job, instance) group_left () ${timestamp}`;
  return `1000 * ${ofServices(info)} * ${told}`;
}
