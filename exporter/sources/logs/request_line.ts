import type { z } from 'zod';
import type { ObservedRequest } from '../../../metrics/golden_signals.ts';
import type { RouteTable } from '../../../metrics/route_table.ts';
import type { logsConfig } from './definition.ts';
import { parseSelector } from './filter/selector.ts';
import { type LineFormatName, type LogLine, lineValueReader } from './formats/index.ts';

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

/** A reader of access-log lines of a format: the request of a line, or the reason why there is none. Never throws. */
export function requestReader(
  mapping: Mapping,
  routes: RouteTable,
  format: LineFormatName,
): (line: LogLine) => ObservedRequest | RejectReason {
  const selectors = requestSelectors(mapping);
  const readMethod = lineValueReader(format, selectors.method);
  const readRoute = lineValueReader(format, selectors.route);
  const readStatus = lineValueReader(format, selectors.status);
  const readDuration = lineValueReader(format, selectors.duration);
  const perSecond = mapping.duration_ms === undefined ? 1 : 1000;
  const isPath = mapping.route === undefined;

  return (line) => {
    if (!line.isOfFormat) return 'not_in_format';
    const method = readMethod(line);
    const route = readRoute(line);
    const status = readStatus(line);
    const duration = readDuration(line);
    if (method === undefined && route === undefined && status === undefined && duration === undefined)
      return 'not_a_request';
    if (typeof method !== 'string' || method === '') return 'missing_method';
    if (typeof route !== 'string' || route === '') return 'missing_route';
    if (status === undefined || status === null) return 'missing_status';
    if (duration === undefined || duration === null) return 'missing_duration';
    const code = numberOf(status);
    if (!Number.isInteger(code) || code < 100 || code > 599) return 'bad_status';
    const amount = numberOf(duration);
    if (!Number.isFinite(amount) || amount < 0) return 'bad_duration';
    return {
      method,
      route: isPath ? routes.fromPath(route, code) : routes.bounded(route),
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
