import { DEPLOYMENT_SERIES } from '../../../conventions/deployments.ts';
import { type DeclaredMetric, declaredMetric } from '../../received/declared_metric.ts';

/** What a deployment is told by. */
export const DEPLOYMENT_METRICS = {
  total: declaredMetric.parse({
    name: DEPLOYMENT_SERIES.total,
    type: 'counter',
    help: 'Deployments told.',
  }),
  info: declaredMetric.parse({
    name: DEPLOYMENT_SERIES.info,
    type: 'gauge',
    help: 'What was deployed last; always 1.',
    labels: ['version', 'commit', 'environment'],
  }),
  timestamp: declaredMetric.parse({
    name: DEPLOYMENT_SERIES.timestamp,
    type: 'gauge',
    help: 'Unix time of the last deployment, in seconds.',
  }),
} as const satisfies Record<string, DeclaredMetric>;
