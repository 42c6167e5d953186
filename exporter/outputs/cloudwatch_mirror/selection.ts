import { LABEL, SELF_SERVICE } from '../../../conventions/labels.ts';
import { type Dimensions, metricKey, type Unit } from './datum.ts';
import { identityProblem, type Problem } from './limits.ts';
import { parseSelector, type Selector, selectsLabels, selectsMetric } from './selector.ts';
import type { CloudwatchMirrorSettings, Statistic } from './settings.ts';
import { unitByName } from './units.ts';

/** What a dimension is where a series does not have its label: CloudWatch takes no empty values. */
export const NO_VALUE = '<none>';

export type Labels = Readonly<Record<string, string>>;

/** An entry of `select`, ready to be asked. */
export interface SelectionEntry {
  /** Its place among all entries. */
  readonly index: number;
  /** What it is called: `select[0]`, or as one that alarms need. */
  readonly called: string;
  /** Whether alarms need it, and the file does not have it. */
  readonly isForAlarms: boolean;
  readonly selector: Selector;
  /** Labels that become dimensions. */
  readonly labels: readonly string[];
  /** Dimensions that every metric has. */
  readonly fixed: Dimensions;
  /** Null for that of the metric. */
  readonly name: string | null;
  /** Null for the one that the metric's name says. */
  readonly unit: Unit | null;
  readonly statistic: Statistic;
  /** Of a histogram, the bound above which observations are counted; null for all of it. */
  readonly countAbove: number | null;
  readonly resolution: 60 | 1;
  readonly sendsZero: boolean;
}

/** A metric in CloudWatch. */
export interface Destination {
  /** The metric of the registry that it is made of. */
  readonly metric: string;
  readonly name: string;
  readonly unit: Unit;
  /** Sorted by name. */
  readonly dimensions: Dimensions;
  /** Its name and dimensions as text. */
  readonly key: string;
  /** Why CloudWatch would not take it, or null. */
  readonly problem: Problem | null;
}

/** The entries of the settings. */
export function compileSelection(settings: CloudwatchMirrorSettings): SelectionEntry[] {
  const fixed = Object.entries(settings.dimensions);
  return settings.select.map((entry, index) => ({
    index,
    called: entryName(settings, index),
    isForAlarms: index < (settings.for_alarms ?? 0),
    selector: parseSelector(entry.series),
    labels: entry.dimensions,
    // What a series says of itself is more exact than what is said of all.
    fixed: fixed.filter(([dimension]) => !entry.dimensions.includes(dimension)),
    name: entry.name ?? null,
    unit: entry.unit ?? null,
    statistic: entry.statistic,
    countAbove: entry.count_above ?? null,
    resolution: (entry.resolution ?? settings.resolution) === '1s' ? 1 : 60,
    sendsZero: (entry.idle ?? settings.idle) === 'zero',
  }));
}

/** What messages call an entry of the settings: by its place in the file, if it is there. */
export function entryName({ for_alarms: own = 0 }: CloudwatchMirrorSettings, index: number): string {
  return index < own ? 'an entry for alarms' : `select[${index - own}]`;
}

/** What an entry asks for, as text: its series, and the bound above which it counts. */
export function askedBy({ selector, countAbove }: SelectionEntry): string {
  return countAbove === null ? selector.text : `${selector.text} above ${countAbove}`;
}

/** Those entries that may select series of a metric. */
export function entriesOf(entries: readonly SelectionEntry[], metric: string): SelectionEntry[] {
  return entries.filter(({ selector }) => selectsMetric(selector, metric));
}

/** Whether any entry of the settings may select series of a metric. */
export function metricsSelectedBy(settings: CloudwatchMirrorSettings): (metric: string) => boolean {
  const entries = compileSelection(settings);
  return (metric) => entriesOf(entries, metric).length > 0;
}

/** Whether a series tells of requests to goldwatch itself. */
export function isOwn(labels: Labels): boolean {
  return labels[LABEL.service] === SELF_SERVICE;
}

/**
 * Whether an entry selects a series of a metric that it selects. Requests to goldwatch itself are meant only where the selector
 * says something of `service`: they would dilute what users see, and cost a metric for each of its routes.
 */
export function selects({ selector }: SelectionEntry, labels: Labels): boolean {
  if (isOwn(labels) && !selector.matchers.some(({ label }) => label === LABEL.service)) return false;
  return selectsLabels(selector, labels);
}

/** Whether an entry asks of a metric what only a histogram can answer, and it is none. */
export function asksTooMuch({ countAbove }: SelectionEntry, type: string): boolean {
  return countAbove !== null && type !== 'histogram';
}

/** Whether an entry is one metric whatever the series of a metric are, and sends zero also before the first of them. */
export function isStanding(
  { sendsZero, countAbove, labels, selector }: SelectionEntry,
  type: string,
): boolean {
  if (!sendsZero || (type !== 'counter' && countAbove === null)) return false;
  const asked = labelsAsked({ selector });
  return labels.every((label) => (asked[label] ?? '') !== '');
}

/** Labels of which the selector itself says what they are. */
export function labelsAsked({ selector }: Pick<SelectionEntry, 'selector'>): Labels {
  const equal = selector.matchers.filter(({ operator }) => operator === '=');
  return Object.fromEntries(equal.map(({ label, value }) => [label, value]));
}

/** The service of which an entry asks; null where its selector does not say which one. */
export function serviceAsked(entry: Pick<SelectionEntry, 'selector'>): string | null {
  return labelsAsked(entry)[LABEL.service] ?? null;
}

/** For which answers of `serviceAsked` a series shows that somebody counts; what goldwatch counts of itself only shows that of itself. */
export function servicesShownBy(labels: Labels): readonly (string | null)[] {
  const service = labels[LABEL.service] ?? '';
  return isOwn(labels) ? [service] : [service, null];
}

/** Where a series of a metric goes that an entry has selected. */
export function destinationOf(
  entry: SelectionEntry,
  metric: { readonly name: string; readonly type: string },
  labels: Labels,
): Destination {
  const own = entry.labels.map((label) => [label, dimensionValue(labels, label)] as const);
  const dimensions = [...entry.fixed, ...own].sort(([one], [other]) => (one < other ? -1 : 1));
  const name = entry.name ?? metric.name;
  return {
    metric: metric.name,
    name,
    unit: entry.unit ?? (entry.countAbove === null ? unitByName(metric.name, metric.type) : 'Count'),
    dimensions,
    key: metricKey(name, dimensions),
    problem: identityProblem(name, dimensions),
  };
}

function dimensionValue(labels: Labels, label: string): string {
  const value = Object.hasOwn(labels, label) ? labels[label] : '';
  return value === undefined || value === '' ? NO_VALUE : value;
}
