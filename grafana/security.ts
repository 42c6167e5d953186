import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { declaredBy } from '../definition/known_series.ts';
import type { Definition } from '../definition/schema.ts';
import { emitsGoldenSignals } from './golden_sources.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { loggedSignals } from './rows/security_logged.ts';
import { requestSignals } from './rows/security_requests.ts';
import { SECURITY_METRICS } from './security_metrics.ts';

/** Which of the two metrics of docs/security_signals.md sources declare: by the preset of logs, or as events. */
export function securityMetrics({ sources }: Definition): string[] {
  const declared = new Set(sources.flatMap((source) => declaredBy(source).map(({ name }) => name)));
  return SECURITY_METRICS.filter((name) => declared.has(name));
}

/** Whether a source counts failed authentications or rate limiting. */
export function hasSecurity(definition: Definition): boolean {
  return securityMetrics(definition).length > 0;
}

/** The dashboard «Security»: what docs/security_signals.md names, from logs and, where there are golden signals, from requests. */
export function security(definition: Definition): Dashboard {
  const metrics = securityMetrics(definition);
  const dashboard = dashboardFrame({
    title: 'Security',
    uid: 'goldwatch-security',
    description: 'What may be an attack: failed authentications, rate limiting, scans, unusual traffic.',
    tags: ['security'],
    definition,
    ...(emitsGoldenSignals(definition) || metrics[0] === undefined ? {} : { servicesOf: metrics[0] }),
  });
  return withRows(dashboard, [
    loggedSignals(metrics, definition),
    ...(emitsGoldenSignals(definition) ? requestSignals() : []),
  ]);
}
