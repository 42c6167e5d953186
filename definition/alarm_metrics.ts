import type { MirrorEntry } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import type { Alert } from './alerts.ts';
import {
  type KnownService,
  servicesWithLatency,
  servicesWithRequests,
  servicesWithResource,
} from './mirrored/known_services.ts';
import { metricSubjects } from './mirrored/metric_alert.ts';
import type { AlarmMetric } from './mirrored/mirrored_metric.ts';
import { objectiveEvents } from './mirrored/objective_metrics.ts';
import {
  failedRequestsMetric,
  latencyMetric,
  readyMetric,
  requestsMetric,
  saturationMetric,
} from './mirrored/signal_metrics.ts';
import { isUnavailable } from './mirrored/unavailable.ts';
import type { Definition } from './schema.ts';
import { serviceObjectives } from './service_objectives.ts';
import { cloudwatchAlerts } from './sides.ts';

export type { AlarmMetric } from './mirrored/mirrored_metric.ts';

/** Resources of which containers tell as a rule. */
const OF_CONTAINERS = ['cpu', 'memory'] as const;

/**
 * The entries of the mirror that alarms and dashboards need, in the order of the definition, each once; none without
 * `cloudwatch` and `mirror.cloudwatch`. They come before those of `select`, so that the budget takes them first.
 */
export function alarmEntries(definition: Definition): MirrorEntry[] {
  const entries = alarmMetrics(definition).map(({ entry }) => [JSON.stringify(entry), entry] as const);
  return [...new Map(entries).values()];
}

/** The metrics that these entries make, as far as alarms and dashboards know them: one for each service. */
export function alarmMetrics(definition: Definition): AlarmMetric[] {
  const metrics = [
    readyMetric(definition),
    ...goldenSignals(definition),
    ...cloudwatchAlerts(definition).flatMap((alert) => ofAlert(definition, alert)),
    ...ofObjectives(definition),
  ].filter((metric) => metric !== null);
  return [...new Map(metrics.map((metric) => [identityOf(metric), metric])).values()];
}

// Dashboards show them of every service, whether an alert asks for them or not.
function goldenSignals(definition: Definition): (AlarmMetric | null)[] {
  return [
    ...known(servicesWithRequests(definition)).flatMap((service) => [
      requestsMetric(definition, service),
      failedRequestsMetric(definition, service),
    ]),
    ...known(servicesWithLatency(definition)).map((service) => latencyMetric(definition, service)),
    ...containers(definition).flatMap((service) =>
      OF_CONTAINERS.map((resource) => saturationMetric(definition, service, resource)),
    ),
  ];
}

function ofAlert(definition: Definition, alert: Alert): (AlarmMetric | null)[] {
  if (alert.signal === 'saturation') {
    const { resource, service } = alert;
    return known(servicesWithResource(definition, resource, service)).map((one) =>
      saturationMetric(definition, one, resource),
    );
  }
  if (!('metric' in alert)) return [];
  return metricSubjects(definition, alert).flatMap((subject) => {
    if (isUnavailable(subject)) return [];
    return [subject.value.metric, ...(subject.total === null ? [] : [subject.total.metric])];
  });
}

function ofObjectives(definition: Definition): AlarmMetric[] {
  const objectives = definition.objectives.filter(({ only }) => only !== 'prometheus');
  return serviceObjectives({ ...definition, objectives }).flatMap((of) => {
    const events = objectiveEvents(definition, of);
    return isUnavailable(events) ? [] : [events.total.metric, events.counted.metric];
  });
}

function containers({ service, sources }: Definition): string[] {
  const its = sources.filter(({ type }) => type === 'container');
  return [...new Set(its.map((source) => source.service ?? service.name))];
}

function known(services: readonly KnownService[]): string[] {
  return services.flatMap(({ service, knownTo }) => (knownTo === 'exporter' ? [service] : []));
}

function identityOf({ name, dimensions }: AlarmMetric): string {
  return JSON.stringify([name, dimensions]);
}
