import { z } from 'zod';
import { declarationOf } from '../../received/declared_metric.ts';
import { EVENT_METRICS } from '../../received/event_metrics.ts';
import { commonSourceSettings } from '../common.ts';
import { DEPLOYMENTS_PATH } from '../receiver.ts';
import { defineSource } from '../source.ts';
import { DEPLOYMENT_METRICS } from './metrics.ts';

/** Settings of the source in monitoring.yml. */
export const deploymentsConfig = z.strictObject({ type: z.literal('deployments'), ...commonSourceSettings });
export type DeploymentsConfig = z.output<typeof deploymentsConfig>;

/** Counts deployments. */
export const deployments = defineSource({
  type: 'deployments',
  summary: 'What runs, and since when: whoever deploys tells it to `POST /v1/deployments`.',
  config: deploymentsConfig,
  metrics: [...Object.values(DEPLOYMENT_METRICS).map(declarationOf), ...Object.values(EVENT_METRICS)],
  receives: [DEPLOYMENTS_PATH],
  load: () => import('./collect.ts'),
});
