import { expect, test } from 'vitest';
import { type Attempt, outcomeOf } from './outcome.ts';

/** An error as the SDK throws it. */
function awsError(name: string, message: string, Code?: string): Error {
  return Object.assign(new Error(message), { name, ...(Code === undefined ? {} : { Code }) });
}

function answered(status: number, error: unknown = null, requestId: string | null = 'r-1'): Attempt {
  return { stage: 'sent', status, requestId, error };
}

test.each([
  ['an answer of CloudWatch is the word', answered(200), { kind: 'accepted' }],
  [
    'an answer of which only the beginning came, too, since CloudWatch answers when it has the datums',
    answered(200, new Error('aborted')),
    { kind: 'accepted' },
  ],
  [
    'an answer of somebody else is not',
    answered(200, null, null),
    { kind: 'denied', why: 'what answered is not CloudWatch, for the answer has no x-amzn-requestid' },
  ],
  [
    'a refused datum is named by its index',
    answered(
      400,
      awsError(
        'InvalidParameterValueException',
        'The value NaN for parameter MetricData.member.3.Value is invalid.',
        'InvalidParameterValue',
      ),
    ),
    {
      kind: 'refused',
      why: 'InvalidParameterValueException: The value NaN for parameter MetricData.member.3.Value is invalid.',
      culprit: 2,
    },
  ],
  [
    'or is not',
    answered(400, awsError('SomethingNewException', 'Bad.')),
    { kind: 'refused', why: 'SomethingNewException: Bad.', culprit: null },
  ],
  [
    'throttling is a 400',
    answered(400, awsError('Throttling', 'Rate exceeded', 'Throttling')),
    { kind: 'throttled', why: 'Throttling: Rate exceeded' },
  ],
  [
    'or a 429',
    answered(429, awsError('Unknown', 'UnknownError')),
    { kind: 'throttled', why: 'Unknown: UnknownError' },
  ],
  [
    'or a 503',
    answered(503, awsError('SlowDown', 'Please.')),
    { kind: 'throttled', why: 'SlowDown: Please.' },
  ],
  [
    'an error of the server leaves a doubt',
    answered(500, awsError('InternalServiceFault', 'oops')),
    { kind: 'in_doubt', why: 'status 500, InternalServiceFault: oops' },
  ],
  [
    'credentials that are no more valid are credentials trouble',
    answered(403, awsError('ExpiredTokenException', 'The security token included in the request is expired')),
    {
      kind: 'credentials',
      why: 'ExpiredTokenException: The security token included in the request is expired',
    },
  ],
  [
    'credentials that may not are denied',
    answered(403, awsError('AccessDeniedException', 'You are not authorized')),
    { kind: 'denied', why: 'status 403, AccessDeniedException: You are not authorized' },
  ],
  [
    'an endpoint that knows no PutMetricData is no reason to drop anything',
    answered(400, awsError('UnknownOperationException', 'UnknownError')),
    { kind: 'denied', why: 'status 400, UnknownOperationException: UnknownError' },
  ],
  [
    'nor is a wrong address',
    answered(404, awsError('Unknown', 'UnknownError'), null),
    { kind: 'denied', why: 'status 404, Unknown: UnknownError' },
  ],
  [
    'a body that is too large is so whatever the error is called',
    answered(413, awsError('Unknown', 'UnknownError')),
    { kind: 'too_large', why: 'Unknown: UnknownError' },
  ],
  [
    'a request that did not arrive whole can be sent again',
    answered(408, awsError('RequestTimeout', 'Too slow.')),
    { kind: 'unreached', why: 'RequestTimeout: Too slow.' },
  ],
  [
    'without a connection nobody got it',
    {
      stage: 'connecting',
      status: null,
      requestId: null,
      error: new Error('connect ECONNREFUSED 127.0.0.1:1'),
    },
    { kind: 'unreached', why: 'Error: connect ECONNREFUSED 127.0.0.1:1' },
  ],
  [
    'a connection that breaks leaves a doubt',
    { stage: 'sent', status: null, requestId: null, error: awsError('TimeoutError', 'socket hang up') },
    { kind: 'in_doubt', why: 'TimeoutError: socket hang up' },
  ],
  [
    'before the network, credentials are looked up',
    {
      stage: 'preparing',
      status: null,
      requestId: null,
      error: awsError('CredentialsProviderError', 'Could not load credentials from any providers'),
    },
    { kind: 'credentials', why: 'CredentialsProviderError: Could not load credentials from any providers' },
  ],
] as const)('%s', (_name, attempt, outcome) => {
  expect(outcomeOf(attempt as Attempt)).toEqual(outcome);
});

test('a long message is cut', () => {
  const { why } = outcomeOf(answered(500, new Error('x'.repeat(1000)))) as { readonly why: string };
  expect(why).toBe(`status 500, Error: ${'x'.repeat(293)}…`);
});
