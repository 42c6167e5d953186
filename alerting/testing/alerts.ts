import type { PostedAlert } from './alerting.ts';

const FROM = '2025-11-21T03:12:00Z';
const DASHBOARD = 'https://grafana.example.com/d/goldwatch-golden-signals?var-service=demo-api';
const RUNBOOKS = 'https://wiki.example.com/runbooks';

/** One alert that wakes somebody up. */
export const API_DOWN = {
  labels: {
    alertname: 'ApiDown',
    environment: 'production',
    service: 'demo-api',
    severity: 'critical',
    signal: 'error_ratio',
    team: 'payments',
  },
  annotations: {
    summary: 'The API answers almost every request with an error.',
    description: '97.4% of the requests to demo-api failed over 1m; the limit is 90%.',
    value: '97.4%',
    threshold: '90%',
    runbook_url: `${RUNBOOKS}/ApiDown`,
    dashboard_url: DASHBOARD,
  },
  startsAt: FROM,
  generatorURL:
    'https://prometheus.example.com/graph?g0.expr=service%3Ahttp_request_errors%3Aratio_rate1m+%3E+0.9&g0.tab=1',
} satisfies PostedAlert;

/** The same as it is over. */
export const API_DOWN_NO_MORE = { ...API_DOWN, endsAt: '2025-11-21T04:24:00Z' } satisfies PostedAlert;

/** Three alerts of one service, which share a message. */
export const THREE_ALERTS = [
  warning('HighErrorRate', 'error_ratio', 'Too many requests fail.', '12.3%', '5%', { route: '/orders' }),
  warning('HighErrorRate', 'error_ratio', 'Too many requests fail.', '7.1%', '5%', { route: '/carts/:id' }),
  warning('HighLatency', 'latency', 'Requests take too long.', '3.4s', '2s', {}),
] as const;

function warning(
  alertname: string,
  signal: string,
  summary: string,
  value: string,
  threshold: string,
  labels: Readonly<Record<string, string>>,
) {
  return {
    labels: {
      alertname,
      environment: 'production',
      service: 'demo-api',
      severity: 'warning',
      signal,
      team: 'payments',
      ...labels,
    },
    annotations: {
      summary,
      description: `It is ${value} over 5m; the limit is ${threshold}.`,
      value,
      threshold,
      runbook_url: `${RUNBOOKS}/${alertname}`,
      dashboard_url: DASHBOARD,
    },
    startsAt: FROM,
    generatorURL: `https://prometheus.example.com/graph?g0.expr=${signal}&g0.tab=1`,
  } satisfies PostedAlert;
}

/** What labels and annotations may hold when somebody means harm, or did not think. */
export const HOSTILE = {
  labels: {
    alertname: 'Hostile',
    service: 'a "quoted" \\ <!channel> & 💥+1 {{ .ExternalURL }}',
    severity: 'critical',
    long: 'x'.repeat(4096),
    route: '<script>alert(1)</script>',
    rtl: '\u202egpj.exe שלום',
    user: 'back`tick\nand *bold*:\u2028# 1',
  },
  annotations: {
    summary: '<script>alert("1 & 2")</script> 🙂',
    description: '<&>é'.repeat(1000),
    value: '"><img src=x onerror=alert(1)>',
    threshold: '`{{DATE(2025-11-21T03:12:00Z, SHORT)}}`',
    runbook_url: 'javascript:alert(1)',
    dashboard_url: 'https://example.com/a b"<c>|d`(e)&f=\\',
  },
  startsAt: FROM,
  generatorURL: 'https://prometheus.example.com/graph?g0.expr=up',
} satisfies PostedAlert;
