import type { FilterMetricSettings } from '../metrics/filter_metric_settings.ts';
import { securityMetrics } from './security.ts';

/** What presets there are. */
export const PRESETS = ['security'] as const;
export type Preset = (typeof PRESETS)[number];

/** What a source says of its lines, as far as presets ask. */
export interface PresetContext {
  readonly presets: readonly Preset[];
  readonly metrics: readonly FilterMetricSettings[];
  readonly golden_signals?: { readonly status: string } | undefined;
  readonly errors?: { readonly message: string } | undefined;
}

/** All metrics that lines bring values to: those of the settings, and those of presets. */
export function metricsWithPresets(config: PresetContext): FilterMetricSettings[] {
  return [...config.metrics, ...metricsOfPresets(config)];
}

/** The metrics of presets, read from the fields that the settings name anyway, or else from `$.status` and `$.message`. */
export function metricsOfPresets({
  presets,
  golden_signals,
  errors,
}: Omit<PresetContext, 'metrics'>): FilterMetricSettings[] {
  const fields = { status: golden_signals?.status ?? '$.status', message: errors?.message ?? '$.message' };
  return presets.includes('security') ? securityMetrics(fields) : [];
}
