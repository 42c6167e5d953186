import type { Severity } from '../../conventions/labels.ts';

const DASHBOARD = 'http://localhost:3000/d/goldwatch-golden-signals?var-service=';

/** A firing alert on a signal of a service, in the compose stack and without a runbook. */
export function fired(
  service: string,
  severity: Severity,
  labels: Readonly<Record<string, string>>,
  summary: string,
  description: string,
) {
  return {
    labels: { service, severity, ...labels },
    annotations: { summary, description, dashboard_url: `${DASHBOARD}${service}` },
  };
}
