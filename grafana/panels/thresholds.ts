import {
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type Resource, SEVERITIES, type Severity } from '../../conventions/labels.ts';
import type { Definition } from '../../definition/schema.ts';

export const SEVERITY_COLOR: Record<Severity, string> = { critical: 'red', warning: 'orange', info: 'blue' };

/** Above what value an alert of monitoring.yml fires, in the unit of the series, and for whom. */
export interface Limit {
  readonly severity: Severity;
  readonly above: number;
  /** Absent where the alert watches every service. */
  readonly service?: string | undefined;
  readonly resource?: Resource;
}

/** Limits of the share of failed requests. */
export function errorRatioLimits({ alerts }: Definition): Limit[] {
  return alerts.filter((alert) => alert.signal === 'error_ratio');
}

/**
 * Limits of a latency quantile, in seconds. Alerts on higher quantiles count too: where one request in twenty
 * takes too long, one in a hundred does all the more. They count up to, but without, `below`.
 */
export function latencyLimits({ alerts }: Definition, quantile: number, below = 1): Limit[] {
  return alerts
    .filter((alert) => alert.signal === 'latency')
    .filter((alert) => alert.quantile >= quantile && alert.quantile < below)
    .map(({ severity, above, service }) => ({ severity, service, above: above / 1000 }));
}

/** Limits of how full resources are. */
export function saturationLimits({ alerts }: Definition): Limit[] {
  return alerts.filter((alert) => alert.signal === 'saturation');
}

/** The value at which the first alert of any severity fires; undefined where there is none. */
export function lowestLimit(limits: readonly Limit[]): number | undefined {
  return limits.length === 0 ? undefined : Math.min(...limits.map(({ above }) => above));
}

/** Colours from the lowest limit of each severity; neutral where nobody set a limit. */
export function thresholds(limits: readonly Limit[]) {
  return absolute(steps(limits));
}

/**
 * Thresholds of series that only some alerts watch, each with a regular expression for the names of those
 * series, `service` or `service resource`. Where several match, the last one holds.
 */
export function scopedThresholds(limits: readonly Limit[]) {
  const scopes = new Map<string, Limit>();
  // Those of every service first, so that a service's own come later and hold.
  const ordered = [...limits].sort(
    (a, b) => Number(a.service !== undefined) - Number(b.service !== undefined),
  );
  for (const limit of ordered) if (limit.service ?? limit.resource) scopes.set(seriesName(limit), limit);
  return [...scopes].map(([name, { service, resource }]) => ({
    name,
    thresholds: thresholds(
      limits.filter(
        (other) => other.resource === resource && (other.service === undefined || other.service === service),
      ),
    ),
  }));
}

/** Red below zero, of a budget that is spent. */
export function redBelowZero() {
  return absolute([
    { value: null, color: 'red' },
    { value: 0, color: 'green' },
  ]);
}

/** Red above zero, of what should never happen. Less than a half is none: a rate that is extrapolated may see a bit of one. */
export function redAboveZero() {
  return absolute([
    { value: null, color: 'green' },
    { value: 0.5, color: 'red' },
  ]);
}

function absolute(found: Threshold[]) {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(found);
}

/** The limits that hold for every series. */
export function unscoped(limits: readonly Limit[]): Limit[] {
  return limits.filter(({ service, resource }) => service === undefined && resource === undefined);
}

function seriesName({ service, resource }: Limit): string {
  const name = service?.replaceAll('.', '\\.') ?? '.+';
  return resource === undefined ? `/^${name}$/` : `/^${name} ${resource}$/`;
}

function steps(limits: readonly Limit[]): Threshold[] {
  const found: Threshold[] = [];
  let ceiling = Number.POSITIVE_INFINITY;
  // A value takes the colour of the highest step below it, so a milder one must not lie above a graver one.
  for (const severity of SEVERITIES) {
    const lowest = lowestLimit(limits.filter((limit) => limit.severity === severity));
    if (lowest === undefined || lowest >= ceiling) continue;
    ceiling = lowest;
    found.unshift({ value: lowest, color: SEVERITY_COLOR[severity] });
  }
  return [{ value: null, color: found.length === 0 ? 'text' : 'green' }, ...found];
}
