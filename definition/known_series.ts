import { LABEL } from '../conventions/labels.ts';
import {
  GOLDEN_SIGNALS,
  type MetricDeclaration,
  SATURATION_RATIO,
  SELF_METRICS,
} from '../conventions/metrics.ts';
import { DASHBOARD_WINDOWS, SLO_SERIES } from '../conventions/objectives.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../conventions/recorded.ts';
import { type SourceSettings, sourceSettings } from '../exporter/settings.ts';
import { SOURCES } from '../exporter/sources/index.ts';
import type { SourceDefinition } from '../exporter/sources/source.ts';
import { type Period, windowsOf } from '../slo/windows.ts';
import type { Alert } from './alerts.ts';
import { PROCESS_METRICS, type ServedMetric } from './process_metrics.ts';

const ALL: readonly SourceDefinition[] = SOURCES;

// What Prometheus and the stack's own programs serve; their versions differ, so they are known by prefix.
const STACK_PREFIX =
  /^(?:up$|scrape_|ALERTS(?:_FOR_STATE)?$|prometheus_|alertmanager_|grafana_|node_|process_|nodejs_|go_|promhttp_)/;

/** Windows over which signals are recorded: the default one, and those that alerts ask for; ascending, in ms. */
export function recordedWindows(alerts: readonly Alert[]): number[] {
  const windows = new Set([DEFAULT_WINDOW_MS]);
  for (const alert of alerts) if (alert.signal !== undefined && 'window' in alert) windows.add(alert.window);
  return [...windows].sort((a, b) => a - b);
}

/** A source as far as it decides what is emitted: its type, and the metrics that its settings declare. */
export interface Emitter {
  readonly type: string;
  readonly declared: readonly MetricDeclaration[];
  /** Whether its settings say what its golden signals are. */
  readonly hasGoldenSignals?: boolean;
}

/** What a source with these settings emits; null where its type is not known, or its settings declare metrics and are wrong. */
export function emitterOf(settings: Readonly<Record<string, unknown>>): Emitter | null {
  const source = ALL.find(({ type }) => type === settings.type);
  if (source === undefined) return null;
  const hasGoldenSignals = settings.golden_signals !== undefined;
  if (source.metricsOf === undefined) return { type: source.type, declared: [], hasGoldenSignals };
  const parsed = sourceSettings.safeParse(settings);
  return parsed.success ? { type: source.type, declared: declaredBy(parsed.data), hasGoldenSignals } : null;
}

/** What the sources of a definition emit. */
export function emittersOf(sources: readonly SourceSettings[]): Emitter[] {
  return sources.map((source) => ({
    type: source.type,
    declared: declaredBy(source),
    hasGoldenSignals: 'golden_signals' in source && source.golden_signals !== undefined,
  }));
}

/** The metrics that the settings of a source declare. */
export function declaredBy(settings: SourceSettings): readonly MetricDeclaration[] {
  return ALL.find(({ type }) => type === settings.type)?.metricsOf?.(settings) ?? [];
}

/** Whether a source emits a metric of this name for the service that it watches. */
export function emitsOfService(source: SourceSettings, name: string): boolean {
  const isIt = (metric: MetricDeclaration) => [metric.name, ...seriesNames(metric)].includes(name);
  if (GOLDEN_SIGNALS.some(isIt)) return 'golden_signals' in source && source.golden_signals !== undefined;
  const always = ALL.find(({ type }) => type === source.type)?.metrics ?? [];
  return (
    declaredBy(source).some(isIt) ||
    always.some((metric) => isIt(metric) && metric.labels.includes(LABEL.service))
  );
}

/** Every series name that the configured sources, the exporter and the recording rules give; those of objectives by their periods. */
export function knownSeries(
  emitters: readonly Emitter[],
  windows: readonly number[],
  periods: readonly Period[] = [],
): Set<string> {
  const declarations: MetricDeclaration[] = [
    ...GOLDEN_SIGNALS,
    SATURATION_RATIO,
    ...Object.values(SELF_METRICS),
    ...emittedBySources(emitters),
  ];
  const names = new Set(declarations.flatMap(seriesNames));
  for (const name of Object.values(RECORDED)) for (const window of windows) names.add(name(window));
  for (const name of recordedOfObjectives(periods)) names.add(name);
  return names;
}

function recordedOfObjectives(periods: readonly Period[]): string[] {
  if (periods.length === 0) return [];
  const windows = [...DASHBOARD_WINDOWS, ...periods.flatMap((period) => windowsOf(period))];
  const names = Object.values(SLO_SERIES).flatMap((name) =>
    typeof name === 'string' ? [name] : windows.map(name),
  );
  return [...new Set(names)];
}

/** Every metric that the exporter itself serves with these sources, once: what can be mirrored. */
export function servedMetrics(emitters: readonly Emitter[]): ServedMetric[] {
  const declarations: ServedMetric[] = [
    ...emittedBySources(emitters),
    ...Object.values(SELF_METRICS),
    ...PROCESS_METRICS,
  ];
  return [...new Map(declarations.map((metric) => [metric.name, metric])).values()];
}

/** Whether a series belongs to a program of the stack rather than to a source. */
export function isStackSeries(name: string): boolean {
  return STACK_PREFIX.test(name);
}

function emittedBySources(emitters: readonly Emitter[]): MetricDeclaration[] {
  const used = new Set(emitters.map(({ type }) => type));
  const always = ALL.filter(({ type }) => used.has(type)).flatMap(({ metrics }) => metrics);
  return [...always, ...emitters.flatMap(({ declared }) => declared)];
}

/** The names of the series of a metric. */
export function seriesNames({ name, type }: Pick<MetricDeclaration, 'name' | 'type'>): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
