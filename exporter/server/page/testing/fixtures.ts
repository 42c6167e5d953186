import type { AlertView } from '../../../alerts/alert_view.ts';
import type {
  HistoryView,
  RouteView,
  SeriesView,
  ServiceView,
  SignalsView,
  StatusView,
} from '../../../status/view.ts';

const MINUTE = 60_000;
const STEP = 5_000;
const POINTS = 720;

/** What the page is shown in: each is a situation that somebody may find it in. */
export type Scenario = 'quiet' | 'alerts' | 'empty' | 'huge';

/** An alert that has fired for twelve minutes at `now`. */
export function alertAt(now: number, said: Partial<AlertView> = {}): AlertView {
  const { alertname = 'ApiDown', service = 'demo-api', severity = 'critical' } = said;
  return {
    fingerprint: `${alertname}-${service}`,
    alertname,
    severity,
    service,
    drill: null,
    labels: { alertname, service, severity },
    annotations: {},
    generatorURL: 'http://prometheus.example/graph?g0.expr=up',
    truncated: false,
    startsAt: new Date(now - 12 * MINUTE).toISOString(),
    endsAt: null,
    ending: null,
    firstHeardAt: new Date(now - 12 * MINUTE).toISOString(),
    lastHeardAt: new Date(now - 10_000).toISOString(),
    ...said,
  };
}

/** A status at `now`, in milliseconds since 1970. */
export function statusAt(scenario: Scenario, now: number): StatusView {
  const base: StatusView = {
    version: 1,
    now,
    goldwatch: '0.1.0',
    environment: 'production',
    startedAt: now - 26 * 60 * MINUTE,
    phase: 'ready',
    series: { used: 2_412, limit: 10_000, dropped: 0 },
    services: namesOf(scenario).map((name, index) => serviceAt(name, index, now)),
    servicesLeftOut: 0,
    limits: [],
    objectives: [],
    alerts: { version: 1, now: new Date(now).toISOString(), firing: [watchdogAt(now)], recent: [] },
    alertsLeftOut: { firing: 0, recent: 0 },
    errors: { groups: 0, newest: [] },
    sources: [],
    mirror: null,
    links: { grafana: null, prometheus: null, alertmanager: null },
    ranges: ['1h'],
  };
  if (scenario === 'empty')
    return { ...base, services: [], alerts: { ...base.alerts, firing: [] }, environment: '' };
  return { ...base, ...configured(now), ...(scenario === 'alerts' && wrong(base, now)) };
}

/** The last hour at `now`, of every service of a scenario; `points` of them. */
export function historyAt(scenario: Scenario, now: number, points = POINTS): HistoryView {
  const last = Math.floor(now / STEP) * STEP;
  const from = last - (points - 1) * STEP;
  const times = Array.from({ length: points }, (_, index) => from + index * STEP);
  const services = namesOf(scenario).map((name, index): [string, SeriesView] => {
    const all = times.map((at) => serviceAt(name, index, at));
    const column = (key: keyof SignalsView) => all.map((view) => view[key]);
    return [
      name,
      {
        traffic: column('traffic'),
        errorRatio: column('errorRatio'),
        p50: column('p50'),
        p95: column('p95'),
        p99: column('p99'),
        saturation: {
          cpu: all.map(({ saturation }) => saturation.cpu ?? null),
          memory: all.map(({ saturation }) => saturation.memory ?? null),
        },
      },
    ];
  });
  return { version: 1, range: '1h', from, step: STEP, services: Object.fromEntries(services) };
}

/** The routes of a scenario, the most failing first: 200 of each service where it is huge. */
export function routesAt(scenario: Scenario, now: number): RouteView[] {
  const each = scenario === 'huge' ? 200 : 4;
  return namesOf(scenario)
    .flatMap((service, index) =>
      Array.from({ length: each }, (_, route) => ({
        ...signals(index + route * 0.37, now),
        service,
        method: route % 3 === 0 ? 'POST' : 'GET',
        route: `/${['users', 'orders', 'carts', 'items'][route % 4]}/${route < 4 ? '' : `${route}/`}:id`,
      })),
    )
    .sort((one, other) => (other.errorRatio ?? 0) - (one.errorRatio ?? 0));
}

function namesOf(scenario: Scenario): string[] {
  if (scenario === 'empty') return [];
  if (scenario !== 'huge') return ['checkout', 'demo-api', 'goldwatch'];
  return Array.from({ length: 50 }, (_, index) => `service-${String(index).padStart(2, '0')}`);
}

