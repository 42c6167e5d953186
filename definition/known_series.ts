import {
  GOLDEN_SIGNALS,
  type MetricDeclaration,
  SATURATION_RATIO,
  SELF_METRICS,
} from '../conventions/metrics.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../conventions/recorded.ts';
import { type SourceSettings, sourceSettings } from '../exporter/settings.ts';
import { SOURCES } from '../exporter/sources/index.ts';
import type { SourceDefinition } from '../exporter/sources/source.ts';
import type { Alert } from './alerts.ts';
import { PROCESS_METRICS, type ServedMetric } from './process_metrics.ts';

const ALL: readonly SourceDefinition[] = SOURCES;

// What Prometheus and the stack's own programs serve; their versions differ, so they are known by prefix.
const STACK_PREFIX =
  /^(?:up$|scrape_|ALERTS(?:_FOR_STATE)?$|prometheus_|alertmanager_|grafana_|node_|process_|nodejs_|go_|promhttp_)/;

/** Windows over which signals are recorded: the default one, and those that alerts ask for; ascending, in ms. */
export function recordedWindows(alerts: readonly Alert[]): number[] {
  const windows = new Set([DEFAULT_WINDOW_MS]);
  for (const alert of alerts) if ('window' in alert) windows.add(alert.window);
  return [...windows].sort((a, b) => a - b);
}

/** A source as far as it decides what is emitted: its type, and the metrics that its settings declare. */
export interface Emitter {
  readonly type: string;
  readonly declared: readonly MetricDeclaration[];
}

/** What a source with these settings emits; null where its type is not known, or its settings declare metrics and are wrong. */
export function emitterOf(settings: Readonly<Record<string, unknown>>): Emitter | null {
  const source = ALL.find(({ type }) => type === settings.type);
  if (source === undefined) return null;
  if (source.metricsOf === undefined) return { type: source.type, declared: [] };
  const parsed = sourceSettings.safeParse(settings);
  return parsed.success ? { type: source.type, declared: declaredBy(parsed.data) } : null;
}

/** The metrics that the settings of a source declare. */
export function declaredBy(settings: SourceSettings): readonly MetricDeclaration[] {
  return ALL.find(({ type }) => type === settings.type)?.metricsOf?.(settings) ?? [];
}

/** Every series name that the configured sources, the exporter and the recording rules give. */
export function knownSeries(emitters: readonly Emitter[], windows: readonly number[]): Set<string> {
  const declarations: MetricDeclaration[] = [
    ...GOLDEN_SIGNALS,
    SATURATION_RATIO,
    ...Object.values(SELF_METRICS),
    ...emittedBySources(emitters),
  ];
  const names = new Set(declarations.flatMap(seriesNames));
  for (const name of Object.values(RECORDED)) for (const window of windows) names.add(name(window));
  return names;
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

function seriesNames({ name, type }: MetricDeclaration): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
