import type { Node } from 'yaml';
import type { z } from 'zod';
import { isObject } from '../conventions/is_object.ts';
import { quoted } from '../conventions/names.ts';
import { duration } from '../conventions/quantities.ts';
import { mirrorEntry } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import { exporterSettings, sourceSettings } from '../exporter/settings.ts';
import { PERIODS, type Period } from '../slo/windows.ts';
import { alertMistakes, type Surroundings } from './alert_checks.ts';
import { alert } from './alerts.ts';
import { awsMistakes, type Section, sideMistakes } from './cloudwatch/alert_checks.ts';
import { cloudwatchMistakes, sectionOf } from './cloudwatch/checks.ts';
import { logMistakes } from './cloudwatch/log_checks.ts';
import { declarationMistakes } from './declared_metrics.ts';
import type { Diagnostic } from './diagnostics.ts';
import { declaredBy, emitterOf, servedMetrics } from './known_series.ts';
import { mixedLatencyUnits } from './latency_units.ts';
import { mirrorMistakes } from './mirror_checks.ts';
import { notifyMistakes } from './notify/checks.ts';
import { objectiveMistakes } from './objective_checks.ts';
import { objective } from './objectives.ts';
import type { Path, Positions } from './positions.ts';
import type { ServedMetric } from './process_metrics.ts';
import { emittedBy } from './promql_checks.ts';
import { scrapedSeries, sharedSignals } from './scraped_series.ts';

/** Parts of a definition that are right in themselves, each with its path; others may be wrong. */
interface Parts extends Omit<Surroundings, 'sources' | 'defaultService'> {
  /** What the exporter serves; null where a source is of no known type, or declares what is wrong. */
  readonly served: readonly ServedMetric[] | null;
}

interface Item<T> {
  readonly path: Path;
  readonly value: T;
}

/**
 * Mistakes that no part has alone: two things of one name, an alert on what nobody emits. Looks at every part
 * that is right in itself, so that these mistakes show together with those of other parts. `unfilled` are the
 * nodes with a reference to the environment that could not be filled in; they are told already.
 */
export function crossCheck(
  value: unknown,
  positions: Positions,
  unfilled: ReadonlySet<Node | undefined>,
): Diagnostic[] {
  const record = asRecord(value);
  const validItems = <S extends z.ZodType>(schema: S, list: unknown, of: Path): Item<z.output<S>>[] =>
    asList(list).flatMap((item, index) => {
      const parsed = schema.safeParse(item);
      const path = [...of, index];
      return parsed.success && !unfilled.has(positions.node(path)) ? [{ path, value: parsed.data }] : [];
    });
  const sources = validItems(sourceSettings, record.sources, ['sources']);
  const alerts = validItems(alert, record.alerts, ['alerts']);
  const objectives = validItems(objective, record.objectives, ['objectives']);
  const mirror = asRecord(record.mirror).cloudwatch;
  const { select, region } = asRecord(mirror);
  const section = sectionOf(record.cloudwatch);
  const areSourcesRight = sources.length === asList(record.sources).length;
  const mirrored = validItems(mirrorEntry, select, ['mirror', 'cloudwatch', 'select']);
  const parts = partsOf(record, positions);
  const surroundings = { ...parts, sources, defaultService: asRecord(record.service).name };
  const declared = sources.flatMap(({ path, value: source }) =>
    declaredBy(source).map((metric) => ({ metric, path: placeOfMetric(record, path, metric.name) })),
  );
  return [
    ...duplicates(
      sources.map(({ path, value: { name, type } }) => ({
        path: [...path, name === undefined ? 'type' : 'name'],
        value: name ?? type,
      })),
      'source',
      'a `name` of its own for every source',
      positions,
    ),
    ...duplicates(
      alerts.map(({ path, value: { name } }) => ({ path: [...path, 'name'], value: name })),
      'alert',
      'a name that no other alert has',
      positions,
    ),
    ...duplicates(
      objectives.map(({ path, value: { name } }) => ({ path: [...path, 'name'], value: name })),
      'objective',
      'a name that no other objective has',
      positions,
    ),
    ...secondReaders(sources, positions),
    ...alerts.flatMap((one) => alertMistakes(one, surroundings, positions)),
    ...objectiveMistakes(
      {
        ...surroundings,
        objectives,
        areSourcesRight,
        alerts: alerts.map(({ path, value: { name } }) => ({ path: [...path, 'name'], value: name })),
      },
      positions,
    ),
    ...declarationMistakes(declared, positions),
    ...sharedSignals(sources, surroundings.defaultService, positions),
    ...mixedLatencyUnits(sources, surroundings.defaultService, positions),
    ...notifyMistakes(record.notify, { services: parts.services, positions, unfilled }),
    ...mirrored.flatMap(({ path, value: one }) => mirrorMistakes(one, path, parts, positions)),
    ...nothingMirrored(mirror, section, positions),
    ...[...alerts, ...objectives].flatMap(({ path, value: one }) =>
      sideMistakes(one, path, section, positions),
    ),
    ...alerts.flatMap(({ path, value: one }) =>
      'aws' in one ? awsMistakes(one, path, section, positions) : [],
    ),
    ...cloudwatchMistakes(section, { sources, areSourcesRight, mirrorRegion: region, positions }),
    ...(typeof section === 'string' ? [] : logMistakes(section, positions)),
  ];
}

