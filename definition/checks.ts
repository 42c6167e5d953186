import type { z } from 'zod';
import { BUILT_IN_ALERTS } from '../conventions/alerts.ts';
import { formatDuration } from '../conventions/quantities.ts';
import { exporterSettings, sourceSettings } from '../exporter/settings.ts';
import { type Alert, alert } from './alerts.ts';
import { type Diagnostic, nearestName, oneOf } from './diagnostics.ts';
import { isStackSeries, knownSeries, recordedWindows } from './known_series.ts';
import type { Path, Positions } from './positions.ts';
import { parsePromql } from './promql.ts';

/** Parts of a definition that are right in themselves, each with its path; others may be wrong. */
interface Parts {
  readonly services: ReadonlySet<string>;
  readonly scrapeInterval: number;
  readonly sources: readonly { path: Path; value: z.output<typeof sourceSettings> }[];
  readonly alerts: readonly { path: Path; value: Alert }[];
}

/**
 * Mistakes that no part has alone: two things of one name, an alert on what nobody emits. Looks at every part
 * that is right in itself, so that these mistakes show together with those of other parts.
 */
export function crossCheck(value: unknown, positions: Positions): Diagnostic[] {
  const parts = validParts(value);
  return [
    ...duplicates(
      parts.sources.map(({ path, value: source }) => ({ path, name: source.name ?? source.type })),
      'source',
      'a `name` of its own for every source',
      positions,
    ),
    ...duplicates(
      parts.alerts.map(({ path, value: { name } }) => ({ path: [...path, 'name'], name })),
      'alert',
      'a name that no other alert has',
      positions,
    ),
    ...parts.alerts.flatMap(({ path, value: one }) => [
      ...reservedName(one, path, positions),
      ...unknownService(one, path, parts, positions),
      ...shortWindow(one, path, parts, positions),
      ...brokenPromql(one, path, parts, positions),
    ]),
  ];
}

function validParts(value: unknown): Parts {
  const record = asRecord(value);
  const exporter = exporterSettings.safeParse(record.exporter ?? {});
  const sources = validItems(sourceSettings, record.sources, 'sources');
  const serviceName = asRecord(record.service).name;
  const services = new Set(
    sources.map((source) => source.value.service).filter((name) => name !== undefined),
  );
  if (typeof serviceName === 'string') services.add(serviceName);
  return {
    services,
    scrapeInterval: exporter.success ? exporter.data.scrape_interval : 0,
    sources,
    alerts: validItems(alert, record.alerts, 'alerts'),
  };
}

function validItems<S extends z.ZodType>(schema: S, list: unknown, key: string) {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [{ path: [key, index] as Path, value: parsed.data }] : [];
  });
}

function duplicates(
  items: readonly { path: Path; name: string }[],
  kind: string,
  expected: string,
  positions: Positions,
): Diagnostic[] {
  const first = new Map<string, Path>();
  return items.flatMap(({ path, name }) => {
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, path);
      return [];
    }
    const { line } = positions.value(earlier);
    return [
      {
        ...positions.value(path),
        problem: `a second ${kind} called "${name}"; the first is in line ${line}`,
        expected,
      },
    ];
  });
}

function reservedName({ name }: Alert, path: Path, positions: Positions): Diagnostic[] {
  if (!(BUILT_IN_ALERTS as readonly string[]).includes(name)) return [];
  const problem = `"${name}" is an alert that goldwatch always renders`;
  return [{ ...positions.value([...path, 'name']), problem, expected: 'another name' }];
}

function unknownService(one: Alert, path: Path, { services }: Parts, positions: Positions): Diagnostic[] {
  if (!('service' in one) || one.service === undefined || services.has(one.service)) return [];
  const known = [...services];
  const suggestion = nearestName(one.service, known);
  return [
    {
      ...positions.value([...path, 'service']),
      problem: 'no source watches this service',
      expected: oneOf(known),
      ...(suggestion !== undefined && { suggestion }),
    },
  ];
}

// A rate needs two samples, and a scrape may fail: below four intervals an alert would fall silent.
function shortWindow(one: Alert, path: Path, { scrapeInterval }: Parts, positions: Positions): Diagnostic[] {
  if (!('window' in one) || one.window >= 4 * scrapeInterval) return [];
  return [
    {
      ...positions.value([...path, 'window']),
      problem: `a window of ${formatDuration(one.window)} holds too few scrapes, of which there is one every ${formatDuration(scrapeInterval)}`,
      expected: `at least four scrapes: "${formatDuration(4 * scrapeInterval)}" or more`,
    },
  ];
}

function brokenPromql(one: Alert, path: Path, parts: Parts, positions: Positions): Diagnostic[] {
  if (!('promql' in one) || one.promql === undefined) return [];
  const place = positions.value([...path, 'promql']);
  const { errorAt, metrics } = parsePromql(one.promql);
  if (errorAt !== null) {
    const problem = `this is no PromQL: it goes wrong at character ${errorAt + 1}`;
    return [{ ...place, problem, expected: 'a PromQL expression' }];
  }
  const known = knownSeries(
    parts.sources.map(({ value }) => value.type),
    recordedWindows(parts.alerts.map(({ value }) => value)),
  );
  return metrics.flatMap(({ name }) => {
    if (known.has(name) || isStackSeries(name)) return [];
    const suggestion = nearestName(name, [...known]);
    return [
      {
        ...place,
        problem: `no source emits the series ${name}`,
        expected: 'a series of a configured source; docs/reference/metrics.md lists them',
        ...(suggestion !== undefined && { suggestion }),
      },
    ];
  });
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
