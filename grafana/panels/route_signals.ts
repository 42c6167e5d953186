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

/** Traffic, error ratio, failures per second and latency of every route of the chosen services, all with the same labels. */
export function routeSignals() {
  const traffic = ofServices(RECORDED.trafficByRoute(DEFAULT_WINDOW_MS));
  const errorRatio = ofServices(RECORDED.errorRatioByRoute(DEFAULT_WINDOW_MS));
  const latency = ofServices(RECORDED.latencyByRoute(DEFAULT_WINDOW_MS), `quantile="${SHOWN_QUANTILE}"`);
  return {
    traffic: ofRoute(traffic, 'sum'),
    errorRatio: ofRoute(errorRatio, 'max'),
    // Multiplied first: the highest ratio of several environments is not that of all of their traffic.
    failures: ofRoute(`${errorRatio} * ${traffic}`, 'sum'),
    latency: ofRoute(latency, 'max'),
  };
}

// Without the quantile and what an external storage adds, so that the three join to one line.
function ofRoute(series: string, aggregation: 'sum' | 'max'): string {
  return `${aggregation} by (service, method, route) (${series})`;
}