// With `cloudwatch`, alarms say what is mirrored.
function nothingMirrored(mirror: unknown, section: Section, positions: Positions): Diagnostic[] {
  const path = ['mirror', 'cloudwatch'];
  if (section !== 'missing' || !isObject(mirror)) return [];
  if (mirror.select === undefined) {
    const problem = '"select" is missing in mirror.cloudwatch';
    return [{ ...positions.anchor(path), problem, expected: 'a list of the series to mirror' }];
  }
  if (!Array.isArray(mirror.select) || mirror.select.length > 0) return [];
  const problem = 'mirror.cloudwatch.select is empty';
  return [{ ...positions.value([...path, 'select']), problem, expected: 'at least one series' }];
}

// Of a part that is wrong elsewhere, its type, service and window still count: one mistake must not cause another.
function partsOf(record: Record<string, unknown>, positions: Positions): Parts {
  const exporter = exporterSettings.safeParse(record.exporter ?? {});
  const sources = asList(record.sources).map(asRecord);
  const scraped = scrapedSeries(sources);
  const areListed = record.sources === undefined || Array.isArray(record.sources);
  const emitters = sources.map(emitterOf);
  const areKnown = areListed && emitters.every((emitter) => emitter !== null);
  const services = new Map<string, string>();
  const add = (name: unknown, path: Path) => {
    if (typeof name === 'string') services.set(name, positions.written(path) ?? name);
  };
  add(asRecord(record.service).name, ['service', 'name']);
  const isNamed = services.size > 0;
  for (const [index, { service }] of sources.entries()) add(service, ['sources', index, 'service']);
  return {
    services: isNamed && areListed ? services : null,
    emitters: areKnown ? emitters : null,
    emitted: areKnown
      ? emittedBy(emitters, { windows: windowsOf(record), periods: periodsOf(record) }, scraped.atPrometheus)
      : null,
    served: areKnown ? servedMetrics(emitters) : null,
    scrapes: scraped.atExporter,
    scrapeInterval: exporter.success ? exporter.data.scrape_interval : 0,
  };
}

function placeOfMetric({ sources }: Record<string, unknown>, path: Path, name: string): Path {
  const { metrics } = asRecord(asList(sources)[Number(path.at(-1))]);
  const index = asList(metrics).findIndex((metric) => asRecord(metric).name === name);
  return index < 0 ? [...path, 'type'] : [...path, 'metrics', index, 'name'];
}

function windowsOf({ alerts }: Record<string, unknown>): number[] {
  return asList(alerts)
    .map(asRecord)
    .filter(({ signal, only }) => signal !== undefined && only !== 'cloudwatch')
    .map(({ window }) => duration.safeParse(window))
    .flatMap(({ data }) => data ?? []);
}

function periodsOf({ objectives }: Record<string, unknown>): Period[] {
  return asList(objectives).flatMap((one) => {
    const { window = '30d', only } = asRecord(one);
    return only === 'cloudwatch' ? [] : PERIODS.filter((period) => period === window);
  });
}

function duplicates(
  items: readonly Item<string>[],
  kind: string,
  expected: string,
  positions: Positions,
): Diagnostic[] {
  const first = new Map<string, Path>();
  return items.flatMap(({ path, value: name }) => {
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, path);
      return [];
    }
    const { line } = positions.value(earlier);
    const called = quoted(positions.written(path) ?? name);
    const problem = `a second ${kind} called ${called}; the first is in line ${line}`;
    return [{ ...positions.value(path), problem, expected }];
  });
}

// What one of two had read would be missing from the other.
function secondReaders(
  sources: readonly Item<z.output<typeof sourceSettings>>[],
  positions: Positions,
): Diagnostic[] {
  const readers = sources.flatMap(({ path, value }) =>
    value.type === 'logs' && value.stdin ? [[...path, 'stdin']] : [],
  );
  const [first = [], ...further] = readers;
  return further.map((path) => ({
    ...positions.value(path),
    problem: `a second source that reads standard input; the first is in line ${positions.value(first).line}`,
    expected: '`stdin: true` once',
  }));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
