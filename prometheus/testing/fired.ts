import type { Severity } from '../../conventions/labels.ts';

const DASHBOARD = 'http://localhost:3000/d/goldwatch-golden-signals?var-service=';

// The value is behind these words, or else at the beginning; the limit is at the end.
const VALUES = [
  /(?:longer than|gets|The value is) (?<value>[^ ;]+(?: requests a second)?)/,
  /^(?<value>\S+) of/,
];
const LIMIT = /the limit is (?:at most |at least )?(?<limit>.+)\.$/;

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
    annotations: {
      summary,
      description,
      ...valueAndThreshold(description),
      dashboard_url: `${DASHBOARD}${service}`,
    },
  };
}

/** The annotations that repeat what a description says of an alert. */
export function valueAndThreshold(description: string): { value: string; threshold: string } {
  const found = VALUES.map((pattern) => pattern.exec(description)).find((match) => match !== null);
  const value = found?.groups?.value ?? '';
  const limit = LIMIT.exec(description)?.groups?.limit ?? '';
  const unit = value.endsWith(' requests a second') ? ' requests a second' : '';
  return { value, threshold: `${limit}${unit}` };
}
