import { GOLDEN_SIGNALS, SATURATION_RATIO, SELF_METRICS } from '../conventions/metrics.ts';
import { nearestName, oneOf, quoted } from '../conventions/names.ts';
import { objectiveAlerts } from '../conventions/objectives.ts';
import { formatDuration } from '../conventions/quantities.ts';
import type { SourceSettings } from '../exporter/settings.ts';
import { SOURCES } from '../exporter/sources/index.ts';
import type { SourceDefinition } from '../exporter/sources/source.ts';
import { WINDOWS } from '../slo/windows.ts';
import { emittedFor, unknownService } from './alert_checks.ts';
import { readCounter } from './counter_selector.ts';
import type { Diagnostic } from './diagnostics.ts';
import { declaredBy } from './known_series.ts';
import type { Objective } from './objectives.ts';
import type { Path, Positions } from './positions.ts';
import { PROCESS_METRICS } from './process_metrics.ts';
import { EMITTED, type Emitted, unknownNames } from './promql_checks.ts';
import { mayBeScraped } from './scraped_series.ts';
import { countingSources, doubtfulServices, feedingSources } from './service_objectives.ts';

interface Item<T> {
  readonly path: Path;
  readonly value: T;
}

/** Parts of the definition that are right in themselves. */
export interface ObjectiveParts {
  readonly objectives: readonly Item<Objective>[];
  /** The names of alerts, right or not. */
  readonly alerts: readonly Item<string>[];
  readonly sources: readonly Item<SourceSettings>[];
  /** Whether these are all sources that there are. */
  readonly areSourcesRight: boolean;
  /** Null where a source is of no known type, or declares what is wrong. */
  readonly emitted: Emitted | null;
  /** Whether the exporter scrapes services, whose metrics nobody knows. */
  readonly scrapes: boolean;
  /** Every service that is watched; null where some are not known. */
  readonly services: ReadonlyMap<string, string> | null;
  /** The name of the service that is watched where a source names none. */
  readonly defaultService: unknown;
  /** Milliseconds; 0 where it is not known. */
  readonly scrapeInterval: number;
}

/** Mistakes of objectives that none has alone: windows too short for the scrapes, series that nobody emits, names that are taken. */
export function objectiveMistakes(parts: ObjectiveParts, positions: Positions): Diagnostic[] {
  return [
    ...parts.objectives.flatMap((one) => [
      ...unknownService(one.value, one.path, parts, positions),
      ...shortWindows(one, parts, positions),
      ...uncounted(one, parts, positions),
      ...wrongCounters(one, parts, positions),
      ...doubtfulService(one, parts, positions),
    ]),
    ...takenNames(parts, positions),
    ...sameAlerts(parts, positions),
  ];
}

// A rate needs two samples, and a scrape may fail.
function shortWindows({ path, value }: Item<Objective>, parts: ObjectiveParts, positions: Positions) {
  const { page, ticket } = WINDOWS[value.window];
  const shortest = Math.min(...[...page, ...ticket].map(({ short }) => short.milliseconds));
  const tooLong = intervals(value, parts).find(({ interval }) => shortest < 4 * interval);
  if (tooLong === undefined) return [];
  const interval = positions.written(tooLong.path) ?? formatDuration(tooLong.interval);
  return [
    {
      ...positions.value([...path, 'window']),
      problem: `the alerts on an objective of ${value.window} ask about ${formatDuration(shortest)}, which is too few scrapes with one every ${interval}`,
      expected: `${tooLong.setting} of "${formatDuration(shortest / 4)}" or less`,
    },
  ];
}

function intervals(objective: Objective, { sources, scrapeInterval, defaultService }: ObjectiveParts) {
  const { service } = objective;
  const feeding = feedingSources(
    objective,
    sources.map(({ value }) => value),
  );
  const setting = 'an `exporter.scrape_interval`';
  const own = { path: ['exporter', 'scrape_interval'], interval: scrapeInterval, setting };
  const scraped = sources.flatMap(({ path, value }) => {
    if (value.type !== 'scrape' || value.via !== 'prometheus' || !feeding.includes(value)) return [];
    if (service !== undefined && (value.service ?? defaultService) !== service) return [];
    return [
      { path: [...path, 'interval'], interval: value.interval, setting: 'an `interval` of that source' },
    ];
  });
  return [own, ...scraped];
}

