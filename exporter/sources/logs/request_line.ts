import type { z } from 'zod';
import type { ObservedRequest } from '../../../metrics/golden_signals.ts';
import type { RouteTable } from '../../../metrics/route_table.ts';
import type { logsConfig } from './definition.ts';
import { fieldReader } from './fields.ts';

type Mapping = z.output<typeof logsConfig>['golden_signals'];

/** Why a line carries no golden signal; the values of the label `reason`. */
export type RejectReason =
  | 'not_json'
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
): (line: string) => ObservedRequest | RejectReason {
  const method = fieldReader(mapping.method);
  const status = fieldReader(mapping.status);
  const route = fieldReader(mapping.route ?? mapping.path ?? '$');
  const duration = fieldReader(mapping.duration_ms ?? mapping.duration_s ?? '$');
  const perSecond = mapping.duration_ms === undefined ? 1 : 1000;

  return (text) => {
    const line = parse(text);
    if (line === undefined) return 'not_json';
    const found = {
      method: method(line),
      route: route(line),
      status: status(line),
      duration: duration(line),
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

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

// Loggers that write everything as text write numbers as text, too.
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(value)
    ? Number(value)
    : Number.NaN;
}
