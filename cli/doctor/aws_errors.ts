import { oneLine } from './probe.ts';

/** Why AWS did not do what was asked. */
export type Refusal =
  | 'denied'
  | 'missing'
  | 'expired'
  | 'unknown'
  | 'signature'
  | 'clock'
  | 'no_credentials'
  | 'invalid'
  | 'other';

/** What was thrown by a client of the AWS SDK, in words and by its kind. */
export interface AwsRefusal {
  readonly kind: Refusal;
  /** A clause without secrets. */
  readonly problem: string;
}

// Without the ending «Exception». Sources: «Common Error Types» of the API references, and what the SDK throws itself.
const KINDS: Readonly<Record<string, Refusal>> = {
  AccessDenied: 'denied',
  AuthorizationError: 'denied',
  NotAuthorized: 'denied',
  UnauthorizedOperation: 'denied',
  ResourceNotFound: 'missing',
  NotFound: 'missing',
  DashboardNotFoundError: 'missing',
  ExpiredToken: 'expired',
  InvalidClientTokenId: 'unknown',
  InvalidAccessKeyId: 'unknown',
  UnrecognizedClient: 'unknown',
  MissingAuthenticationToken: 'unknown',
  AuthFailure: 'unknown',
  SignatureDoesNotMatch: 'signature',
  InvalidSignature: 'signature',
  IncompleteSignature: 'signature',
  RequestExpired: 'clock',
  RequestTimeTooSkewed: 'clock',
  RequestInTheFuture: 'clock',
  CredentialsProviderError: 'no_credentials',
  TokenProviderError: 'no_credentials',
  InvalidParameterValue: 'invalid',
  InvalidParameterCombination: 'invalid',
  MissingParameter: 'invalid',
  MissingRequiredParameter: 'invalid',
  Validation: 'invalid',
  ValidationError: 'invalid',
};

/** Tells what was thrown. */
export function awsRefusal(error: unknown): AwsRefusal {
  const { name = '', message = '', Code: code } = (error ?? {}) as Thrown;
  const kind = [name, String(code ?? '')].map(kindOf).find((one) => one !== undefined) ?? 'other';
  // How the session of a single sign-on ends is told in words only.
  const isOver = kind === 'no_credentials' && /expired|aws sso login/i.test(message);
  const said = oneLine(message).replace(/\.$/, '');
  const problem = kind === 'other' ? otherProgram(error) : null;
  return { kind: isOver ? 'expired' : kind, problem: problem ?? (said === '' ? name : said) };
}

interface Thrown extends Error {
  readonly Code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What is told where AWS does not answer, but something that is none. */
export const NOT_AWS = 'what is there is not AWS, but a proxy or another program';

/** The same of what the SDK throws of an answer that AWS does not give, such as a page of HTML or a redirection; else null. */
export function otherProgram(error: unknown): string | null {
  const { name = '', message = '', $metadata: answer } = (error ?? {}) as Thrown;
  if (!(message.includes('Deserialization error') || (name === 'Unknown' && message.startsWith('Unknown'))))
    return null;
  const status = answer?.httpStatusCode;
  return status === undefined ? NOT_AWS : `${NOT_AWS}: it answers ${status}`;
}

function kindOf(name: string): Refusal | undefined {
  const short = name.replace(/Exception$/, '');
  return Object.hasOwn(KINDS, short) ? KINDS[short] : undefined;
}
