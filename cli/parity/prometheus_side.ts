import { formatDuration } from '../../conventions/quantities.ts';
import type { Alert, PrometheusAlert } from '../../definition/alerts.ts';
import { emittersOf } from '../../definition/known_series.ts';
import { measureOf, typeOf } from '../../definition/metric_measure.ts';
import type { Definition } from '../../definition/schema.ts';
import type { ServiceObjective } from '../../definition/service_objectives.ts';
import { condition } from '../../prometheus/conditions.ts';
import { canFire } from '../../slo/burn_rate.ts';
import { WINDOWS } from '../../slo/windows.ts';
import { limitText, percentileText, type Side } from './side.ts';

/** How long an objective must be unknown before its alert says so, as its rule has it. */
const UNKNOWN_FOR = '10m';

/** An alert in Prometheus, or that it is not to be there. */
export function prometheusAlert(alert: Alert, definition: Definition): Side {
  if ('aws' in alert) return { not: 'form aws' };
  if (alert.only === 'cloudwatch') return { not: 'only: cloudwatch' };
  return [
    {
      limit: `${quantileOf(alert)}${isBelow(alert) ? '<' : '>'} ${limitText(condition(alert, definition).threshold)}`,
      over: windowOf(alert, definition),
      lasting: formatDuration(alert.for),
      noData: noDataOf(alert),
    },
  ];
}

/** An alert of an objective in Prometheus; null where the objective has no such alert. */
export function prometheusObjective(
  { objective, budget }: ServiceObjective,
  kind: 'page' | 'ticket' | 'unknown',
): Side | null {
  const { page, ticket } = objective;
  if (kind === 'unknown') {
    if ((page === false && ticket === false) || objective.signal === 'traffic') return null;
    return (
      isOnlyCloudwatch(objective) ?? [{ limit: 'no data', over: '', lasting: UNKNOWN_FOR, noData: 'alert' }]
    );
  }
  const pairs = WINDOWS[objective.window][kind].filter((pair) => canFire(pair, budget));
  if (objective[kind] === false || pairs.length === 0) return null;
  return (
    isOnlyCloudwatch(objective) ??
    pairs.map(({ burnRate, long, short }) => ({
      limit: `${burnRate}x`,
      over: `${long.text}, ${short.text}`,
      lasting: '0s',
      noData: 'ok',
    }))
  );
}

function isOnlyCloudwatch({ only }: ServiceObjective['objective']): { readonly not: string } | null {
  return only === 'cloudwatch' ? { not: 'only: cloudwatch' } : null;
}

function isBelow(alert: PrometheusAlert): boolean {
  return 'below' in alert && alert.below !== undefined;
}

function quantileOf(alert: PrometheusAlert): string {
  const quantile = 'quantile' in alert ? alert.quantile : undefined;
  return quantile === undefined ? '' : `${percentileText(quantile)} `;
}

function windowOf(alert: PrometheusAlert, { sources }: Definition): string {
  if ('promql' in alert) return 'promql';
  if (alert.signal !== undefined) return 'window' in alert ? formatDuration(alert.window) : 'now';
  const measure = measureOf(alert, typeOf(alert, emittersOf(sources)));
  return 'window' in measure ? formatDuration(measure.window) : 'now';
}

// No series of requests means no requests.
function noDataOf(alert: PrometheusAlert): 'ok' | 'alert' {
  const usual = alert.signal === 'traffic' && isBelow(alert) ? 'alert' : 'ok';
  return alert.no_data ?? usual;
}
