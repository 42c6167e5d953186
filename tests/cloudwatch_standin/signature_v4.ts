import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './errors.ts';
import { LIMITS } from './limits.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';
const PARTS = ['Credential', 'SignedHeaders', 'Signature'] as const;
const AMZ_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Whose signatures are good. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What of a request a signature covers. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was on the wire. */
  readonly body: Buffer;
  /** The service that it is for, as signatures call it. */
  readonly service: string;
}

/**
 * Checks a request's signature, version 4, in its Authorization header: there, well-formed, of known credentials,
 * for this region and service, not too old, and right. Throws an AwsError where it is not.
 * Source: «Authenticating Requests (AWS Signature Version 4)».
 * @param now milliseconds since 1970.
 */
export function verifySignature(
  request: SignedRequest,
  credentials: Credentials,
  region: string,
  now: number,
): void {
  const authorization = request.headers.authorization;
  if (authorization === undefined) {
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const parts = partsOf(authorization, request.headers);
  const date = header(request.headers, 'x-amz-date');
  const scope = scopeOf(parts.Credential);
  if (
    scope.accessKeyId !== credentials.accessKeyId ||
    request.headers['x-amz-security-token'] !== credentials.sessionToken
  ) {
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.');
  }
  checkScope(scope, region, request.service, date);
  checkAge(date, now);
  const signedHeaders = parts.SignedHeaders.split(';');
  if (!signedHeaders.includes('host')) {
    throw mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const expected = signatureOf(request, signedHeaders, date, scope, credentials.secretAccessKey);
  if (parts.Signature !== expected) {
    throw mismatch(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access ' +
        'Key and signing method. Consult the service documentation for details.',
    );
  }
}

interface Scope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

function partsOf(
  authorization: string,
  headers: IncomingHttpHeaders,
): Readonly<Record<(typeof PARTS)[number], string>> {
  const found = Object.fromEntries(
    PARTS.map((name) => [name, new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1] ?? '']),
  ) as Record<(typeof PARTS)[number], string>;
  const missing = PARTS.filter((name) => found[name] === '').map(
    (name) => `Authorization header requires '${name}' parameter.`,
  );
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    missing.unshift(`Unsupported AWS 'algorithm': '${authorization.split(' ')[0]}'.`);
  }
  if (!AMZ_DATE.test(header(headers, 'x-amz-date'))) {
    missing.push("Authorization header requires existence of a valid 'X-Amz-Date' header.");
  }
  if (missing.length > 0) throw new AwsError('IncompleteSignature', missing.join(' '));
  return found;
}

function scopeOf(credential: string): Scope {
  const elements = credential.split('/');
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = elements;
  if (elements.length !== 5) {
    throw new AwsError(
      'IncompleteSignature',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, ' +
        `got '${credential}'`,
    );
  }
  return { accessKeyId, date, region, service, terminator };
}

function checkScope(scope: Scope, region: string, service: string, date: string): void {
  if (scope.region !== region) {
    throw mismatch(`Credential should be scoped to a valid region, not '${scope.region}'.`);
  }
  if (scope.service !== service) {
    throw mismatch(`Credential should be scoped to correct service: '${service}'.`);
  }
  if (scope.terminator !== TERMINATOR) {
    throw mismatch(`Credential should be scoped with a valid terminator: '${TERMINATOR}'.`);
  }
  if (scope.date !== date.slice(0, 8)) {
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.`,
    );
  }
}

function checkAge(date: string, now: number): void {
  const signed = Date.parse(date.replace(AMZ_DATE, '$1-$2-$3T$4:$5:$6Z'));
  const age = now - signed;
  if (age > LIMITS.signatureSkewMilliseconds) {
    throw mismatch(`Signature expired: ${date} is earlier than ${amzDate(now)} - 5 min.`);
  }
  if (!(age >= -LIMITS.signatureSkewMilliseconds)) {
    throw mismatch(`Signature not yet current: ${date} is later than ${amzDate(now)} + 5 min.`);
  }
}

function signatureOf(
  { method, path, headers, body }: SignedRequest,
  signedHeaders: readonly string[],
  date: string,
  scope: Scope,
  secret: string,
): string {
  const canonicalHeaders = signedHeaders.map(
    (name) => `${name}:${header(headers, name).trim().replace(/ +/g, ' ')}\n`,
  );
  const canonical = [method, path, '', canonicalHeaders.join(''), signedHeaders.join(';'), sha256(body)];
  const scopeText = [scope.date, scope.region, scope.service, scope.terminator];
  const toSign = [ALGORITHM, date, scopeText.join('/'), sha256(canonical.join('\n'))].join('\n');
  const key = scopeText.reduce<string | Buffer>((by, text) => hmac(by, text).digest(), `AWS4${secret}`);
  return hmac(key, toSign).digest('hex');
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function hmac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text);
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function amzDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

function mismatch(message: string): AwsError {
  return new AwsError('SignatureDoesNotMatch', message);
}
