import type { LogGroup, LineFields as NamedFields } from '../../../definition/cloudwatch/log_groups.ts';
import type { FilterMetricSettings } from '../../../exporter/sources/logs/metrics/filter_metric_settings.ts';
import type { LogsSource } from '../groups.ts';
import { conditionOf } from './condition.ts';
import { insightsField } from './insights.ts';

/** How long a request took. */
export interface DurationField {
  readonly field: string;
  /** What one of it is in seconds. */
  readonly factor: number;
  /** `ms` or `s`, for names of columns; empty for another unit. */
  readonly unit: string;
}

/** What the lines of a log group tell, by the names of Logs Insights; null for what nobody has named. */
export interface LineFields {
  readonly level: string | null;
  readonly message: string | null;
  readonly error: string | null;
  readonly errorType: string | null;
  readonly method: string | null;
  readonly route: string | null;
  readonly status: string | null;
  readonly duration: DurationField | null;
  readonly user: string | null;
  readonly session: string | null;
  readonly request: string | null;
  /** Which lines are errors, as a condition. */
  readonly isError: string | null;
  /** Which lines are requests, as a condition. */
  readonly isRequest: string | null;
}

const TIMES: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, min: 60 };

/** The fields of the lines of a log group: those that it names, or else those that its source does. */
export function lineFields(
  { fields = {} }: LogGroup,
  source: LogsSource | null,
  errorLevels: readonly string[],
): LineFields {
  // Only of JSON does Logs Insights find fields by itself.
  const json = source?.format === 'json' ? source : null;
  const signals = json?.golden_signals;
  const named = (own: string | undefined, other?: string) => fieldOf(own ?? other);
  const timed = json === null ? null : firstTimer(json.metrics);
  const duration = durationOf(fields, json) ?? timed?.duration ?? null;
  const level = named(fields.level, json?.level);
  const status = named(fields.status, signals?.status);
  const ofSource = json?.errors === undefined ? null : conditionOf(json.errors.pattern);
  const isTimed = duration !== null && duration === timed?.duration ? timed.condition : null;
  return {
    level,
    message: named(fields.message, json?.errors?.message),
    error: named(fields.error),
    errorType: named(fields.error_type, json?.errors?.type),
    method: named(fields.method, signals?.method),
    route: named(fields.route, signals?.route ?? signals?.path),
    status,
    duration,
    user: named(fields.user),
    session: named(fields.session),
    request: named(fields.request),
    isError: ofSource ?? (level === null ? null : `${level} like /(?i)^(?:${errorLevels.join('|')})$/`),
    isRequest: isTimed ?? presence(status ?? duration?.field ?? null),
  };
}

function fieldOf(selector: string | undefined): string | null {
  return selector === undefined ? null : insightsField(selector);
}

function presence(field: string | null): string | null {
  return field === null ? null : `ispresent(${field})`;
}

function durationOf(fields: NamedFields, source: LogsSource | null): DurationField | null {
  const { duration_ms, duration_s } =
    fields.duration_ms === undefined && fields.duration_s === undefined
      ? (source?.golden_signals ?? {})
      : fields;
  const field = fieldOf(duration_ms ?? duration_s);
  if (field === null) return null;
  return duration_ms === undefined ? { field, factor: 1, unit: 's' } : { field, factor: 1e-3, unit: 'ms' };
}

/** The first histogram of times, whose lines are then taken for requests. */
function firstTimer(metrics: readonly FilterMetricSettings[]) {
  for (const { name, type, value, unit, pattern } of metrics) {
    const factor = unit === undefined ? (name.endsWith('_seconds') ? 1 : undefined) : TIMES[unit];
    const condition = conditionOf(pattern);
    if (type !== 'histogram' || value === undefined || factor === undefined || condition === null) continue;
    const field = insightsField(value);
    if (field === null) continue;
    const shown = unit === 'ms' || unit === 's' ? unit : '';
    return { duration: { field, factor, unit: unit === undefined ? 's' : shown }, condition };
  }
  return null;
}
