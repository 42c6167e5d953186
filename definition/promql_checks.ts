import { nearestName } from '../conventions/names.ts';
import type { Alert } from './alerts.ts';
import type { Diagnostic } from './diagnostics.ts';
import { declaredBy, type Emitter, isStackSeries, knownSeries, recordedWindows } from './known_series.ts';
import { placeInside } from './place_inside.ts';
import type { Path, Place, Positions } from './positions.ts';
import { parsePromql } from './promql.ts';
import type { Definition } from './schema.ts';
import { mayBeScraped } from './scraped_series.ts';

/** The series that somebody emits, and those of them that a mistake may suggest. */
export interface Emitted {
  readonly series: ReadonlySet<string>;
  readonly suggestions: readonly string[];
  /** Whether services are scraped, of whose series nobody knows the names. */
  readonly isOpen: boolean;
}

/** What these sources emit, and what the rules record over these windows, in milliseconds. */
export function emittedBy(emitters: readonly Emitter[], windows: readonly number[], isOpen = false): Emitted {
  return {
    isOpen,
    series: knownSeries(emitters, [...recordedWindows([]), ...windows]),
    // A window may come from the environment.
    suggestions: [...knownSeries(emitters, recordedWindows([]))],
  };
}

/**
 * What is wrong with the PromQL of an alert: its syntax, or series that nobody emits. `emitted` is null where it
 * is not known what is emitted.
 */
export function promqlMistakes(
  one: Alert,
  path: Path,
  emitted: Emitted | null,
  positions: Positions,
): Diagnostic[] {
  if (one.signal !== undefined) return [];
  const { errorAt, metrics } = parsePromql(one.promql);
  const place = (at: number, length: number) => placeInside([...path, 'promql'], at, length, positions);
  if (errorAt !== null) return [syntaxMistake(one.promql, errorAt, place)];
  if (emitted === null) return [];
  const missing = unknownNames(metrics, emitted).filter(({ name }) => !emitted.isOpen || !mayBeScraped(name));
  const written = positions.written([...path, 'promql']) ?? '';
  return missing.map(({ name, at }) => {
    const { isExact: _, ...where } = place(at, name.length);
    // What the environment filled in may be a secret.
    if (!written.includes(name)) {
      return { ...where, problem: 'no source emits a series of this expression', expected: EMITTED };
    }
    const suggestion = nearestName(name, emitted.suggestions);
    return {
      ...where,
      problem: `no source emits the series ${name}`,
      expected: EMITTED,
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
}: Pick<Definition, 'sources' | 'alerts'>): { readonly alert: string; readonly series: readonly string[] }[] {
  const emitters = sources.map((source) => ({ type: source.type, declared: declaredBy(source) }));
  const series = knownSeries(emitters, recordedWindows(alerts));
  return alerts.flatMap((one) => {
    if (one.signal !== undefined) return [];
    const names = unknownNames(parsePromql(one.promql).metrics, { series }).map(({ name }) => name);
    return names.length === 0 ? [] : [{ alert: one.name, series: [...new Set(names)] }];
  });
}

const EMITTED = 'a series of a configured source; docs/reference/metrics.md lists them';

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
