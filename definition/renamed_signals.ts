import { GOLDEN_SIGNALS } from '../conventions/metrics.ts';
import type { PrometheusAlert } from './alerts.ts';
import { parsePromql } from './promql.ts';
import type { Definition } from './schema.ts';
import { scrapeJobs } from './scrape_jobs.ts';
import { prometheusAlerts } from './sides.ts';

/**
 * Alerts on requests by goldwatch's own names, and services that Prometheus scrapes which have other ones: such an alert does not
 * see them. Signals, and the series that rules record, have all services.
 */
export function alertsOnOtherNames(
  definition: Pick<Definition, 'service' | 'sources' | 'alerts'>,
): { readonly alert: string; readonly metric: string; readonly service: string }[] {
  const jobs = scrapeJobs(definition).filter(({ mapping }) => mapping !== null);
  return prometheusAlerts(definition).flatMap((alert) => {
    const read = namesOf(alert);
    const metric = GOLDEN_SIGNALS.map(({ name }) => name).find((name) => read.includes(name));
    if (metric === undefined) return [];
    return jobs.flatMap(({ labels: { service = '' }, mapping }) => {
      const names = [mapping?.requests.metric, mapping?.duration?.metric];
      const isAbout = !('service' in alert) || alert.service === undefined || alert.service === service;
      return isAbout && !names.includes(metric) ? [{ alert: alert.name, metric, service }] : [];
    });
  });
}

function namesOf(alert: PrometheusAlert): string[] {
  if (alert.signal !== undefined) return [];
  const names =
    'promql' in alert
      ? parsePromql(alert.promql).metrics.map(({ name }) => name)
      : [alert.metric, ...(alert.of === undefined ? [] : [alert.of])];
  return names.map((name) => name.replace(/_(?:bucket|count|sum)$/, ''));
}
