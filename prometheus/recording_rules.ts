import { LABEL } from '../conventions/labels.ts';
import { formatDuration } from '../conventions/quantities.ts';
import { DEFAULT_WINDOW_MS, LATENCY_QUANTILES, RECORDED } from '../conventions/recorded.ts';
import type { Alert } from '../definition/alerts.ts';
import { recordedWindows } from '../definition/known_series.ts';
import type { ScrapeJob } from '../definition/scrape_jobs.ts';
import { errorRatio, latencyQuantile, saturation, traffic } from './expressions.ts';
import type { RecordingRule, RuleGroup } from './rule_file.ts';

const BY_SERVICE = [LABEL.service];
const BY_STATUS = [LABEL.service, LABEL.status];
const BY_ROUTE = [LABEL.service, LABEL.method, LABEL.route];

/** Groups that record the golden signals of every service, for each window that something reads. */
export function recordingRules(alerts: readonly Alert[], jobs: readonly ScrapeJob[] = []): RuleGroup[] {
  const groups = recordedWindows(alerts).map((window) => ({
    name: `golden_signals_${formatDuration(window)}`,
    rules: [
      ...ofServices(window, quantiles(alerts), jobs),
      ...(window === DEFAULT_WINDOW_MS ? ofRoutes(window, jobs) : []),
    ],
  }));
  return [...groups, { name: 'saturation', rules: [{ record: RECORDED.saturation(), expr: saturation() }] }];
}

function ofServices(
  window: number,
  latencies: readonly number[],
  jobs: readonly ScrapeJob[],
): RecordingRule[] {
  return [
    { record: RECORDED.traffic(window), expr: traffic(BY_SERVICE, window, jobs) },
    { record: RECORDED.errorRatio(window), expr: errorRatio(BY_SERVICE, window, jobs) },
    ...latencies.map((quantile) => ({
      record: RECORDED.latency(window),
      expr: latencyQuantile(BY_SERVICE, quantile, window, jobs),
      labels: { [LABEL.quantile]: String(quantile) },
    })),
  ];
}

// Only dashboards look at routes, and they look at the default window: one set keeps the series few.
function ofRoutes(window: number, jobs: readonly ScrapeJob[]): RecordingRule[] {
  return [
    { record: RECORDED.trafficByStatus(window), expr: traffic(BY_STATUS, window, jobs) },
    { record: RECORDED.trafficByRoute(window), expr: traffic(BY_ROUTE, window, jobs) },
    { record: RECORDED.errorRatioByRoute(window), expr: errorRatio(BY_ROUTE, window, jobs) },
    {
      record: RECORDED.latencyByRoute(window),
      expr: latencyQuantile(BY_ROUTE, 0.95, window, jobs),
      labels: { [LABEL.quantile]: '0.95' },
    },
  ];
}

function quantiles(alerts: readonly Alert[]): number[] {
  const asked = alerts.flatMap((alert) => (alert.signal === 'latency' ? [alert.quantile] : []));
  return [...new Set([...LATENCY_QUANTILES, ...asked])].sort((a, b) => a - b);
}
