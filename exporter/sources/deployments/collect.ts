import { startReceiving } from '../../received/receiving_source.ts';
import type { RunningSource, SourceContext } from '../source.ts';
import type { DeploymentsConfig } from './definition.ts';
import { readDeployment } from './deployment.ts';
import { DEPLOYMENT_METRICS } from './metrics.ts';

const IDS_LIMIT = 1_000;

/**
 * Counts the deployments that are told.
 * Rejects where the saved state cannot be used.
 */
export async function start(_config: DeploymentsConfig, context: SourceContext): Promise<RunningSource> {
  const settings = {
    metrics: Object.values(DEPLOYMENT_METRICS),
    newestOnly: new Set([DEPLOYMENT_METRICS.info]),
    label_sets_limit: 1,
    ids_limit: IDS_LIMIT,
    read: (deployment: unknown, at: number) => readDeployment(deployment, at / 1_000),
  };
  return await startReceiving(settings, context);
}
