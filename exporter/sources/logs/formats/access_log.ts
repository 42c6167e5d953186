import { quotedFields } from './quoted_fields.ts';

/** What a line of a log says, by field; null where the line is not of the format. */
export type LineFormat = (line: string) => Readonly<Record<string, unknown>> | null;

/** Names of a line's fields, in order; those that a `-` stands for are left out. */
type Fields = readonly string[];

const COMMON: Fields = ['remote_addr', 'ident', 'user', 'time', 'request', 'status', 'bytes'];
const COMBINED: Fields = [...COMMON, 'referer', 'user_agent'];
/** Elastic Load Balancing user guide, «Access logs for your Application Load Balancer», syntax. */
const ALB: Fields = [
  'type',
  'time',
  'elb',
  'client',
  'target',
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'status',
  'target_status',
  'received_bytes',
  'sent_bytes',
  'request',
  'user_agent',
  'ssl_cipher',
  'ssl_protocol',
  'target_group_arn',
  'trace_id',
  'domain_name',
];
const ALB_TIMES = ['request_processing_time', 'target_processing_time', 'response_processing_time'] as const;

/** NCSA common log format (https://httpd.apache.org/docs/2.4/logs.html#common), and whatever may follow. */
export const commonLog: LineFormat = (line) => requestOf(named(line, COMMON, COMMON.length));

/**
 * Combined log format, which nginx writes unless told otherwise. A number that follows is taken for the duration in seconds: nginx's
 * `$request_time`, also as `rt=0.042`.
 */
export const combinedLog: LineFormat = (line) => {
  const fields = quotedFields(line);
  const found = requestOf(namedOf(fields, COMBINED, COMBINED.length));
  const more = found === null ? undefined : fields?.[COMBINED.length];
  const seconds = Number(more?.replace(/^(?:rt|request_time)=/, '') || Number.NaN);
  return Number.isFinite(seconds) ? { ...found, duration_s: seconds } : found;
};

/** Access log of an Application Load Balancer; its duration is the sum of the three times, where a target answered. */
export const albLog: LineFormat = (line) => {
  const found = requestOf(named(line, ALB, ALB.indexOf('request') + 1));
  if (found === null) return null;
  const times = ALB_TIMES.map((name) => Number(found[name]));
  // −1 where the load balancer could not hand the request on, or nobody waited for the answer.
  const isWhole = times.every((time) => time >= 0);
  const seconds = times.reduce((sum, time) => sum + time, 0);
  return isWhole ? { ...found, duration_s: seconds } : found;
};

function named(line: string, names: Fields, least: number): Record<string, unknown> | null {
  return namedOf(quotedFields(line), names, least);
}

function namedOf(
  fields: readonly string[] | null,
  names: Fields,
  least: number,
): Record<string, unknown> | null {
  if (fields === null || fields.length < least) return null;
  const found: Record<string, unknown> = {};
  names.forEach((name, index) => {
    const text = fields[index];
    if (text !== undefined && text !== '-') found[name] = text;
  });
  return found;
}

/** With `GET /path?query HTTP/1.1` in parts: method, path and protocol; `path` is without query and origin. */
function requestOf(found: Record<string, unknown> | null): Record<string, unknown> | null {
  if (found === null) return null;
  if (!/^\d{3}$/.test(String(found.status ?? '000'))) return null;
  const [method, target, protocol, ...others] = String(found.request ?? '').split(' ');
  // Whoever sends no HTTP at all leaves a request that has no parts.
  if (method === undefined || target === undefined || protocol === undefined || others.length > 0)
    return found;
  return { ...found, method, path: pathOf(target), protocol };
}

function pathOf(target: string): string {
  const path = target.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  const end = path.search(/[?#]/);
  const bare = end === -1 ? path : path.slice(0, end);
  return bare === '' ? '/' : bare;
}
