import { formatDuration, formatPercentage } from '../../conventions/quantities.ts';
import type { SignalAlert } from '../../definition/alerts.ts';
import {
  type KnownService,
  servicesWithLatency,
  servicesWithRequests,
  servicesWithResource,
} from '../../definition/mirrored/known_services.ts';
import { hasMirror } from '../../definition/mirrored/mirrored_metric.ts';
import { NO_MIRROR, type Unavailable, untold, whyUnknown } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Question } from '../queries/query.ts';
import { errorRatioOf, latencyOf, saturationOf, trafficOf } from '../queries/signals.ts';
import { boundOf, type Compared, type Condition, lasting } from './condition.ts';

/** When an alert on a golden signal fires, for each service that it is about. */
export function signalConditions(definition: Definition, alert: SignalAlert): (Condition | Unavailable)[] {
  if (!hasMirror(definition)) return [NO_MIRROR];
  const { services, what, source } = subjectsOf(definition, alert);
  if (services.length === 0) return [untold(what, source)];
  return services.map((known) => {
    const why = whyUnknown(known, what, source);
    if (why !== null) return why;
    const question = questionOf(definition, alert, known.service);
    if (question === null) return NO_MIRROR;
    const compared = { service: known.service, question, ...comparedWith(alert) };
    return lasting(definition, compared, alert.for);
  });
}

/** Whether an alert fires, too, where nothing is known: no requests at all are too few. */
export function isMissingBad(alert: SignalAlert): boolean {
  if (alert.no_data !== undefined) return alert.no_data === 'alert';
  return alert.signal === 'traffic' && alert.below !== undefined;
}

interface Subjects {
  readonly services: readonly KnownService[];
  readonly what: string;
  readonly source: string;
}

function subjectsOf(definition: Definition, alert: SignalAlert): Subjects {
  const source = 'a source with `golden_signals`';
  switch (alert.signal) {
    case 'error_ratio':
    case 'traffic':
      return { services: servicesWithRequests(definition, alert.service), what: 'the requests', source };
    case 'latency':
      return { services: servicesWithLatency(definition, alert.service), what: 'the latency', source };
    case 'saturation': {
      const what = `how full the ${alert.resource.replace('_', ' ')} is`;
      const services = servicesWithResource(definition, alert.resource, alert.service);
      return { services, what, source: 'a source `container`, or one that scrapes the service' };
    }
  }
}

function questionOf(definition: Definition, alert: SignalAlert, service: string): Question | null {
  switch (alert.signal) {
    case 'error_ratio':
      return errorRatioOf(definition, service);
    case 'latency':
      return latencyOf(definition, service, alert.quantile);
    case 'traffic':
      return trafficOf(definition, service);
    case 'saturation':
      return saturationOf(definition, service, alert.resource);
  }
}

function comparedWith(alert: SignalAlert): Pick<Compared, 'comparison' | 'limit' | 'words' | 'window'> {
  switch (alert.signal) {
    case 'error_ratio':
      return { ...above(alert.above, formatPercentage(alert.above)), window: alert.window };
    case 'latency':
      return { ...above(alert.above / 1000, formatDuration(alert.above)), window: alert.window };
    case 'traffic': {
      const { comparison, side, limit } = boundOf(alert);
      return { comparison, limit, words: `${side} ${limit}`, window: alert.window };
    }
    case 'saturation':
      return { ...above(alert.above, formatPercentage(alert.above)), window: null };
  }
}

function above(limit: number, text: string) {
  return { comparison: 'GreaterThanThreshold', limit, words: `above ${text}` } as const;
}
