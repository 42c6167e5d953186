import type { Dashboard } from '../dashboards/index.ts';
import type { Widget } from '../dashboards/widgets/widget.ts';
import type { CloudwatchPrices } from '../prices.ts';
import { counted, type PriceLine } from './price_line.ts';

/** Lines of a search, as all searches of ours have them at most. */
const OF_SEARCH = 10;

/** What dashboards cost, of which the first few small ones of an account cost nothing. */
export function dashboardLine(dashboards: readonly Dashboard[], prices: CloudwatchPrices): PriceLine[] {
  if (dashboards.length === 0) return [];
  const { freeDashboards, freeDashboardMetrics, dashboard } = prices;
  const small = dashboards.filter((one) => metricsOn(one) <= freeDashboardMetrics).length;
  return [
    {
      of: 'dashboards',
      what: `${counted(dashboards.length, 'dashboard')}, the first ${freeDashboards} of an account free${small < Math.min(freeDashboards, dashboards.length) ? ` up to ${freeDashboardMetrics} metrics` : ''}`,
      usd: (dashboards.length - Math.min(freeDashboards, small)) * dashboard,
    },
  ];
}

// How AWS counts a metric that several widgets show is not written anywhere: each time, for no price is to be too low.
function metricsOn({ body }: Dashboard): number {
  const { widgets } = body as { readonly widgets: readonly Widget[] };
  const rows = widgets.flatMap((widget) => (widget.type === 'metric' ? widget.properties.metrics : []));
  return rows.reduce((sum, row) => {
    if (typeof row[0] === 'string') return sum + 1;
    return sum + (JSON.stringify(row).includes('SEARCH(') ? OF_SEARCH : 0);
  }, 0);
}
