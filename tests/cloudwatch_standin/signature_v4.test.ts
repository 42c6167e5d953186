import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { LIMITS } from './limits.ts';
import { verifySignature } from './signature_v4.ts';
import { EXAMPLE_CREDENTIALS } from './standin.ts';
import { clientOf, cloudWatch, refusal } from './testing.ts';

const WRONG =
  'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your ' +
  'AWS Secret Access Key and signing method. Consult the service documentation for details.';
const UNKNOWN_TOKEN = 'InvalidClientTokenId: The security token included in the request is invalid.';

test('takes what the SDK has signed, with a session token too', async () => {
  const credentials = { ...EXAMPLE_CREDENTIALS, sessionToken: 'a-token' };
  const { client } = await cloudWatch({ credentials });
  expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
});

test.each([
  ['another secret', { credentials: { ...EXAMPLE_CREDENTIALS, secretAccessKey: 'other' } }, WRONG],
  ['an unknown key', { credentials: { ...EXAMPLE_CREDENTIALS, accessKeyId: 'AKIAOTHER' } }, UNKNOWN_TOKEN],
  [
    'a session token of nobody',
    { credentials: { ...EXAMPLE_CREDENTIALS, sessionToken: 't' } },
    UNKNOWN_TOKEN,
  ],
  [
    'another region',
    { region: 'eu-central-1' },
    "SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'eu-central-1'.",
  ],
])('refuses a request signed with %s', async (_what, settings, expected) => {
  const { standIn } = await cloudWatch();
  const client = clientOf(standIn, settings);
  expect(await refusal(client.send(new ListMetricsCommand({})))).toBe(expected);
});

test('judges signatures by the machine’s clock, whatever clock the service has', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.setClock(new Date('2040-01-01T00:00:00Z'));
  expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
});

const SIGNED_AT = Date.parse('2026-03-14T12:00:00Z');
const CREDENTIAL = 'AKIAIOSFODNN7EXAMPLE/20260314/us-east-1/monitoring/aws4_request';

/** The error that a hand-made Authorization header meets at SIGNED_AT plus some milliseconds. */
function judge(authorization: string | undefined, later = 0, date = '20260314T120000Z'): string {
  const headers = {
    host: 'localhost',
    'x-amz-date': date,
    ...(authorization === undefined ? {} : { authorization }),
  };
  const request = { method: 'POST', path: '/', headers, body: Buffer.from('{}'), service: 'monitoring' };
  try {
    verifySignature(request, EXAMPLE_CREDENTIALS, 'us-east-1', SIGNED_AT + later);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

const signed = (credential = CREDENTIAL, signedHeaders = 'host;x-amz-date') =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=abc`;

test.each([
  ['no header', judge(undefined), 'Request is missing Authentication Token'],
  [
    'another scheme',
    judge('Basic dXNlcjpwYXNz'),
    "Unsupported AWS 'algorithm': 'Basic'. Authorization header requires 'Credential' parameter. " +
      "Authorization header requires 'SignedHeaders' parameter. Authorization header requires 'Signature' parameter.",
  ],
  [
    'no date',
    judge(signed(), 0, 'yesterday'),
    "Authorization header requires existence of a valid 'X-Amz-Date' header.",
  ],
  [
    'half a credential',
    judge(signed('AKIAIOSFODNN7EXAMPLE/20260314')),
    'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, ' +
      "got 'AKIAIOSFODNN7EXAMPLE/20260314'",
  ],
  [
    'another service',
    judge(signed(CREDENTIAL.replace('monitoring', 'logs'))),
    "Credential should be scoped to correct service: 'monitoring'.",
  ],
  [
    'another terminator',
    judge(signed(CREDENTIAL.replace('aws4', 'aws5'))),
    "Credential should be scoped with a valid terminator: 'aws4_request'.",
  ],
  [
    'another day',
    judge(signed(CREDENTIAL.replace('0314', '0315'))),
    'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
  ],
  [
    'a host that is not signed',
    judge(signed(CREDENTIAL, 'x-amz-date')),
    "'Host' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    'a signature of long ago',
    judge(signed(), LIMITS.signatureSkewMilliseconds + 1000),
    'Signature expired: 20260314T120000Z is earlier than 20260314T120501Z - 5 min.',
  ],
  [
    'a signature of the future',
    judge(signed(), -LIMITS.signatureSkewMilliseconds - 1000),
    'Signature not yet current: 20260314T120000Z is later than 20260314T115459Z + 5 min.',
  ],
])('refuses %s', (_what, said, expected) => {
  expect(said).toBe(expected);
});

test('the answer to an unsigned request is an error as AWS JSON has it', async () => {
  const { standIn } = await cloudWatch();
  const response = await fetch(standIn.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
      'x-amzn-query-mode': 'true',
    },
    body: '{}',
  });
  expect(response.status).toBe(403);
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  expect(response.headers.get('x-amzn-query-error')).toBe('MissingAuthenticationToken;Sender');
  expect(await response.json()).toEqual({
    __type: 'MissingAuthenticationTokenException',
    message: 'Request is missing Authentication Token',
  });
});
