import { nearestName, oneOf, quoted } from '../conventions/names.ts';
import type { MetricAlert } from './alerts.ts';
import type { Diagnostic } from './diagnostics.ts';
import { type Emitter, isStackSeries } from './known_series.ts';
import { limitMistakes } from './metric_limit_checks.ts';
import { declaredMetric, type MetricType, typeOf } from './metric_measure.ts';
import type { Path, Positions } from './positions.ts';
import { EMITTED, type Emitted } from './promql_checks.ts';
import { mayBeScraped } from './scraped_series.ts';

/** What is emitted, and by whom. */
export interface EmittedBy {
  readonly emitters: readonly Emitter[];
  readonly emitted: Emitted;
  /** What an alert needs, in words; where it is one of those that come with goldwatch. */
  readonly needs?: string | undefined;
}

/** An alert, with where it stands. */
export interface MetricSubject extends EmittedBy {
  readonly alert: MetricAlert;
  readonly path: Path;
  readonly positions: Positions;
}

/** What is wrong with an alert on a metric: metrics and labels that nobody emits, and keys that do not suit its type. */
export function metricMistakes(
  alert: MetricAlert,
  path: Path,
  by: EmittedBy,
  positions: Positions,
): Diagnostic[] {
  const subject = { ...by, alert, path, positions };
  const missing = (['metric', 'of'] as const).flatMap((key) => unknownMetric(key, subject));
  if (missing.length > 0) return missing;
  const type = typeOf(alert, by.emitters);
  const unfit = unfitKeys(type, subject);
  if (unfit.length > 0) return unfit;
  return [
    ...unknownLabels(subject),
    ...otherType(type, subject),
    ...limitMistakes(type, subject, shownName(subject)),
  ];
}

function unknownMetric(key: 'metric' | 'of', subject: MetricSubject): Diagnostic[] {
  const { alert, path, positions, emitters, emitted, needs } = subject;
  const name = alert[key];
  if (name === undefined || declaredMetric(name, emitters) !== undefined || isStackSeries(name)) return [];
  const whole = name.replace(/_bucket$/, '');
  const place = positions.value([...path, key]);
  const isShown = isWritten(name, [...path, key], positions);
  if (whole !== name && declaredMetric(whole, emitters)?.type === 'histogram') {
    const problem = `${isShown ? name : 'the metric'} is a part of a histogram`;
    return [{ ...place, problem, expected: 'the histogram, by its name without `_bucket`' }];
  }
  if (emitted.series.has(name) || (emitted.isOpen && mayBeScraped(name))) return [];
  const isOwn = positions.node([...path, key]) !== undefined;
  const suggestion = isOwn && isShown ? nearestName(name, emitted.suggestions) : undefined;
  return [
    {
      ...place,
      problem: isShown ? `no source emits the metric ${name}` : 'no source emits such a metric',
      expected: (isOwn ? undefined : needs) ?? EMITTED,
      ...(suggestion !== undefined && { suggestion }),
    },
  ];
}

/** Keys of which each means something for some types only. */
const SUITABLE = {
  per: ['counter'],
  of: ['counter', 'gauge'],
  quantile: ['histogram'],
  aggregate: ['gauge', 'histogram'],
  window: ['counter', 'histogram'],
} as const satisfies Record<string, readonly MetricType[]>;

function unfitKeys(type: MetricType, subject: MetricSubject): Diagnostic[] {
  const { alert, path, positions } = subject;
  const name = shownName(subject);
  if (type === 'summary') {
    const expected = 'a counter, a gauge or a histogram; a summary by "promql"';
    return [{ ...positions.value([...path, 'metric']), problem: `${name} is a summary`, expected }];
  }
  const keys = Object.keys(SUITABLE) as (keyof typeof SUITABLE)[];
  const unfit = keys
    .filter((key) => alert[key] !== undefined && !(SUITABLE[key] as readonly MetricType[]).includes(type))
    .map((key) => ({
      ...positions.key([...path, key]),
      problem: `"${key}" means nothing here: ${name} is a ${type}`,
      expected: `"${key}" for ${SUITABLE[key].join('s and ')}s only`,
    }));
  return [...unfit, ...contradictions(type, subject)];
}

