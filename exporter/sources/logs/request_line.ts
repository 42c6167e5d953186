import type { z } from 'zod';
import type { ObservedRequest } from '../../../metrics/golden_signals.ts';
import type { RouteTable } from '../../../metrics/route_table.ts';
import type { logsConfig } from './definition.ts';
import { parseSelector } from './filter/selector.ts';
import type { LogLine } from './formats/index.ts';

type Mapping = NonNullable<z.output<typeof logsConfig>['golden_signals']>;

/** Why a line carries no golden signal; the values of the label `reason`. */
export type RejectReason =
  | 'not_in_format'
  | 'not_a_request'
  | 'missing_method'
  | 'missing_route'
  | 'missing_status'
  | 'missing_duration'
  | 'bad_status'
  | 'bad_duration'
  | 'too_long';

/** A reader of access-log lines: the request of a line, or the reason why there is none. Never throws. */
export function requestReader(
  mapping: Mapping,
  routes: RouteTable,
): (line: Pick<LogLine, 'isOfFormat' | 'value'>) => ObservedRequest | RejectReason {
  const { method, status, route, duration } = requestSelectors(mapping);
  const perSecond = mapping.duration_ms === undefined ? 1 : 1000;

  return (line) => {
    if (!line.isOfFormat) return 'not_in_format';
    const found = {
      method: line.value(method),
      route: line.value(route),
      status: line.value(status),
      duration: line.value(duration),
    };
    if (Object.values(found).every((value) => value === undefined)) return 'not_a_request';
    if (typeof found.method !== 'string' || found.method === '') return 'missing_method';
    if (typeof found.route !== 'string' || found.route === '') return 'missing_route';
    if (found.status === undefined || found.status === null) return 'missing_status';
    if (found.duration === undefined || found.duration === null) return 'missing_duration';
    const code = numberOf(found.status);
    if (!Number.isInteger(code) || code < 100 || code > 599) return 'bad_status';
    const amount = numberOf(found.duration);
    if (!Number.isFinite(amount) || amount < 0) return 'bad_duration';
    return {
      method: found.method,
      route: mapping.route === undefined ? routes.fromPath(found.route, code) : routes.bounded(found.route),
      status: code,
      seconds: amount / perSecond,
    };
  };
}

/** Where the golden signals stand in a line. */
export function requestSelectors(mapping: Mapping) {
  return {
    method: parseSelector(mapping.method),
    status: parseSelector(mapping.status),
    route: parseSelector(mapping.route ?? mapping.path ?? ''),
    duration: parseSelector(mapping.duration_ms ?? mapping.duration_s ?? ''),
  };
}

/** A value as a number, NaN where it is none. Loggers that write everything as text write numbers as text, too. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(value)
    ? Number(value)
    : Number.NaN;
}