function serviceAt(service: string, index: number, now: number): ServiceView {
  const cpu = 0.4 + 0.3 * Math.sin(now / 700_000 + index);
  return {
    ...signals(index, now),
    service,
    saturation: index === 2 ? {} : { cpu, memory: 0.6 + index / 100 },
    readBy: index === 0 ? 'prometheus' : 'exporter',
  };
}

function signals(seed: number, now: number): SignalsView {
  const wave = Math.sin(now / 300_000 + seed * 2);
  const p50 = 0.02 * (1.5 + wave);
  return {
    traffic: 1_200 / (seed + 1) + 200 * wave,
    errorRatio: Math.max(0, 0.004 * (wave + Math.sin(now / 40_000 + seed))),
    p50,
    p95: p50 * 7,
    p99: p50 * 20,
  };
}

function watchdogAt(now: number): AlertView {
  return alertAt(now, { alertname: 'Watchdog', severity: 'none', service: 'goldwatch' });
}

function configured(now: number): Partial<StatusView> {
  const limit = { service: null, resource: null, quantile: null, below: null };
  return {
    limits: [
      { ...limit, signal: 'error_ratio', severity: 'warning', above: 0.005 },
      { ...limit, signal: 'latency', severity: 'warning', quantile: 0.95, above: 0.3 },
      { ...limit, signal: 'saturation', severity: 'warning', resource: 'cpu', above: 0.8 },
    ],
    objectives: [
      {
        objective: 'availability',
        service: 'demo-api',
        target: 0.999,
        window: '30d',
        remaining: 0.62,
        burnRate: 1.4,
        exhaustedAt: now + 12 * 24 * 60 * MINUTE,
        knownBy: 'prometheus',
        since: null,
        why: null,
      },
      {
        objective: 'latency',
        service: 'checkout',
        target: 0.95,
        window: '7d',
        remaining: null,
        burnRate: null,
        exhaustedAt: null,
        knownBy: 'exporter',
        since: null,
        why: 'Only Prometheus reads checkout, and no Prometheus is known.',
      },
    ],
    errors: {
      groups: 1,
      newest: [
        {
          source: 'app-logs',
          service: 'demo-api',
          fingerprint: '5c1f',
          type: 'TypeError',
          message: 'Cannot read properties of undefined (reading «total»)',
          frame: 'at checkout (/app/src/checkout.ts:42:17)',
          count: 1_532,
          firstSeen: now - 5 * 60 * MINUTE,
          lastSeen: now - 20_000,
        },
      ],
    },
    sources: [
      {
        id: 'access',
        type: 'logs',
        service: 'demo-api',
        state: 'up',
        trouble: null,
        lastMessage: { at: now - 90 * MINUTE, text: 'The file access.log was rotated while it was read.' },
        lastSuccess: now - 1_000,
        lag: 0,
      },
    ],
    mirror: {
      namespace: 'goldwatch/production',
      region: 'eu-central-1',
      trouble: null,
      spool: { datums: 120, bytes: 48_213, oldest: now - 45_000, dropped: 0 },
      budget: { metrics: 42, most: 100, monthlyUsd: 12.6 },
      lastAnswer: { at: now - 31_000, text: '120 datums were taken.', ok: true },
    },
    links: {
      grafana: 'http://grafana.example:3000',
      prometheus: 'http://prometheus.example:9090',
      alertmanager: 'http://alertmanager.example:9093',
    },
    ranges: ['1h', '6h', '1d'],
  };
}

/** Two alerts, and a source that does not work. */
function wrong(base: StatusView, now: number): Partial<StatusView> {
  const { sources = [] } = configured(now);
  const down = alertAt(now, {
    annotations: {
      summary: 'The API answers almost every request with an error.',
      value: '97.1%',
      threshold: '90%',
      runbook_url: 'https://wiki.example.com/runbooks/ApiDown',
    },
  });
  const hostile = alertAt(now, {
    alertname: '<img src=x onerror=alert(1)>',
    severity: 'warning',
    service: '<script>alert(1)</script>',
    startsAt: new Date(now - 3 * MINUTE).toISOString(),
    annotations: { summary: '<b>bold</b>', runbook_url: 'javascript:alert(1)' },
  });
  const over = alertAt(now, {
    alertname: 'HighLatency',
    severity: 'warning',
    endsAt: new Date(now - 2 * MINUTE).toISOString(),
    ending: 'resolved',
  });
  return {
    alerts: { ...base.alerts, firing: [down, hostile, watchdogAt(now)], recent: [over] },
    sources: [
      ...sources,
      {
        id: 'db',
        type: 'postgres',
        service: 'demo-api',
        state: 'down',
        trouble: 'The server at db:5432 refuses the connection: password authentication failed.',
        lastMessage: null,
        lastSuccess: null,
        lag: null,
      },
    ],
  };
}
