import type { WebSettings } from './settings.ts';

/** Why a request is refused, as a label. */
export const REFUSALS = [
  'no_credentials',
  'wrong_credentials',
  'rate_limited',
  'not_allowed',
  'client_certificate',
  'foreign_page',
  'busy',
] as const;
export type RefusalReason = (typeof REFUSALS)[number];

/** What a request is answered that is not let in. */
export interface Refusal {
  readonly status: 401 | 403 | 429 | 503;
  readonly reason: RefusalReason;
  /** A sentence. */
  readonly error: string;
  /** Values of the header WWW-Authenticate. */
  readonly challenges?: readonly string[];
  /** Seconds. */
  readonly retryAfter?: number;
}

const BASIC = 'Basic realm="goldwatch", charset="UTF-8"';
const BUSY_SECONDS = 1;
const WAYS = {
  token: '"Bearer" and the token of exporter.token_file',
  basic: '"Basic" with a name and password of exporter.basic_auth_users_file',
} as const;
/** What lets in. */
export type Way = keyof typeof WAYS;

/** Too many passwords wait already. */
export const BUSY: Refusal = {
  status: 503,
  reason: 'busy',
  error: 'Too many passwords are being checked. Send this request again later.',
  retryAfter: BUSY_SECONDS,
};

/** Whether a request lacks the certificate that it must show. */
export function certificateProblem(
  certificate: 'none' | 'verified' | 'wrong',
  type: NonNullable<WebSettings['tls_server_config']>['client_auth_type'] = 'NoClientCert',
): Refusal | null {
  if (type === 'NoClientCert' || certificate === 'verified') return null;
  if (certificate === 'none' && type === 'VerifyClientCertIfGiven') return null;
  const problem =
    certificate === 'none'
      ? 'without a client certificate'
      : 'with a client certificate of another authority, or one that is not valid now or not for clients';
  return {
    status: 403,
    reason: 'client_certificate',
    error: `The request comes ${problem}. Send one that exporter.tls_server_config.client_ca_file has signed.`,
  };
}

/** The request must show something else than it has. */
export function unauthorized(reason: RefusalReason, problem: string, ways: readonly Way[]): Refusal {
  // A browser asks for a name and password, and `token` is such a name.
  const challenges = [...(ways.includes('token') ? ['Bearer'] : []), BASIC];
  return {
    status: 401,
    reason,
    error: `The request ${problem} Authorization header. Send ${ways.map((way) => WAYS[way]).join(', or ')}.`,
    challenges,
  };
}

/** What the request shows is right, and does not open this. */
export function notHere(ways: readonly Way[]): Refusal {
  return {
    status: 403,
    reason: 'not_allowed',
    error: `exporter.access lets in here only ${ways.map((way) => WAYS[way]).join(', or ')}.`,
  };
}

/** The request may come from a page of strangers; null where there is no such problem. */
export function foreign(problem: string | null): Refusal | null {
  return problem === null ? null : { status: 403, reason: 'foreign_page', error: problem };
}

/** An address must wait that was wrong too often. */
export function mustWait(address: string, seconds: number): Refusal {
  return {
    status: 429,
    reason: 'rate_limited',
    error: `Too many wrong credentials came from ${address}. Try again in ${seconds} s.`,
    retryAfter: seconds,
  };
}
