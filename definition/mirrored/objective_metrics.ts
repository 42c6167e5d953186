import { LABEL } from '../../conventions/labels.ts';
import { readCounter } from '../counter_selector.ts';
import type { CountersObjective } from '../objectives.ts';
import type { Definition } from '../schema.ts';
import type { ServiceObjective } from '../service_objectives.ts';
import {
  type KnownService,
  servicesWithLatency,
  servicesWithMetric,
  servicesWithRequests,
} from './known_services.ts';
import { hasMirror } from './mirrored_metric.ts';
import { type Operand, operandOf, serviceOfSeries } from './operand.ts';
import { failedRequestsMetric, latencyMetric, requestsMetric, slowRequestsMetric } from './signal_metrics.ts';
import { isUnavailable, NO_MIRROR, type Unavailable, whyUnknown } from './unavailable.ts';

/** The events of an objective: all of them, and the bad ones or the good ones. */
export interface ObjectiveEvents {
  readonly total: Operand;
  readonly counted: Operand;
  readonly areGood: boolean;
}

const GOLDEN_SOURCE = 'a source with `golden_signals`';

/** What CloudWatch has of the events of an objective of a service, or why it has nothing. */
export function objectiveEvents(definition: Definition, of: ServiceObjective): ObjectiveEvents | Unavailable {
  if (!hasMirror(definition)) return NO_MIRROR;
  const { objective, service } = of;
  switch (objective.signal) {
    case 'availability':
    case 'error_ratio': {
      const why = unknown(servicesWithRequests(definition, service), 'the requests', GOLDEN_SOURCE);
      return why ?? summed(requestsMetric(definition, service), failedRequestsMetric(definition, service));
    }
    case 'latency': {
      const why = unknown(servicesWithLatency(definition, service), 'the latency', GOLDEN_SOURCE);
      const slow = slowRequestsMetric(definition, service, objective.threshold);
      return why ?? summed(latencyMetric(definition, service), slow, 'SampleCount');
    }
    case 'traffic':
      return {
        service,
        reason:
          'a share of the time is more than an alarm can count: it knows at most a week, and no minutes',
        remedy: 'an alert on `signal: traffic` with `below`, and `only: prometheus` here',
      };
    case undefined:
      return ofCounters(definition, of, objective);
  }
}

function ofCounters(
  definition: Definition,
  { service }: ServiceObjective,
  objective: CountersObjective,
): ObjectiveEvents | Unavailable {
  const total = counted(definition, service, objective, objective.total);
  if (isUnavailable(total)) return total;
  const part = counted(definition, service, objective, objective.bad ?? objective.good ?? '');
  if (isUnavailable(part)) return part;
  return { total, counted: part, areGood: objective.bad === undefined };
}

function counted(
  definition: Definition,
  service: string,
  objective: CountersObjective,
  text: string,
): Operand | Unavailable {
  const counter = readCounter(text);
  if (counter === null) return { service, reason: `${text} is not the series of one counter`, remedy: null };
  const { metric, matchers } = counter;
  const why = unknown(
    servicesWithMetric(definition, metric, service),
    metric,
    `a source that emits ${metric}`,
  );
  if (why !== null) return why;
  const isChosen = matchers.some(({ label }) => label === LABEL.service);
  const operand = operandOf(definition, {
    metric,
    matchers: matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`),
    service: isChosen ? null : serviceOfSeries(metric, service, objective.service !== undefined),
    labels: {},
    statistic: 'Sum',
  });
  return isUnavailable(operand) ? { ...operand, service } : operand;
}

function unknown(services: readonly KnownService[], what: string, source: string): Unavailable | null {
  return services.map((known) => whyUnknown(known, what, source)).find((why) => why !== null) ?? null;
}

function summed(
  total: ReturnType<typeof requestsMetric>,
  bad: ReturnType<typeof requestsMetric>,
  statistic = 'Sum',
): ObjectiveEvents | Unavailable {
  if (total === null || bad === null) return NO_MIRROR;
  return {
    total: { metric: total, statistic, isSparse: statistic !== 'Sum' },
    counted: { metric: bad, statistic: 'Sum', isSparse: false },
    areGood: false,
  };
}
