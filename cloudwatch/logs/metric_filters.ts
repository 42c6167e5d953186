import type { LogGroup } from '../../definition/cloudwatch/log_groups.ts';
import type { Definition } from '../../definition/schema.ts';
import { APPLICATION_ERRORS_TOTAL } from '../../exporter/sources/logs/errors/error_settings.ts';
import type { FilterMetricSettings } from '../../exporter/sources/logs/metrics/filter_metric_settings.ts';
import { metricsWithPresets } from '../../exporter/sources/logs/presets/index.ts';
import { prefixOf } from '../names.ts';
import { type Refusal, refusalOf, refusalOfGroup } from './filter_limits.ts';
import { unitOf } from './filter_units.ts';
import { type LogsSource, logGroups, sourceOf } from './groups.ts';
import type { AbsentFromLogs, FilterMetricPlan, LogsDeviation, MetricFilterPlan } from './plan.ts';
import { stableId } from './stable_id.ts';

interface Filters {
  readonly filters: readonly MetricFilterPlan[];
  readonly absent: readonly AbsentFromLogs[];
  readonly deviations: readonly LogsDeviation[];
}

/** The metric filters of all log groups with a `source`: one for each of its metrics that CloudWatch can have. */
export function metricFilters(definition: Definition): Filters {
  const filters: MetricFilterPlan[] = [];
  const absent: AbsentFromLogs[] = [];
  const deviations: LogsDeviation[] = [];
  /** Services, by the metrics that they have. */
  const owners = new Map<string, string>();
  for (const group of logGroups(definition)) {
    const source = sourceOf(group, definition);
    if (source === null) continue;
    const service = source.service ?? definition.service.name;
    const ofGroup: string[] = [];
    for (const metric of metricsOf(source)) {
      const owner = owners.get(metric.name) ?? service;
      const refusal =
        refusalOfOwner(owner, service) ?? refusalOf(metric) ?? refusalOfGroup(metric.pattern, ofGroup);
      if (refusal !== null) {
        absent.push({ what: metric.name, group: group.name, ...refusal });
        continue;
      }
      owners.set(metric.name, service);
      ofGroup.push(metric.pattern);
      filters.push(filterOf(metric, group, definition));
      deviations.push(...deviationsOf(metric, source, group));
    }
  }
  return { filters, absent, deviations };
}

/**
 * The metric that metric filters make of a metric of a `logs` source, for alarms and dashboards; null where none does. Values are
 * those of the log: a limit in Prometheus's base unit is to be divided by `factor`.
 */
export function filterMetricOf(definition: Definition, metricName: string): FilterMetricPlan | null {
  return metricFilters(definition).filters.find(({ metric }) => metric.name === metricName)?.metric ?? null;
}

// A filter takes no "*", "$" and ":" in it, as PutMetricData does: MetricTransformation, API reference of CloudWatch Logs.
/** The service whose lines that metric counts; null where there is no such filter. */
export function filterServiceOf(definition: Definition, metricName: string): string | null {
  const filter = metricFilters(definition).filters.find(({ metric }) => metric.name === metricName);
  const group = logGroups(definition).find(({ name }) => name === filter?.group);
  const source = group === undefined ? null : sourceOf(group, definition);
  return source === null ? null : (source.service ?? definition.service.name);
}

function filterNamespaceOf({ cloudwatch, mirror, service }: Definition): string {
  const beside = `${mirror.cloudwatch?.namespace ?? service.name}/Logs`;
  return cloudwatch?.logs.namespace ?? beside.replaceAll(/[*$:]/g, '-');
}

/** The metrics of a source that come of patterns: those of its settings, those of presets, and errors as one. */
function metricsOf(source: LogsSource): FilterMetricSettings[] {
  const { name, help } = APPLICATION_ERRORS_TOTAL;
  const { errors } = source;
  const counted = metricsWithPresets(source);
  if (errors === undefined) return counted;
  const { pattern } = errors;
  return [...counted, { name, help, type: 'counter', pattern, labels: {}, label_values_limit: 1 }];
}

function filterOf(metric: FilterMetricSettings, group: LogGroup, definition: Definition): MetricFilterPlan {
  const { name, type, pattern, value = '1', labels } = metric;
  const dimensions = Object.keys(labels);
  return {
    name: `${prefixOf(definition)}-${name}`,
    logicalId: stableId('filter', group.name, name),
    group: group.name,
    pattern,
    metric: { namespace: filterNamespaceOf(definition), name, ...unitOf(metric), dimensions },
    value,
    // CloudWatch takes none beside dimensions; a zero would be a measurement that nobody made, but for a counter.
    defaultValue: type === 'counter' && dimensions.length === 0 ? 0 : null,
    dimensions: labels,
  };
}

// A filter cannot tell services apart: dimensions are fields of lines.
function refusalOfOwner(owner: string, service: string): Refusal | null {
  if (owner === service) return null;
  const reason = `${owner} has a metric of this name as well, and metric filters cannot tell services apart`;
  return { reason, remedy: 'a name of its own, or the mirror' };
}

function deviationsOf({ name }: FilterMetricSettings, source: LogsSource, group: LogGroup): LogsDeviation[] {
  const { files = [], multiline, unwrap } = source;
  const differences = [
    name === APPLICATION_ERRORS_TOTAL.name &&
      'CloudWatch counts errors as one, without the labels error_type and fingerprint',
    files.some((file) => typeof file !== 'string' && file.min_level !== undefined) &&
      'CloudWatch counts lines of every level, also below `min_level`',
    unwrap !== undefined &&
      'CloudWatch looks at lines as they are, and not at what `unwrap` takes out of them',
    multiline !== undefined &&
      'CloudWatch counts events as they were sent to it, and joins none as `multiline` does',
  ].filter((difference) => difference !== false);
  return differences.map((difference) => ({ metric: name, group: group.name, difference }));
}
