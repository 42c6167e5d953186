import { declaredBy } from '../definition/known_series.ts';
import { parsePromql } from '../definition/promql.ts';
import type { Definition } from '../definition/schema.ts';
import { prometheusAlerts } from '../definition/sides.ts';
import { awsFamilies } from './families/aws.ts';
import { cache, calls, functions, probes, redis } from './families/caches_and_calls.ts';
import { failures, mysql, pools, queries } from './families/databases.ts';
import type { Family, FamilyGraph } from './families/family.ts';
import { postgres } from './families/postgres.ts';

/** Everything a service may depend on that has graphs, in the order in which one looks. */
export const FAMILIES: readonly Family[] = [
  failures,
  pools,
  queries,
  postgres,
  mysql,
  redis,
  cache,
  calls,
  functions,
  probes,
  ...awsFamilies,
];

/**
 * The families of a definition, each with the graphs that can have data. Nobody knows which series a scraped program has, so
 * one of these must say so:
 *
 * - a source of logs or events declares all that a graph reads;
 * - Prometheus scrapes a source in whose name one of the family's words stands, `orders-postgres` for one;
 * - Prometheus scrapes something, and an alert reads a series of the family that no source declares.
 */
export function familiesOf(definition: Definition): Family[] {
  const declared = declaredNames(definition);
  const words = scrapedWords(definition);
  const scrapedAlerts = words === null ? [] : alertedSeries(definition).filter((name) => !declared.has(name));
  const isScraped = ({ words: own, graphs }: Family) =>
    own.some((word) => words?.has(word)) ||
    graphs.some(({ reads }) => reads.some((name) => scrapedAlerts.includes(name)));
  const hasData = (family: Family) => (one: FamilyGraph) =>
    isScraped(family) || one.reads.every((name) => declared.has(name));
  return FAMILIES.map((family) => ({ ...family, graphs: family.graphs.filter(hasData(family)) })).filter(
    ({ graphs }) => graphs.length > 0,
  );
}

function declaredNames({ sources }: Definition): ReadonlySet<string> {
  return new Set(sources.flatMap((source) => declaredBy(source).map(({ name }) => name)));
}

/** How often what a graph reads has new values, in milliseconds: as seldom as what Prometheus scrapes the most seldom, unless sources declare it. */
export function newEvery({ reads }: FamilyGraph, definition: Definition): number {
  const declared = declaredNames(definition);
  if (reads.every((name) => declared.has(name))) return definition.exporter.scrape_interval;
  return Math.max(0, ...scrapedSources(definition).map(({ interval }) => interval));
}

/** The words in the names of sources that Prometheus has the series of; null where it scrapes nothing. */
function scrapedWords(definition: Definition): ReadonlySet<string> | null {
  const scraped = scrapedSources(definition).map(({ name, type }) => name ?? type);
  return scraped.length === 0 ? null : new Set(scraped.flatMap((name) => name.toLowerCase().split(/[-_.]/)));
}

function scrapedSources({ sources }: Definition) {
  return sources.flatMap((source) =>
    source.type === 'scrape' && (source.via === 'prometheus' || source.expose) ? [source] : [],
  );
}

/** The metrics that alerts read, those of histograms without `_bucket` and the like. */
function alertedSeries(definition: Definition): string[] {
  return prometheusAlerts(definition).flatMap((alert) => {
    if (alert.signal !== undefined) return [];
    if ('metric' in alert) return [alert.metric, ...(alert.of === undefined ? [] : [alert.of])];
    return parsePromql(alert.promql).metrics.map(({ name }) => name.replace(/_(?:bucket|sum|count)$/, ''));
  });
}
