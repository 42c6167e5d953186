import { LABEL } from '../../conventions/labels.ts';
import { parseSelector } from '../../exporter/outputs/cloudwatch_mirror/selector.ts';
import type { MirrorEntry } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';

/** What decides beside entries themselves which metrics they make. */
export interface Around {
  /** Dimensions that every metric gets. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Every service that is watched. */
  readonly services: readonly string[];
}

/**
 * How two entries of the mirror stand to each other: `apart` where no metric in CloudWatch can be made by both, `same` where such a
 * metric is made of the same series in the same way, `conflicting` where it is not.
 */
export function compareEntries(
  one: MirrorEntry,
  other: MirrorEntry,
  around: Around,
): 'apart' | 'same' | 'conflicting' {
  const [ones, others] = [dimensionsOf(one, around), dimensionsOf(other, around)];
  const shared = sharedDimensions(ones, others);
  if (shared === null || nameOf(one) !== nameOf(other)) return 'apart';
  return madeOf(one, shared, around) === madeOf(other, shared, around) ? 'same' : 'conflicting';
}

/** Whether `others`, which are the same as `one`, together make every metric that it makes: of each watched service, if it is of any. */
export function isCovered(one: MirrorEntry, others: readonly MirrorEntry[], around: Around): boolean {
  const theirs = others.map((other) => dimensionsOf(other, around));
  return [...dimensionsOf(one, around)].every(([name, value]) => {
    if (value !== null) return theirs.length > 0;
    if (theirs.some((dimensions) => dimensions.get(name) === null)) return true;
    const values = theirs.map((dimensions) => dimensions.get(name));
    return name === LABEL.service && around.services.every((service) => values.includes(service));
  });
}

/** Values of dimensions by name; null where series say what it is. */
function dimensionsOf(
  { series, dimensions }: MirrorEntry,
  { fixed }: Around,
): ReadonlyMap<string, string | null> {
  const asked = restrictionsOf(series);
  return new Map<string, string | null>([
    ...Object.entries(fixed),
    ...dimensions.map((label) => [label, asked.get(label) ?? null] as const),
  ]);
}

/** The dimensions of the metrics that both make; null where there are none. */
function sharedDimensions(
  ones: ReadonlyMap<string, string | null>,
  others: ReadonlyMap<string, string | null>,
): ReadonlyMap<string, string | null> | null {
  if (ones.size !== others.size) return null;
  const shared = new Map<string, string | null>();
  for (const [name, value] of ones) {
    const its = others.get(name);
    if (its === undefined || (its !== null && value !== null && its !== value)) return null;
    shared.set(name, its ?? value);
  }
  return shared;
}

function nameOf({ name, series }: MirrorEntry): string | null {
  return name ?? parseSelector(series).name;
}

/** The series that become a metric of these dimensions, and how, as text. */
function madeOf(
  { series, dimensions, statistic, count_above: countAbove }: MirrorEntry,
  shared: ReadonlyMap<string, string | null>,
  { services }: Around,
): string {
  const [only, ...more] = services;
  const restricted = new Map<string, string | null>([
    ...(only !== undefined && more.length === 0 ? [[LABEL.service, only] as const] : []),
    ...dimensions.map((label) => [label, shared.get(label) ?? null] as const),
    ...restrictionsOf(series),
  ]);
  const others = parseSelector(series).matchers.filter(({ operator }) => operator !== '=');
  return JSON.stringify([
    [...restricted].sort(),
    others.map(({ label, operator, value }) => [label, operator, value]).sort(),
    statistic,
    countAbove ?? null,
  ]);
}

function restrictionsOf(series: string): ReadonlyMap<string, string> {
  const equal = parseSelector(series).matchers.filter(({ operator }) => operator === '=');
  return new Map(equal.map(({ label, value }) => [label, value]));
}
