import { LABEL, SELF_SERVICE } from '../conventions/labels.ts';
import { SELF_METRICS } from '../conventions/metrics.ts';
import { formatDuration, formatPercentage } from '../conventions/quantities.ts';
import { RECORDED } from '../conventions/recorded.ts';
import type { Alert } from '../definition/alerts.ts';
import { latencyBuckets } from '../definition/exporter_settings.ts';
import type { Definition } from '../definition/schema.ts';

/** What an alert asks, and how its value reads in a sentence. */
export interface Condition {
  readonly expr: string;
  readonly description: string;
}

// `humanize` writes a fifth as 200m, which reads like millions.
const VALUE =
  '{{ if and (gt $value -1.0) (lt $value 1.0) }}{{ printf "%.3g" $value }}{{ else }}{{ humanize $value }}{{ end }}';

type AlertOn<S extends Alert['signal']> = Extract<Alert, { signal?: S }>;

/** The condition of an alert, on the series that the recording rules give. */
export function condition(alert: Alert, definition: Definition): Condition {
  switch (alert.signal) {
    case 'error_ratio':
      return {
        expr: `${RECORDED.errorRatio(alert.window)}${selector(alert, definition)} > ${alert.above}`,
        description: `{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} failed over ${formatDuration(alert.window)}; the limit is ${formatPercentage(alert.above)}.`,
      };
    case 'latency':
      return latencyCondition(alert, definition);
    case 'traffic':
      return trafficCondition(alert, definition);
    case 'saturation':
      return {
        expr: `${RECORDED.saturation()}${selector(alert, definition, [LABEL.resource, alert.resource])} > ${alert.above}`,
        description: `{{ $value | humanizePercentage }} of the ${alert.resource.replace('_', ' ')} of {{ $labels.service }} is in use; the limit is ${formatPercentage(alert.above)}.`,
      };
    case undefined:
      return expressionCondition(alert);
  }
}

function latencyCondition(alert: AlertOn<'latency'>, definition: Definition): Condition {
  const { quantile, above, window } = alert;
  const series = `${RECORDED.latency(window)}${selector(alert, definition, [LABEL.quantile, String(quantile)])}`;
  const threshold = above / 1000;
  // Beyond the highest bucket a quantile is that bucket's bound, and never more.
  const operator = threshold === latencyBuckets(definition).at(-1) ? '>=' : '>';
  return {
    expr: `${series} ${operator} ${threshold}`,
    description: `${formatPercentage(1 - quantile)} of the requests to {{ $labels.service }} took longer than {{ $value | humanizeDuration }} over ${formatDuration(window)}; the limit is ${formatDuration(above)}.`,
  };
}

function trafficCondition(alert: AlertOn<'traffic'>, definition: Definition): Condition {
  const series = RECORDED.traffic(alert.window);
  const { operator, threshold, words } = bound(alert);
  const present = `${series}${selector(alert, definition)}`;
  // A service that never had a request has no series, and a counter that is gone leaves none; that is no traffic,
  // unless the exporter itself is away or catching up, when nobody knows.
  const absent = expectedServices(alert, definition).map(
    (service) =>
      ` or 0 * absent(${series}{${LABEL.service}="${service}"}) and on () ${SELF_METRICS.ready.name} == 1`,
  );
  const value = alert.below === undefined || absent.length === 0 ? present : `(${present}${absent.join('')})`;
  return {
    expr: `${value} ${operator} ${threshold}`,
    description: `{{ $labels.service }} gets ${VALUE} requests a second over ${formatDuration(alert.window)}; the limit is ${words} ${threshold}.`,
  };
}

function expressionCondition(alert: AlertOn<undefined>): Condition {
  const { operator, threshold, words } = bound(alert);
  const promql = alert.promql.trim();
  // A comment would swallow the parenthesis behind it.
  const end = promql.includes('#') ? '\n)' : ')';
  return {
    expr: `(${promql}${end} ${operator} ${threshold}`,
    description: `The value is ${VALUE}; the limit is ${words} ${threshold}.`,
  };
}

function bound({ above, below }: { above?: number | undefined; below?: number | undefined }) {
  return above === undefined
    ? { operator: '<', threshold: below ?? 0, words: 'at least' }
    : { operator: '>', threshold: above, words: 'at most' };
}

function selector(
  { service }: { service?: string | undefined },
  definition: Definition,
  ...more: readonly [string, string][]
): string {
  const matchers = more.map(([name, value]) => `${name}="${value}"`);
  if (service !== undefined) matchers.unshift(`${LABEL.service}="${service}"`);
  // The exporter counts the requests to itself: a scrape every few seconds is nobody's traffic.
  else if (!watchedServices(definition).includes(SELF_SERVICE))
    matchers.unshift(`${LABEL.service}!="${SELF_SERVICE}"`);
  return matchers.length === 0 ? '' : `{${matchers.join(', ')}}`;
}

function watchedServices({ service, sources }: Definition): string[] {
  return [service.name, ...sources.flatMap((source) => source.service ?? [])];
}

/** The services of which an alert on traffic knows that there are requests to be counted. */
function expectedServices({ service: only }: AlertOn<'traffic'>, { service, sources }: Definition): string[] {
  if (only !== undefined) return [only];
  const counting = sources.filter((source) => 'golden_signals' in source);
  return [...new Set(counting.map((source) => source.service ?? service.name))];
}
