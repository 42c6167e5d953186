import { nearestName, oneOf, quoted, shortened } from '../conventions/names.ts';
import {
  parseSelector,
  type Selector,
  selectsMetric,
} from '../exporter/outputs/cloudwatch_mirror/selector.ts';
import type { MirrorEntry } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import type { Diagnostic } from './diagnostics.ts';
import { placeInside } from './place_inside.ts';
import type { Path, Place, Positions } from './positions.ts';
import type { ServedMetric } from './process_metrics.ts';
import { matcherLabels, parsePromql } from './promql.ts';
import { mayBeScraped } from './scraped_series.ts';

/** An entry, with what it selects and where it stands. */
interface Subject {
  readonly entry: MirrorEntry;
  readonly selector: Selector;
  readonly metrics: readonly ServedMetric[];
  readonly path: Path;
  readonly positions: Positions;
}

const SERVED = 'a metric of the exporter or of a configured source; docs/reference/metrics.md lists them';

/**
 * What is wrong with an entry of `mirror.cloudwatch.select` that is right in itself: metrics that the exporter does not
 * serve, labels that they do not have, settings without a meaning for them. `served` is null where it is not known what
 * is served, and `scrapes` says whether what is scraped from services may be served, too.
 */
export function mirrorMistakes(
  entry: MirrorEntry,
  path: Path,
  { served, scrapes }: { readonly served: readonly ServedMetric[] | null; readonly scrapes: boolean },
  positions: Positions,
): Diagnostic[] {
  if (served === null) return [];
  const selector = parseSelector(entry.series);
  const selected = served.filter(({ name }) => selectsMetric(selector, name));
  const metrics = selected.filter(({ type }) => type !== 'summary');
  const subject = { entry, selector, metrics, path, positions };
  const isScraped =
    scrapes && selected.length === 0 && (selector.name === null || mayBeScraped(selector.name));
  if (isScraped) return [];
  if (metrics.length === 0) return [nothingSelected(subject, selected.length > 0, served)];
  return [
    ...unknownDimensions(subject),
    ...unknownMatchers(subject),
    ...meaningless(subject),
    ...unknownBound(subject),
  ];
}

function nothingSelected(
  { entry, selector: { name }, path, positions }: Subject,
  isSummary: boolean,
  served: readonly ServedMetric[],
): Diagnostic {
  const place = placeOfName(entry, name, path, positions);
  const called = name !== null && isWritten(name, path, positions) ? shortened(name) : null;
  if (isSummary) {
    const expected = 'a counter, a gauge or a histogram: CloudWatch has no summaries';
    return { ...place, problem: `${called ?? 'the metric'} is a summary`, expected };
  }
  if (name === null)
    return { ...place, problem: 'the exporter serves no metric that this selects', expected: SERVED };
  const whole = served.find((metric) => metric.type === 'histogram' && isPartOf(name, metric.name));
  if (whole !== undefined) {
    return {
      ...place,
      problem: `${called ?? 'the metric'} is a part of a histogram, which is mirrored as one`,
      expected: 'the histogram, by its name without a suffix',
      ...(called !== null && { suggestion: whole.name }),
    };
  }
  if (called === null) return { ...place, problem: 'the exporter serves no such metric', expected: SERVED };
  const suggestion = nearestName(
    called,
    served.map((metric) => metric.name),
  );
  return {
    ...place,
    problem: `the exporter serves no metric ${called}`,
    expected: SERVED,
    ...(suggestion !== undefined && { suggestion }),
  };
}

function isPartOf(name: string, histogram: string): boolean {
  return ['_bucket', '_sum', '_count'].some((suffix) => name === `${histogram}${suffix}`);
}

function unknownDimensions(subject: Subject): Diagnostic[] {
  const { entry, path, positions } = subject;
  return entry.dimensions.flatMap((label, index) => {
    const at = [...path, 'dimensions', index];
    const written = positions.written(at);
    return unknownLabel(label, written ?? label, positions.value(at), subject);
  });
}

