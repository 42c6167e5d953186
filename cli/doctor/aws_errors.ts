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
  const { name = '', message = '', Code: code } = (error ?? {}) as Error & { readonly Code?: unknown };
  const kind = [name, String(code ?? '')].map(kindOf).find((one) => one !== undefined) ?? 'other';
  // How the session of a single sign-on ends is told in words only.
  const isOver = kind === 'no_credentials' && /expired/i.test(message);
  const said = oneLine(message).replace(/\.$/, '');
  return { kind: isOver ? 'expired' : kind, problem: said === '' ? name : said };
}

function kindOf(name: string): Refusal | undefined {
  const short = name.replace(/Exception$/, '');
  return Object.hasOwn(KINDS, short) ? KINDS[short] : undefined;
}
