import type { FamilySamples, Sample } from '../family.ts';
import { escapeQuoted, formatLabels, formatNumber } from './format.ts';

export const OPEN_METRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/**
 * Families in OpenMetrics 1.0 (https://github.com/prometheus/OpenMetrics). A counter's family drops its
 * `_total`; a counter without one has type unknown, since OpenMetrics would rename its series.
 */
export function renderOpenMetrics(families: readonly FamilySamples[]): string {
  let page = '';
  for (const { name, help, type, values } of families) {
    const isCounter = type === 'counter' && name.endsWith('_total');
    const family = isCounter ? name.slice(0, -'_total'.length) : name;
    page += `# HELP ${family} ${escapeQuoted(help)}\n# TYPE ${family} ${openMetricsType(type, isCounter)}\n`;
    for (const sample of values) {
      page += `${sample.metricName ?? name}${formatLabels(canonicalLabels(sample, type))} ${formatNumber(sample.value)}\n`;
    }
  }
  return `${page}# EOF\n`;
}

function openMetricsType(type: string, isCounter: boolean): string {
  if (type === 'counter' && !isCounter) return 'unknown';
  return type === 'untyped' ? 'unknown' : type;
}

// OpenMetrics wants floats in `le` and `quantile`: "1.0", not "1".
function canonicalLabels({ labels = {} }: Sample, type: string): Record<string, string | number> {
  const name = type === 'histogram' ? 'le' : type === 'summary' ? 'quantile' : '';
  const value = labels[name];
  if (value === undefined || !Number.isInteger(Number(value))) return labels;
  return { ...labels, [name]: Number(value).toFixed(1) };
}
