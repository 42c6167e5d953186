import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../definition/schema.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { endpoints } from './rows/endpoints.ts';
import { errorTypes } from './rows/error_types.ts';
import { percentiles } from './rows/percentiles.ts';
import { requests } from './rows/requests.ts';
import { requestsNow } from './rows/requests_now.ts';

/** The dashboard «API performance»: how much is asked, how quickly it is answered, what fails, and at which endpoint. */
export function apiPerformance(definition: Definition): Dashboard {
  const dashboard = dashboardFrame({
    title: 'API performance',
    uid: 'goldwatch-api-performance',
    description: 'Requests, latency percentiles, error types and endpoints of the chosen services.',
    tags: ['api-performance'],
    definition,
  });
  return withRows(dashboard, [
    requestsNow(definition),
    requests(),
    percentiles(definition),
    errorTypes(definition),
    endpoints(definition),
  ]);
}
