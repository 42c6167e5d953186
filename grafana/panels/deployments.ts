import { DEPLOYMENT_SERIES } from '../../conventions/deployments.ts';
import { LABEL } from '../../conventions/labels.ts';
import { ofServices } from './query.ts';
import { ENVIRONMENT_VARIABLE } from './variables.ts';

/** When each version of the chosen services was deployed, in milliseconds, with what is known of it. */
export function deployedAt(): string {
  const { info, timestamp } = DEPLOYMENT_SERIES;
  const by = `${LABEL.service}, job, instance`;
  const told = (labels: string, time: string) =>
    `1000 * ${ofServices(info)} * on (${labels}) group_left () ${time}`;
  // Where several environments come together both have one, and two times of a service must not meet. On the stack itself
  // only the deployment says its own.
  const ofItsEnvironment = told(`${by}, ${ENVIRONMENT_VARIABLE}`, timestamp);
  return `${ofItsEnvironment} or ${told(by, `${timestamp}{${ENVIRONMENT_VARIABLE}=""}`)}`;
}
