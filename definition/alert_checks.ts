import { BUILT_IN_ALERTS } from '../conventions/alerts.ts';
import { nearestName, oneOf } from '../conventions/names.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { Alert, PrometheusAlert } from './alerts.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Emitter } from './known_series.ts';
import { metricMistakes } from './metric_checks.ts';
import { measureOf, typeOf } from './metric_measure.ts';
import type { Objective } from './objectives.ts';
import type { Path, Positions } from './positions.ts';
import { presetAt } from './presets/expand.ts';
import { type Emitted, promqlMistakes, unknownNames } from './promql_checks.ts';
import { LEAST_SCRAPES, shortRanges } from './range_checks.ts';
import { intervalOfUnknown, type Sampled, type Sampling, samplingOf } from './sampling.ts';
import { signalMistakes } from './signal_checks.ts';

/** An alert that is right in itself, and where it stands. */
export interface PlacedAlert {
  readonly path: Path;
  readonly value: Alert;
}

/** What alerts are judged by; parts are null where they are not known. */
export interface Surroundings extends Sampled {
  readonly emitted: Emitted | null;
  /** Every service that is watched, as the file writes it. */
  readonly services: ReadonlyMap<string, string> | null;
  /** Whether the exporter scrapes services, whose metrics nobody knows. */
  readonly scrapes: boolean;
  /** Between two scrapes by Prometheus, and between two evaluations of the rules, in ms; 0 where that is not known. */
  readonly scrapeInterval: number;
}

/** What is wrong with an alert by what there is beside it. */
export function alertMistakes(
  { path, value: one }: PlacedAlert,
  surroundings: Surroundings,
  positions: Positions,
): Diagnostic[] {
  const own = [...reservedName(one, path, positions), ...unknownService(one, path, surroundings, positions)];
  if ('aws' in one) return own;
  return [...own, ...prometheusMistakes(one, path, surroundings, positions)];
}

function prometheusMistakes(
  one: PrometheusAlert,
  path: Path,
  surroundings: Surroundings,
  positions: Positions,
): Diagnostic[] {
  const { emitted, emitters } = surroundings;
  const needs = presetAt(path, positions)?.needs;
  const own = shortWait(one, path, surroundings, positions);
  if (one.signal !== undefined) {
    return [
      ...own,
      ...shortWindow(one, path, surroundings, positions),
      ...signalMistakes(one, path, { emitters, needs }, positions),
    ];
  }
  if ('promql' in one) {
    return [
      ...own,
      ...signalMistakes(one, path, { emitters, needs }, positions),
      ...promqlMistakes(one, path, { emitted, needs }, positions),
      ...shortRanges(one, path, (metric) => intervalOf(metric, surroundings), positions),
    ];
  }
  const seen = emittedFor(one, surroundings);
  const known = seen === null || emitters === null ? null : { emitted: seen, emitters, needs };
  const mistakes = known === null ? [] : metricMistakes(one, path, known, positions);
  return [...own, ...(mistakes.length > 0 ? mistakes : shortWindow(one, path, surroundings, positions))];
}

function intervalOf(metric: string, surroundings: Surroundings): number {
  const { emitted, scrapeInterval } = surroundings;
  const isUnknown = metric !== '' && emitted !== null && unknownNames([{ name: metric }], emitted).length > 0;
  return isUnknown ? intervalOfUnknown(surroundings) : scrapeInterval;
}

function reservedName({ name }: Alert, path: Path, positions: Positions): Diagnostic[] {
  if (!(BUILT_IN_ALERTS as readonly string[]).includes(name)) return [];
  const problem = `"${name}" is an alert that goldwatch has itself`;
  return [{ ...positions.value([...path, 'name']), problem, expected: 'another name' }];
}

/** What is emitted for the sides of an alert or an objective: what the exporter scrapes is mirrored, whether it serves it again or not. */
export function emittedFor(
  { only }: Alert | Objective,
  { emitted, scrapes }: Pick<Surroundings, 'emitted' | 'scrapes'>,
): Emitted | null {
  return emitted !== null && only === 'cloudwatch' && scrapes ? { ...emitted, isOpen: true } : emitted;
}

/** What is wrong with the service of an alert or an objective: that no source watches it. */
export function unknownService(
  one: Alert | Objective,
  path: Path,
  { services }: Pick<Surroundings, 'services'>,
  positions: Positions,
): Diagnostic[] {
  if (!('service' in one) || one.service === undefined || services === null || services.has(one.service))
    return [];
  const suggestion = nearestName(one.service, [...services.keys()]);
  const written = suggestion === undefined ? undefined : services.get(suggestion);
  return [
    {
      ...positions.value([...path, 'service']),
      problem: 'no source watches this service',
      expected: oneOf([...services.values()]),
      ...(written !== undefined && { suggestion: written }),
    },
  ];
}

// A rate needs two samples, and a scrape may fail: with fewer an alert would fall silent. CloudWatch counts no scrapes.
function shortWindow(
  one: PrometheusAlert,
  path: Path,
  surroundings: Surroundings,
  positions: Positions,
): Diagnostic[] {
  const window = windowOf(one, surroundings.emitters ?? []);
  const sampling = samplingOf(one, surroundings);
  if (one.only === 'cloudwatch' || window === null || window >= LEAST_SCRAPES * sampling.interval) return [];
  const called = positions.written([...path, 'window']) ?? formatDuration(window);
  const { interval, isWritten } = intervalAsWritten(sampling, positions);
  return [
    {
      ...positions.value([...path, 'window']),
      problem: `a window of ${called} holds too few scrapes, of which there is one every ${interval}`,
      expected: `at least four scrapes${isWritten ? `: "${formatDuration(LEAST_SCRAPES * sampling.interval)}" or more` : ''}`,
    },
  ];
}

/** Over how long an alert measures; null where it looks at one moment, or its expression says how long. */
function windowOf(one: PrometheusAlert, emitters: readonly Emitter[]): number | null {
  if (one.signal !== undefined) return one.signal === 'saturation' ? null : one.window;
  if ('promql' in one) return null;
  const measure = measureOf(one, typeOf(one, emitters));
  return 'window' in measure ? measure.window : null;
}

// One evaluation may be a coincidence; what fires at the first one says so.
function shortWait(
  one: PrometheusAlert,
  path: Path,
  { scrapeInterval }: Surroundings,
  positions: Positions,
): Diagnostic[] {
  if (one.only === 'cloudwatch' || one.for === 0 || one.for >= 2 * scrapeInterval) return [];
  const called = positions.written([...path, 'for']) ?? formatDuration(one.for);
  const evaluation = { interval: scrapeInterval, path: ['exporter', 'scrape_interval'] };
  const { interval, isWritten } = intervalAsWritten(evaluation, positions);
  const least = isWritten ? `"${formatDuration(2 * scrapeInterval)}" or more` : 'two evaluations or more';
  return [
    {
      ...positions.value([...path, 'for']),
      problem: `${called} is shorter than two evaluations, of which there is one every ${interval}`,
      expected: `${least}, or "0s" to fire at the first one`,
    },
  ];
}

function intervalAsWritten(
  sampling: Sampling,
  positions: Positions,
): { readonly interval: string; readonly isWritten: boolean } {
  const interval = positions.written(sampling.path) ?? formatDuration(sampling.interval);
  return { interval, isWritten: !interval.includes('${') };
}
