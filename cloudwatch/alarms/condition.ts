import { formatDuration } from '../../conventions/quantities.ts';
import type { Unavailable } from '../../definition/mirrored/unavailable.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Question } from '../queries/query.ts';
import type { MetricAlarm } from './alarm.ts';
import { holding, periodOf, type Timing, tooLong } from './timing.ts';

/** When one alarm of an alert fires. */
export interface Condition extends Timing {
  readonly service: string;
  /** What tells alarms of one alert and service apart. */
  readonly part?: string | undefined;
  readonly question: Question;
  readonly datapoints: number;
  readonly comparison: MetricAlarm['comparison'];
  readonly limit: MetricAlarm['limit'];
  /** `above 90% over 5m`. */
  readonly words: string;
  /** In what it is not quite what Prometheus has, as sentences without full stops. */
  readonly differences: readonly string[];
}

/** What a condition is made of, before time comes into it. */
export interface Compared {
  readonly service: string;
  readonly part?: string | undefined;
  readonly question: Question;
  readonly comparison: MetricAlarm['comparison'];
  readonly limit: number;
  /** `above 90%`. */
  readonly words: string;
  /** Over how long it is measured, in milliseconds; null for what is looked at as it is. */
  readonly window: number | null;
}

/** A condition that must hold for so long, in milliseconds; or why CloudWatch cannot look at it. */
export function lasting(definition: Definition, compared: Compared, forMs: number): Condition | Unavailable {
  const { service, part, question, comparison, limit, words, window } = compared;
  const period = periodOf(window ?? 1, intervalOf(definition));
  const timing = holding(period, forMs);
  const why = tooLong(timing);
  if (why !== null) return { service, ...why };
  const over = formatDuration(period * 1000);
  const isLonger = window !== null && window !== period * 1000;
  return {
    ...timing,
    service,
    part,
    question,
    datapoints: timing.evaluationPeriods,
    comparison,
    limit: { threshold: limit },
    words: `${words}${window === null ? '' : ` over ${over}`}${forMs === 0 ? '' : `, for ${formatDuration(forMs)}`}`,
    differences: isLonger ? [`it is measured over ${over} in place of ${formatDuration(window)}`] : [],
  };
}

/** Milliseconds between two points of the mirror; a minute without one. */
export function intervalOf({ mirror }: Pick<Definition, 'mirror'>): number {
  return mirror.cloudwatch?.interval ?? 60_000;
}

interface Bounds<L> {
  readonly above?: L | undefined;
  readonly below?: L | undefined;
}

/** How a value is compared, and with what. Throws where there is no limit, which the schema asks for. */
export function boundOf<L>({ above, below }: Bounds<L>): {
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly side: 'above' | 'below';
  readonly limit: L;
} {
  if (above !== undefined) return { comparison: 'GreaterThanThreshold', side: 'above', limit: above };
  if (below !== undefined) return { comparison: 'LessThanThreshold', side: 'below', limit: below };
  throw new Error('An alert has neither a limit above nor one below; its schema asks for one of them.');
}