function unknownMatchers(subject: Subject): Diagnostic[] {
  const { entry, selector, path, positions } = subject;
  const places = matcherLabels(entry.series);
  const labels = new Set(selector.matchers.map(({ label }) => label));
  labels.delete('__name__');
  return [...labels].flatMap((label) => {
    const at = places.find(({ name }) => name === label)?.at;
    const place = placeOfText(at, label.length, [...path, 'series'], positions);
    return unknownLabel(label, isWritten(label, path, positions) ? label : null, place, subject);
  });
}

// Where several metrics are selected, a label of one of them is right.
function unknownLabel(label: string, called: string | null, place: Place, subject: Subject): Diagnostic[] {
  const known = [...new Set(subject.metrics.flatMap(({ labels }) => labels))];
  if (known.includes(label)) return [];
  const suggestion = called === label ? nearestName(label, known) : undefined;
  const what = called === null ? 'such label' : `label ${quoted(called)}`;
  return [
    {
      ...place,
      problem: `${nameOf(subject)} has no ${what}`,
      expected: known.length === 0 ? 'none, since it has no labels' : oneOf(known),
      ...(suggestion !== undefined && { suggestion }),
    },
  ];
}

// `statistic` has a default, so that only the file tells whether it was given.
function meaningless(subject: Subject): Diagnostic[] {
  const { metrics, path, positions } = subject;
  // What is counted of a histogram is sent as a counter.
  const isCount = subject.entry.count_above !== undefined;
  const settings = [
    ['statistic', 'gauge'],
    ['idle', isCount ? 'histogram' : 'counter'],
    ['count_above', 'histogram'],
  ] as const;
  return settings.flatMap(([key, type]) => {
    const at = [...path, key];
    if (positions.node(at) === undefined || metrics.some((metric) => metric.type === type)) return [];
    const problem = `"${key}" means nothing here: ${nameOf(subject)} is no ${type}`;
    return [{ ...positions.key(at), problem, expected: `"${key}" for ${type}s only` }];
  });
}

// Only where all buckets are known: of what is scraped nobody knows them, and the mirror says so where there is no such one.
function unknownBound({ entry, metrics, path, positions }: Subject): Diagnostic[] {
  const { count_above: bound } = entry;
  const histograms = metrics.filter(({ type }) => type === 'histogram');
  const bounds = histograms.flatMap(({ buckets }) => (buckets === undefined ? [] : [buckets]));
  const isKnown = bounds.length > 0 && bounds.length === histograms.length;
  if (bound === undefined || !isKnown || bounds.some((its) => its.includes(bound))) return [];
  const at = [...path, 'count_above'];
  const expected = `one of the bounds of its buckets: ${[...new Set(bounds.flat())].join(', ')}`;
  return [
    { ...positions.value(at), problem: 'no bucket ends here, and nothing else can be counted', expected },
  ];
}

function nameOf({ metrics, path, positions }: Subject): string {
  const [only, ...others] = metrics;
  const isNamed = only !== undefined && others.length === 0 && isWritten(only.name, path, positions);
  return isNamed ? only.name : 'what is selected';
}

function placeOfName(entry: MirrorEntry, name: string | null, path: Path, positions: Positions): Place {
  const found = parsePromql(entry.series).metrics.find((metric) => metric.name === name);
  return placeOfText(found?.at, name?.length ?? 0, [...path, 'series'], positions);
}

function placeOfText(at: number | undefined, length: number, path: Path, positions: Positions): Place {
  if (at === undefined) return positions.value(path);
  const { isExact: _, ...place } = placeInside(path, at, length, positions);
  return place;
}

// What the environment filled in may be a secret.
function isWritten(text: string, path: Path, positions: Positions): boolean {
  return positions.written([...path, 'series'])?.includes(text) === true;
}
