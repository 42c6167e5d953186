/** Every label name, once. */
export const LABEL = {
  service: 'service',
  method: 'method',
  route: 'route',
  status: 'status',
  resource: 'resource',
  quantile: 'quantile',
  source: 'source',
  sourceType: 'type',
  reason: 'reason',
  outcome: 'outcome',
  metric: 'metric',
  alertname: 'alertname',
  severity: 'severity',
  signal: 'signal',
  objective: 'objective',
  team: 'team',
  /** Which drill an alert belongs to: it was raised by hand, to see that alerts get through. */
  drill: 'goldwatch_drill',
} as const;

/** The route of a request that matched none (a 404 of the router), so that scanners cannot mint series. */
export const UNMATCHED_ROUTE = '<unmatched>';

/** The value of labels whose own one is beyond a bound: on distinct routes, on values of a label, on label sets. */
export const OTHER_VALUE = '<other>';

/** What the label `job` begins with where Prometheus scrapes a watched service itself; the name of the source follows. */
export const SCRAPE_JOB_PREFIX = 'scrape/';

/** The service under which goldwatch watches itself. */
export const SELF_SERVICE = 'goldwatch';

/** Severities from the most urgent down; the order is that of routing and inhibition. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Resources a `saturation_ratio` may speak of. */
export const RESOURCES = ['cpu', 'memory', 'event_loop', 'connections', 'disk', 'processes'] as const;
export type Resource = (typeof RESOURCES)[number];
