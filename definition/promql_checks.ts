import { nearestName } from '../conventions/names.ts';
import type { Period } from '../slo/windows.ts';
import type { PrometheusAlert, PromqlAlert } from './alerts.ts';
import type { Diagnostic } from './diagnostics.ts';
import { type Emitter, emittersOf, isStackSeries, knownSeries, recordedWindows } from './known_series.ts';
import { assumedType, declaredMetric } from './metric_measure.ts';
import { placeInside } from './place_inside.ts';
import type { Path, Place, Positions } from './positions.ts';
import { parsePromql } from './promql.ts';
import type { Definition } from './schema.ts';
import { mayBeScraped } from './scraped_series.ts';
import { prometheusAlerts } from './sides.ts';

/** The series that somebody emits, and those of them that a mistake may suggest. */
export interface Emitted {
  readonly series: ReadonlySet<string>;
  readonly suggestions: readonly string[];
  /** Whether services are scraped, of whose series nobody knows the names. */
  readonly isOpen: boolean;
}

/** What these sources emit, and what the rules record over these windows, in milliseconds, and for objectives of these periods. */
export function emittedBy(
  emitters: readonly Emitter[],
  { windows, periods }: { readonly windows: readonly number[]; readonly periods: readonly Period[] },
  isOpen = false,
): Emitted {
  return {
    isOpen,
    series: knownSeries(emitters, [...recordedWindows([]), ...windows], periods),
    // A window may come from the environment.
    suggestions: [...knownSeries(emitters, recordedWindows([]))],
  };
}

/**
 * What is wrong with the PromQL of an alert: its syntax, or series that nobody emits. `emitted` is null where it
 * is not known what is emitted; `needs` says what an alert needs that comes with goldwatch.
 */
export function promqlMistakes(
  one: PromqlAlert,
  path: Path,
  { emitted, needs }: { readonly emitted: Emitted | null; readonly needs?: string | undefined },
  positions: Positions,
): Diagnostic[] {
  const { errorAt, metrics } = parsePromql(one.promql);
  const place = (at: number, length: number) => placeInside([...path, 'promql'], at, length, positions);
  if (errorAt !== null) return [syntaxMistake(one.promql, errorAt, place)];
  if (emitted === null) return [];
  const missing = unknownNames(metrics, emitted).filter(({ name }) => !emitted.isOpen || !mayBeScraped(name));
  // What is not in the file comes with goldwatch.
  const own = positions.written([...path, 'promql']);
  const written = own ?? one.promql;
  const expected = (own === undefined ? needs : undefined) ?? EMITTED;
  return missing.map(({ name, at }) => {
    const { isExact: _, ...where } = place(at, name.length);
    // What the environment filled in may be a secret.
    if (!written.includes(name)) {
      return { ...where, problem: 'no source emits a series of this expression', expected };
    }
    const suggestion = own === undefined ? undefined : nearestName(name, emitted.suggestions);
    return {
      ...where,
      problem: `no source emits the series ${name}`,
      expected,
      ...(suggestion !== undefined && { suggestion }),
    };
  });
}

/** The series of an expression that neither goldwatch nor the stack is known to have. */
export function unknownNames<M extends { readonly name: string }>(
  metrics: readonly M[],
  { series }: Pick<Emitted, 'series'>,
): M[] {
  return metrics.filter(({ name }) => !series.has(name) && !isStackSeries(name));
}

/** Series that alerts ask for and nobody is known to emit: services that are scraped must have them. */
export function seriesToBeScraped({
  sources,
  alerts,
  objectives,
}: Pick<Definition, 'sources' | 'alerts' | 'objectives'>): {
  readonly alert: string;
  readonly series: readonly string[];
}[] {
  const emitters = emittersOf(sources);
  const periods = objectives.flatMap(({ window, only }) => (only === 'cloudwatch' ? [] : [window]));
  const its = prometheusAlerts({ alerts });
  const series = knownSeries(emitters, recordedWindows(its), periods);
  return its.flatMap((one) => {
    const names = unknownNames(selectedBy(one, emitters), { series }).map(({ name }) => name);
    return names.length === 0 ? [] : [{ alert: one.name, series: [...new Set(names)] }];
  });
}

function selectedBy(one: PrometheusAlert, emitters: readonly Emitter[]): { readonly name: string }[] {
  if (one.signal !== undefined) return [];
  if ('promql' in one) return [...parsePromql(one.promql).metrics];
  return [one.metric, ...(one.of === undefined ? [] : [one.of])].flatMap((name) => {
    if (declaredMetric(name, emitters) !== undefined) return [];
    return [{ name: assumedType(one) === 'histogram' ? `${name}_bucket` : name }];
  });
}

/** What completes «expected …» where a series is unknown. */
export const EMITTED = 'a series of a configured source; docs/reference/metrics.md lists them';

function syntaxMistake(
  promql: string,
  errorAt: number,
  place: (at: number, length: number) => Place & { readonly isExact: boolean },
): Diagnostic {
  const { isExact, ...where } = place(errorAt, 1);
  const expected = 'a PromQL expression';
  if (errorAt >= promql.trimEnd().length)
    return { ...where, problem: 'this PromQL ends too early', expected };
  const from = isExact ? 'here' : `character ${errorAt + 1}`;
  return { ...where, problem: `this is not PromQL from ${from} on`, expected };
}
