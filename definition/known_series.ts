import {
  GOLDEN_SIGNALS,
  type MetricDeclaration,
  SATURATION_RATIO,
  SELF_METRICS,
} from '../conventions/metrics.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../conventions/recorded.ts';
import { SOURCES } from '../exporter/sources/index.ts';
import type { Alert } from './alerts.ts';
import { PROCESS_METRICS, type ServedMetric } from './process_metrics.ts';

// What Prometheus and the stack's own programs serve; their versions differ, so they are known by prefix.
const STACK_PREFIX =
  /^(?:up$|scrape_|ALERTS(?:_FOR_STATE)?$|prometheus_|alertmanager_|grafana_|node_|process_|nodejs_|go_|promhttp_)/;

/** Windows over which signals are recorded: the default one, and those that alerts ask for; ascending, in ms. */
export function recordedWindows(alerts: readonly Alert[]): number[] {
  const windows = new Set([DEFAULT_WINDOW_MS]);
  for (const alert of alerts) if ('window' in alert) windows.add(alert.window);
  return [...windows].sort((a, b) => a - b);
}

/** Every series name that the configured sources, the exporter and the recording rules give. */
export function knownSeries(sourceTypes: Iterable<string>, windows: readonly number[]): Set<string> {
  const used = new Set(sourceTypes);
  const declarations: MetricDeclaration[] = [
    ...GOLDEN_SIGNALS,
    SATURATION_RATIO,
    ...Object.values(SELF_METRICS),
  ];
  for (const source of SOURCES) if (used.has(source.type)) declarations.push(...source.metrics);
  const names = new Set(declarations.flatMap(seriesNames));
  for (const name of Object.values(RECORDED)) for (const window of windows) names.add(name(window));
  return names;
}

/** Every metric that the exporter itself serves with these sources, once: what can be mirrored. */
export function servedMetrics(sourceTypes: Iterable<string>): ServedMetric[] {
  const used = new Set(sourceTypes);
  const declarations: ServedMetric[] = [];
  for (const source of SOURCES) if (used.has(source.type)) declarations.push(...source.metrics);
  declarations.push(...Object.values(SELF_METRICS), ...PROCESS_METRICS);
  return [...new Map(declarations.map((metric) => [metric.name, metric])).values()];
}

/** Whether a series belongs to a program of the stack rather than to a source. */
export function isStackSeries(name: string): boolean {
  return STACK_PREFIX.test(name);
}

function seriesNames({ name, type }: MetricDeclaration): string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