// Nothing would ever be known of it.
function uncounted(
  { path, value }: Item<Objective>,
  { sources, areSourcesRight, services, defaultService }: ObjectiveParts,
  positions: Positions,
): Diagnostic[] {
  // A service that nobody watches is told already, and so is a source that is wrong.
  if (value.signal === undefined || services === null || !areSourcesRight) return [];
  if (value.service !== undefined && !services.has(value.service)) return [];
  const counting = countingSources(
    value,
    sources.map(({ value: source }) => source),
  );
  const isCounted = counting.some(
    (source) => value.service === undefined || (source.service ?? defaultService) === value.service,
  );
  if (isCounted) return [];
  const isLatency = value.signal === 'latency';
  return [
    {
      ...positions.value([...path, value.service === undefined ? 'signal' : 'service']),
      problem: `no source ${isLatency ? 'tells the latency' : 'counts the requests'} of ${value.service === undefined ? 'any service' : 'this service'}`,
      expected: 'a source with `golden_signals`',
    },
  ];
}

function wrongCounters(one: Item<Objective>, parts: ObjectiveParts, positions: Positions): Diagnostic[] {
  const { value } = one;
  if (value.signal !== undefined) return [];
  const seen = { ...parts, emitted: emittedFor(value, parts) };
  return (['total', 'good', 'bad'] as const).flatMap((key) => {
    const text = value[key];
    return text === undefined ? [] : wrongCounter(text, [...one.path, key], seen, positions);
  });
}

function wrongCounter(
  text: string,
  path: Path,
  { emitted, sources }: ObjectiveParts,
  positions: Positions,
): Diagnostic[] {
  const place = positions.value(path);
  const selector = readCounter(text);
  if (selector === null) {
    const problem = 'this is not the series of one counter';
    return [
      {
        ...place,
        problem,
        expected: 'a counter with its labels and nothing else, such as orders_total{status="ok"}',
      },
    ];
  }
  const { metric } = selector;
  if (gauges(sources).has(metric)) {
    const problem = `${metric} is no counter, and nothing else counts events`;
    return [{ ...place, problem, expected: 'a counter such as orders_total' }];
  }
  if (emitted === null || unknownNames([{ name: metric }], emitted).length === 0) return [];
  if (emitted.isOpen && mayBeScraped(metric)) return [];
  // What the environment filled in may be a secret.
  if (!(positions.written(path) ?? '').includes(metric))
    return [{ ...place, problem: 'no source emits this series', expected: EMITTED }];
  const suggestion = nearestName(metric, emitted.suggestions);
  const problem = `no source emits the series ${metric}`;
  return [{ ...place, problem, expected: EMITTED, ...(suggestion !== undefined && { suggestion }) }];
}

// Of the wrong one nothing would ever be known.
function doubtfulService(
  { path, value }: Item<Objective>,
  { sources, services }: ObjectiveParts,
  positions: Positions,
): Diagnostic[] {
  const doubtful = doubtfulServices(
    value,
    sources.map(({ value: source }) => source),
  );
  if (services === null || doubtful.length === 0) return [];
  return [
    {
      ...positions.value([...path, 'total']),
      problem: 'several services are scraped that may have this counter',
      expected: `a \`service\`: ${oneOf([...services.values()])}`,
    },
  ];
}

function gauges(sources: readonly Item<SourceSettings>[]): Set<string> {
  const metrics = [
    ...GOLDEN_SIGNALS,
    SATURATION_RATIO,
    ...Object.values(SELF_METRICS),
    ...(SOURCES as readonly SourceDefinition[]).flatMap((source) => source.metrics),
    ...sources.flatMap(({ value }) => declaredBy(value)),
    ...PROCESS_METRICS,
  ];
  return new Set(metrics.flatMap(({ name, type }) => (type === 'gauge' ? [name] : [])));
}

function takenNames({ objectives, alerts }: ObjectiveParts, positions: Positions): Diagnostic[] {
  const names = new Map(
    objectives.flatMap(({ path, value: { name } }) =>
      Object.values(objectiveAlerts(name)).map((alert) => [alert, path] as const),
    ),
  );
  return alerts.flatMap(({ path, value: name }) => {
    const objective = names.get(name);
    if (objective === undefined) return [];
    const { line } = positions.value([...objective, 'name']);
    const called = quoted(positions.written(path) ?? name);
    const problem = `${called} is an alert of the objective in line ${line}`;
    return [{ ...positions.value(path), problem, expected: 'another name' }];
  });
}

// `p99` and `p_99` are two names, and their alerts have one.
function sameAlerts({ objectives }: ObjectiveParts, positions: Positions): Diagnostic[] {
  const first = new Map<string, Item<Objective>>();
  return objectives.flatMap((one) => {
    const { page } = objectiveAlerts(one.value.name);
    const earlier = first.get(page);
    if (earlier === undefined) first.set(page, one);
    if (earlier === undefined || earlier.value.name === one.value.name) return [];
    const { line } = positions.value([...earlier.path, 'name']);
    const problem = `the alerts of this objective are called like those of the one in line ${line}`;
    return [{ ...positions.value([...one.path, 'name']), problem, expected: 'another name' }];
  });
}
