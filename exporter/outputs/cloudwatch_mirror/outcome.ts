/**
 * How far a request had come when it ended: it was being made (credentials, signature), was connecting, or had a
 * connection, over which AWS may have got it.
 */
export type Stage = 'preparing' | 'connecting' | 'sent';

/** One attempt to send a request, and how it ended. */
export interface Attempt {
  readonly stage: Stage;
  /** HTTP status of the answer; null where none came. */
  readonly status: number | null;
  /** AWS's id of the request, which every answer of AWS's has; null where the answer had none. */
  readonly requestId: string | null;
  /** What the SDK threw; null where it threw nothing. */
  readonly error: unknown;
}

/**
 * What an attempt comes to. `why` is a clause, in AWS's words or the system's.
 * - `accepted`: AWS has the datums.
 * - `refused`: one of the datums is at fault, at the index `culprit` where AWS says which.
 * - `too_large`: the body is.
 * - `throttled`: later.
 * - `denied`, `credentials`: nobody, or not with these credentials, until somebody changes something.
 * - `unreached`: AWS cannot have got it.
 * - `in_doubt`: nobody knows whether AWS has the datums.
 */
export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly why: string; readonly culprit: number | null }
  | {
      readonly kind: 'too_large' | 'throttled' | 'denied' | 'credentials' | 'unreached' | 'in_doubt';
      readonly why: string;
    };

// Names of errors without the ending «Exception». Sources: «Common Errors» in the API reference of CloudWatch; the
// throttling errors that the SDK itself knows (@smithy/core/retry).
const THROTTLED: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'EC2Throttled',
  'LimitExceeded',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
  'Throttled',
  'Throttling',
  'TooManyRequests',
]);
const CREDENTIALS: ReadonlySet<string> = new Set([
  'AuthFailure',
  'ExpiredToken',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignature',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'UnrecognizedClient',
]);
const DENIED: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AuthorizationError',
  'InvalidAction',
  'OptInRequired',
  'UnauthorizedOperation',
  'UnknownOperation',
]);

const BAD_REQUEST = 400;
const REQUEST_TIMEOUT = 408;
const TOO_LARGE = 413;
const TOO_MANY = 429;
const SERVER_ERROR = 500;
const LONGEST_REASON = 300;

/** What an attempt comes to. */
export function outcomeOf({ stage, status, requestId, error }: Attempt): Outcome {
  const why = reason(error);
  if (status !== null) return answered(status, requestId, error, why);
  if (stage === 'sent') return { kind: 'in_doubt', why };
  if (stage === 'connecting') return { kind: 'unreached', why };
  // All that can fail before the network is to find credentials, or the region.
  return { kind: 'credentials', why };
}

function answered(status: number, requestId: string | null, error: unknown, why: string): Outcome {
  if (status === 200) {
    if (requestId !== null) return { kind: 'accepted' };
    return { kind: 'denied', why: 'what answered is not CloudWatch, for the answer has no x-amzn-requestid' };
  }
  const name = errorName(error);
  if (THROTTLED.has(name) || status === TOO_MANY) return { kind: 'throttled', why };
  if (status >= SERVER_ERROR) return { kind: 'in_doubt', why: `status ${status}, ${why}` };
  if (status === REQUEST_TIMEOUT || name === 'RequestTimeout') return { kind: 'unreached', why };
  if (CREDENTIALS.has(name)) return { kind: 'credentials', why };
  if (status === TOO_LARGE || name === 'RequestEntityTooLarge') return { kind: 'too_large', why };
  // Of a bad request, nothing but its datums varies. Any other status says that no request would do.
  if (status !== BAD_REQUEST || DENIED.has(name)) return { kind: 'denied', why: `status ${status}, ${why}` };
  return { kind: 'refused', why, culprit: culpritIn(why) };
}

/** What AWS refused by an error: because of load, of who asks, or of what he may; null where it was anything else. */
export function refusalKind(error: unknown): 'throttled' | 'credentials' | 'denied' | null {
  const name = errorName(error);
  if (THROTTLED.has(name)) return 'throttled';
  if (CREDENTIALS.has(name)) return 'credentials';
  return DENIED.has(name) ? 'denied' : null;
}

function errorName(error: unknown): string {
  const { Code, name } = (error ?? {}) as { readonly Code?: unknown; readonly name?: unknown };
  // The SDK gives the name of the query protocol as the code where AWS sends both.
  return String(Code ?? name ?? '').replace(/Exception$/, '');
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  const [line = ''] = error.message.split('\n');
  const text = line.trim() === '' ? error.name : `${error.name}: ${line.trim()}`;
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text;
}

/** The index of the datum that a message names, as in «parameter MetricData.member.3.Value», which counts from one. */
function culpritIn(message: string): number | null {
  const member = /MetricData\.member\.(\d{1,4})\b/.exec(message)?.[1];
  return member === undefined || Number(member) < 1 ? null : Number(member) - 1;
}
