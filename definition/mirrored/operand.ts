import { isByService } from '../counter_selector.ts';
import { emittersOf } from '../known_series.ts';
import type { Aggregate } from '../metric_measure.ts';
import { declaredMetric } from '../metric_measure.ts';
import type { Definition } from '../schema.ts';
import { type AlarmMetric, labelsOfService, mirroredMetric, refusedName } from './mirrored_metric.ts';
import { SIGNAL_NAMES } from './signal_metrics.ts';
import { NO_MIRROR, type Unavailable } from './unavailable.ts';

/** A metric of CloudWatch, and how the values of a period become one. */
export interface Operand {
  readonly metric: AlarmMetric;
  readonly statistic: string;
  /** Whether it is a count or a sum of which nothing is sent while there is nothing, as of a histogram; counters send zero. */
  readonly isSparse: boolean;
}

/** Series of one name. */
export interface Series {
  /** The metric as Prometheus knows it, also a histogram's `_count` and `_sum`. */
  readonly metric: string;
  /** Matchers as PromQL has them, without one on the service unless `service` is null. */
  readonly matchers: readonly string[];
  /** Whose they are; null for series that have no service. */
  readonly service: string | null;
  /** Labels beside the service that become dimensions, and their values. */
  readonly labels: Readonly<Record<string, string>>;
  /** The statistic of the period. */
  readonly statistic: string;
  /** How gauges that fall together become one. */
  readonly aggregate?: Aggregate;
}

/** Suffixes of a histogram's series, and what they are of the histogram that the mirror sends as one. */
const PARTS: readonly (readonly [suffix: string, statistic: string])[] = [
  ['_count', 'SampleCount'],
  ['_sum', 'Sum'],
];

/** What CloudWatch has of some series, or why it has nothing. */
export function operandOf(definition: Definition, series: Series): Operand | Unavailable {
  const { service, labels, aggregate = 'max' } = series;
  const whole = wholeOf(series.metric, definition);
  if (whole === null) return noPart(series);
  const [name, part] = whole;
  const selector = series.matchers.length === 0 ? name : `${name}{${series.matchers.join(', ')}}`;
  const called = SIGNAL_NAMES.get(selector) ?? (aggregate === 'max' ? selector : `${selector} ${aggregate}`);
  const refused = isTaken(called, selector) ? TAKEN : refusedName(called);
  if (refused !== null) return { service, reason: refused, remedy: NAME_REMEDY };
  const metric = mirroredMetric(definition, {
    series: selector,
    name: called,
    labels: { ...labelsOfService(service), ...labels },
    statistic: aggregate,
  });
  if (metric === null) return NO_MIRROR;
  return { metric, statistic: part ?? series.statistic, isSparse: part !== null };
}

/** The service by whose label series are told apart; null where they have none, such as those of the exporter itself. */
export function serviceOfSeries(metric: string, service: string, isNamed: boolean): string | null {
  return isByService({ metric, matchers: [] }, isNamed) ? service : null;
}

const TAKEN = 'its name in CloudWatch is that of a golden signal';

/** Whether series would be mixed with those of a golden signal. */
function isTaken(name: string, selector: string): boolean {
  return (
    SIGNAL_NAMES.get(selector) !== name &&
    /^(?:Requests(?:Over\w+)?|FailedRequests|Latency|Saturation|ExporterReady)$/.test(name)
  );
}

const NAME_REMEDY =
  'an entry of `mirror.cloudwatch.select` with a `name`, and an alert in the form `aws` on that metric';

/** The metric that the mirror knows, and the statistic if it is a part of it; null for a part of what nobody declares. */
function wholeOf(name: string, definition: Definition): readonly [string, string | null] | null {
  const emitters = emittersOf(definition.sources);
  for (const [suffix, statistic] of PARTS) {
    const base = name.endsWith(suffix) ? name.slice(0, -suffix.length) : null;
    if (base !== null && declaredMetric(base, emitters)?.type === 'histogram') return [base, statistic];
  }
  const isPart = /_(?:bucket|count|sum)$/.test(name);
  return isPart && declaredMetric(name, emitters) === undefined ? null : [name, null];
}

function noPart({ metric, service }: Series): Unavailable {
  return {
    service,
    reason: `${metric} may be a part of a histogram, which the mirror sends as one`,
    remedy: 'an entry of `mirror.cloudwatch.select` for the histogram, and an alert in the form `aws` on it',
  };
}
