import type { FamilySamples, Sample } from '../family.ts';
import { escapeQuoted, formatLabels, formatNumber } from './format.ts';

export const OPEN_METRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/**
 * Families in OpenMetrics 1.0 (https://github.com/prometheus/OpenMetrics). A counter's family drops its
 * `_total`. Where OpenMetrics forbids a family its type (a counter without `_total`, a histogram with a
 * negative sum), its series go out under their own names with type unknown, so that none is lost.
 */
export function renderOpenMetrics(families: readonly FamilySamples[]): string {
  const names = new Set(families.map(({ name }) => name));
  let page = '';
  for (const family of families) page += allows(family, names) ? typed(family) : untyped(family);
  return `${page}# EOF\n`;
}

function typed({ name, help, type, values }: FamilySamples): string {
  const family = type === 'counter' ? withoutTotal(name) : name;
  let text = head(family, help, type === 'untyped' ? 'unknown' : type);
  for (const sample of values) text += line(sample.metricName ?? name, sample, type);
  return text;
}

function untyped({ name, help, type, values }: FamilySamples): string {
  const lines = new Map<string, string>([[name, '']]);
  for (const sample of values) {
    const own = sample.metricName ?? name;
    lines.set(own, (lines.get(own) ?? '') + line(own, sample, type));
  }
  let text = '';
  for (const [own, its] of lines) {
    if (its !== '' || lines.size === 1) text += head(own, help, 'unknown') + its;
  }
  return text;
}

function head(family: string, help: string, type: string): string {
  return `# HELP ${family} ${escapeQuoted(help)}\n# TYPE ${family} ${type}\n`;
}

function line(name: string, sample: Sample, type: string): string {
  return `${name}${formatLabels(canonicalLabels(sample, type))} ${formatNumber(sample.value)}\n`;
}

/** Whether OpenMetrics lets a family have its type, beside families of these names. */
function allows({ name, type, values }: FamilySamples, names: ReadonlySet<string>): boolean {
  switch (type) {
    case 'counter': {
      const family = withoutTotal(name);
      const taken = names.has(family) || names.has(`${family}_created`);
      return !taken && values.every(({ value }) => value >= 0);
    }
    case 'histogram':
      return (
        !names.has(`${name}_created`) &&
        values.every(({ labels, value }) => value >= 0 && !(Number(labels?.le) < 0))
      );
    case 'summary':
      return (
        !names.has(`${name}_created`) &&
        // A quantile of nothing is NaN, which is allowed; a sum is not allowed to be.
        values.every(
          ({ metricName, value }) => value >= 0 || (metricName === undefined && Number.isNaN(value)),
        )
      );
    default:
      return true;
  }
}

function withoutTotal(name: string): string {
  return name.endsWith('_total') ? name.slice(0, -'_total'.length) : name;
}

// OpenMetrics wants floats in `le` and `quantile`: "1.0", not "1".
function canonicalLabels({ labels = {} }: Sample, type: string): Record<string, string | number> {
  const name = type === 'histogram' ? 'le' : type === 'summary' ? 'quantile' : '';
  const value = labels[name];
  if (value === undefined || !Number.isInteger(Number(value))) return labels;
  return { ...labels, [name]: Number(value).toFixed(1) };
}
