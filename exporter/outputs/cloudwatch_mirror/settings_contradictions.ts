import { dimensionProblem, LIMITS } from './limits.ts';
import { parseSelector, SelectorError } from './selector.ts';
import type { CloudwatchMirrorSettings, MirrorEntry } from './settings.ts';

const MINUTE_MS = 60_000;

/** What is wrong with settings that are right one by one. */
export interface Contradiction {
  readonly path: (string | number)[];
  /** What was expected. */
  readonly message: string;
  /** What is there instead. */
  readonly is: string;
}

/** Settings that contradict each other, or that CloudWatch would refuse together. */
export function* contradictions(chosen: CloudwatchMirrorSettings): Generator<Contradiction> {
  const fixed = Object.entries(chosen.dimensions);
  for (const [dimension, value] of fixed) {
    const problem = dimensionProblem(dimension, value);
    if (problem === null) continue;
    const message =
      'names of at most 255 ASCII characters, the first of them no ":", and values of at most 1024';
    // The detail may show what the environment filled in.
    const why = problem.reason.replaceAll('_', ' ');
    yield { path: ['dimensions', dimension], message, is: `refused by CloudWatch: ${why}` };
  }
  if (chosen.resolution === '1s' && chosen.interval >= MINUTE_MS) yield tooFine(['resolution']);
  const metrics = new Map<string, number>();
  for (const [index, entry] of chosen.select.entries()) {
    const path = ['select', index];
    if (entry.resolution === '1s' && chosen.interval >= MINUTE_MS) yield tooFine([...path, 'resolution']);
    yield* nameContradictions(entry, path);
    yield* dimensionContradictions(entry.dimensions, chosen.dimensions, [...path, 'dimensions']);
    const metric = metricOf(entry);
    const earlier = metric === null ? undefined : metrics.get(metric);
    if (metric !== null && earlier === undefined) metrics.set(metric, index);
    if (earlier === undefined) continue;
    const message = 'a name or dimensions that no other entry has, or one entry that selects all of it';
    yield { path, message, is: `the same metric in CloudWatch as select[${earlier}]` };
  }
}

function* nameContradictions(
  { name, count_above: countAbove }: MirrorEntry,
  path: (string | number)[],
): Generator<Contradiction> {
  if (countAbove === undefined || name !== undefined) return;
  const message = 'a "name" such as SlowRequests, since it is no histogram in CloudWatch';
  yield { path, message, is: 'a count without a name of its own' };
}

function* dimensionContradictions(
  labels: readonly string[],
  fixed: Readonly<Record<string, string>>,
  path: (string | number)[],
): Generator<Contradiction> {
  for (const [index, label] of labels.entries()) {
    const place = [...path, index];
    if (Object.hasOwn(fixed, label)) {
      yield {
        path: place,
        message: 'a label that no fixed dimension is called',
        is: 'a fixed dimension, too',
      };
    }
    if (labels.indexOf(label) < index) yield { path: place, message: 'each label once', is: 'there twice' };
  }
  const all = labels.length + Object.keys(fixed).length;
  if (all <= LIMITS.dimensions) return;
  yield {
    path,
    message: `at most ${LIMITS.dimensions} dimensions, with the fixed ones`,
    is: `${all} dimensions`,
  };
}

function tooFine(path: (string | number)[]): Contradiction {
  const message = '60s, or an interval of 1s, 5s, 10s or 30s';
  return { path, message, is: '1s, but there is one point a minute at most' };
}

/** The metric that an entry makes, as far as that can be told; entries of one name must differ in dimensions. */
function metricOf({ name: given, series, dimensions }: MirrorEntry): string | null {
  const called = given ?? nameIn(series);
  return called === null ? null : JSON.stringify([called, ...dimensions.toSorted()]);
}

/** Null where it does not say one, or is no selector, which is a mistake of its own. */
function nameIn(series: string): string | null {
  try {
    return parseSelector(series).name;
  } catch (error) {
    if (error instanceof SelectorError) return null;
    throw error;
  }
}