function contradictions(type: MetricType, { alert, path, positions }: MetricSubject): Diagnostic[] {
  const { quantile, aggregate, per, of, of_at_least: atLeast } = alert;
  if (type === 'histogram' && (quantile === undefined) === (aggregate === undefined)) {
    const are = quantile === undefined ? 'missing' : 'there';
    const problem = `"quantile" and "aggregate" are both ${are}, and the metric is a histogram`;
    const place = quantile === undefined ? positions.anchor(path) : positions.key([...path, 'aggregate']);
    return [{ ...place, problem, expected: 'either a quantile such as 0.95, or `aggregate: avg`' }];
  }
  if (type === 'histogram' && aggregate !== 'avg' && aggregate !== undefined) {
    const problem = 'a histogram knows no such aggregate';
    return [{ ...positions.value([...path, 'aggregate']), problem, expected: '"avg", or a "quantile"' }];
  }
  if (per !== undefined && of !== undefined) {
    const problem = '"per" means nothing here: "of" makes the value a share';
    return [{ ...positions.key([...path, 'per']), problem, expected: 'either "per" or "of"' }];
  }
  if (atLeast !== undefined && of === undefined) {
    const problem = '"of_at_least" means nothing here: there is no "of"';
    return [{ ...positions.key([...path, 'of_at_least']), problem, expected: '"of_at_least" beside "of"' }];
  }
  return [];
}

// A share of a counter in a gauge would be a number without a meaning.
function otherType(type: MetricType, subject: MetricSubject): Diagnostic[] {
  const { alert, path, positions, emitters } = subject;
  const total = alert.of === undefined ? undefined : declaredMetric(alert.of, emitters);
  if (total === undefined || total.type === type) return [];
  const name = isWritten(total.name, [...path, 'of'], positions) ? total.name : '"of"';
  const problem = `${name} is a ${total.type}, and ${shownName(subject)} is a ${type}`;
  return [{ ...positions.value([...path, 'of']), problem, expected: `another ${type}` }];
}

function unknownLabels(subject: MetricSubject): Diagnostic[] {
  const { alert, path, positions, emitters } = subject;
  const wanted = [
    ...Object.keys(alert.match ?? {}).map((label) => ({ label, at: [...path, 'match', label], isKey: true })),
    ...(alert.by ?? []).map((label, index) => ({ label, at: [...path, 'by', index], isKey: false })),
  ];
  return wanted.flatMap(({ label, at, isKey }) => {
    const names = isKey || alert.of === undefined ? [alert.metric] : [alert.metric, alert.of];
    return names.flatMap((name) => {
      const declared = declaredMetric(name, emitters);
      if (declared === undefined || [...declared.labels, 'job', 'instance'].includes(label)) return [];
      const known = declared.labels.filter((one) => one !== 'service');
      const isShown = isKey || isWritten(label, at, positions);
      const suggestion = isShown ? nearestName(label, known) : undefined;
      return [
        {
          ...(isKey ? positions.key(at) : positions.value(at)),
          problem: `${shownName(subject, name)} has no ${isShown ? `label ${quoted(label)}` : 'such label'}`,
          expected: known.length === 0 ? 'none, since it has no labels' : oneOf(known),
          ...(suggestion !== undefined && { suggestion }),
        },
      ];
    });
  });
}

function shownName({ alert, path, positions }: MetricSubject, name: string = alert.metric): string {
  const key = name === alert.metric ? 'metric' : 'of';
  return isWritten(name, [...path, key], positions) ? name : 'the metric';
}

// What the environment filled in may be a secret; what is not in the file comes with goldwatch.
function isWritten(text: string, path: Path, positions: Positions): boolean {
  const written = positions.written(path);
  return written === undefined || written.includes(text);
}
