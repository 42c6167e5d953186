import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import { ofServices } from './query.ts';

/** The latency quantile that is recorded of routes. */
export const SHOWN_QUANTILE = 0.95;

/** How series of routes are matched. */
export const BY_ROUTE = 'on (service, method, route)';

/** The columns that name a route, and their headings. */
export const ROUTE = [
  ['service', 'Service'],
  ['method', 'Method'],
  ['route', 'Route'],
] as const;

/** Traffic, error ratio and latency of every route of the chosen services, all with the same labels. */
export function routeSignals() {
  const latency = ofServices(RECORDED.latencyByRoute(DEFAULT_WINDOW_MS), `quantile="${SHOWN_QUANTILE}"`);
  return {
    traffic: ofRoute(ofServices(RECORDED.trafficByRoute(DEFAULT_WINDOW_MS)), 'sum'),
    errorRatio: ofRoute(ofServices(RECORDED.errorRatioByRoute(DEFAULT_WINDOW_MS)), 'max'),
    latency: ofRoute(latency, 'max'),
  };
}

// Without the quantile and what an external storage adds, so that the three join to one line.
function ofRoute(series: string, aggregation: 'sum' | 'max'): string {
  return `${aggregation} by (service, method, route) (${series})`;
}
