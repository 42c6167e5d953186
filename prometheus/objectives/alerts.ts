import { LABEL, type Severity } from '../../conventions/labels.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { objectiveAlerts, SLO_LABEL, SLO_SERIES } from '../../conventions/objectives.ts';
import { formatPercentage } from '../../conventions/quantities.ts';
import type { Definition } from '../../definition/schema.ts';
import type { ServiceObjective } from '../../definition/service_objectives.ts';
import { canFire } from '../../slo/burn_rate.ts';
import { WINDOWS, type WindowPair } from '../../slo/windows.ts';
import type { AlertingRule } from '../rule_file.ts';
import { burnRateOver, eventsOver, labelsOf, seriesOf } from './recorded.ts';

/** What alerts on objectives take from the definition and the stack. */
export interface AlertContext {
  readonly definition: Definition;
  /** The address of the dashboard, without the service. */
  readonly dashboard: string;
}

// Longer than a restart.
const UNKNOWN_FOR = '10m';

/** The alert that wakes somebody, where the objective has one and it can fire. */
export function pageAlerts(of: ServiceObjective, context: AlertContext): AlertingRule[] {
  const { page, window } = of.objective;
  const name = objectiveAlerts(of.objective.name).page;
  const summary = `The error budget of ${of.objective.name} is spent so fast that it will not last.`;
  return burnAlerts(
    of,
    { name, severity: page, pairs: WINDOWS[window].page, kind: 'page', summary },
    context,
  );
}

/** The alert for working hours, likewise. */
export function ticketAlerts(of: ServiceObjective, context: AlertContext): AlertingRule[] {
  const { ticket, window } = of.objective;
  const name = objectiveAlerts(of.objective.name).ticket;
  const summary = `The error budget of ${of.objective.name} is spent faster than it may be.`;
  return burnAlerts(
    of,
    { name, severity: ticket, pairs: WINDOWS[window].ticket, kind: 'ticket', summary },
    context,
  );
}

/** The alert on an objective of which nobody knows how it stands. Traffic is known wherever the exporter is. */
export function unknownAlerts(of: ServiceObjective, context: AlertContext): AlertingRule[] {
  const { objective, service } = of;
  const { page, ticket } = objective;
  if ((page === false && ticket === false) || objective.signal === 'traffic') return [];
  // A page that cannot be relied upon is worth a word, whatever else is.
  const severity = ticket === false ? 'warning' : ticket;
  const alert = objectiveAlerts(objective.name).unknown;
  const events = objective.signal === undefined ? 'events' : 'requests';
  return [
    {
      alert,
      expr: `absent(${seriesOf(SLO_SERIES.totalEvents, of)}) and on () ${SELF_METRICS.ready.name} == 1`,
      for: UNKNOWN_FOR,
      labels: { ...ownLabels(of, severity), ...labelsOf(of) },
      annotations: {
        summary: `Nobody knows how the objective ${objective.name} stands: no ${events} are counted.`,
        description: `For ${UNKNOWN_FOR}, nothing has told how many ${events} of ${service} there are${objective.signal === 'latency' ? ', and how many of them were fast enough' : ''}: neither whether it is fine, nor whether it is down.`,
        value: 'no data',
        threshold: 'any data',
        ...links(alert, of, context),
      },
    },
  ];
}

interface BurnAlert {
  readonly name: string;
  readonly severity: Severity | false;
  readonly pairs: readonly WindowPair[];
  readonly kind: 'page' | 'ticket';
  readonly summary: string;
}

function burnAlerts(
  of: ServiceObjective,
  { name, severity, pairs, kind, summary }: BurnAlert,
  context: AlertContext,
): AlertingRule[] {
  const possible = pairs.filter((pair) => canFire(pair, of.budget));
  if (severity === false || possible.length === 0) return [];
  const conditions = possible.map((pair) => burns(pair, of));
  return [
    {
      alert: name,
      expr:
        conditions.length === 1
          ? conditions.join('')
          : conditions.map((condition) => `(${condition})`).join(` or ignoring (${SLO_LABEL.window}) `),
      labels: {
        ...ownLabels(of, severity),
        ...labelsOf(of),
        [SLO_LABEL.severity]: kind,
        // Empty is none: an alert that first fires over one window, and then over another, is the same alert.
        [SLO_LABEL.window]: '',
      },
      annotations: {
        summary,
        description: of.objective.description ?? description(of),
        value: '{{ $value | printf "%.2f" }}×',
        threshold: `${byWindow(possible)}×`,
        ...links(name, of, context),
      },
    },
  ];
}

function burns({ burnRate, long, short }: WindowPair, of: ServiceObjective): string {
  const { objective } = of;
  const conditions = [long, short].map(({ text }) => `${burnRateOver(text, of)} > ${burnRate}`);
  if (objective.signal !== 'traffic') {
    // A rate may see a little less than a whole event.
    const least = objective.minimum_events - 0.5;
    conditions.push(`${eventsOver(long.text, SLO_SERIES.badEvents, of)} > ${least}`);
  }
  return conditions.join(` and ignoring (${SLO_LABEL.window}) `);
}

function byWindow(pairs: readonly WindowPair[]): string {
  const [first, ...others] = pairs;
  if (first === undefined) return '';
  if (others.length === 0) return String(first.burnRate);
  return `{{ if eq $labels.${SLO_LABEL.window} "${first.long.text}" }}${first.burnRate}{{ else }}${byWindow(others)}{{ end }}`;
}

function description(of: ServiceObjective): string {
  const { objective, target } = of;
  const query = (expression: string) => `query ${JSON.stringify(expression)}`;
  const remaining = query(seriesOf(SLO_SERIES.remaining, of));
  const left = query(`round(${seriesOf(SLO_SERIES.exhausted, of)} - time(), 60)`);
  return [
    `{{ $labels.service }} has spent the error budget of ${objective.name} (${formatPercentage(target)} over ${objective.window}) `,
    `{{ $value | printf "%.2f" }} times too fast over the last {{ $labels.${SLO_LABEL.window} }}.`,
    `{{ with ${remaining} }}{{ $left := . | first | value }} {{ if gt $left 0.0 }}{{ $left | humanizePercentage }}{{ else }}Nothing{{ end }} of it is left.{{ end }}`,
    `{{ with ${left} }} At this pace it is spent in {{ . | first | value | humanizeDuration }}.{{ end }}`,
  ].join('');
}

function ownLabels({ objective }: ServiceObjective, severity: Severity): Record<string, string> {
  return {
    ...objective.labels,
    [LABEL.severity]: severity,
    [LABEL.objective]: objective.name,
    ...(objective.signal !== undefined && { [LABEL.signal]: objective.signal }),
  };
}

function links(
  alert: string,
  { objective, service }: ServiceObjective,
  { definition, dashboard }: AlertContext,
) {
  const runbook = objective.runbook ?? definition.service.runbooks?.replaceAll('{alert}', alert);
  return {
    dashboard_url: `${dashboard}?var-service=${encodeURIComponent(service)}`,
    ...(runbook !== undefined && { runbook_url: runbook }),
  };
}
