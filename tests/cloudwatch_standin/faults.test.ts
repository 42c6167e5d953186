import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import type { FaultName, FaultPlan } from './standin.ts';
import { clientOf, cloudWatch, put, refusal } from './testing.ts';

const DATUM = { MetricName: 'm', Value: 1 };

test.each<[FaultName, number, string]>([
  [
    'InternalServiceError',
    500,
    'InternalServiceError: Request processing has failed because of an unknown error, exception, or failure.',
  ],
  [
    'ServiceUnavailable',
    503,
    'ServiceUnavailable: The request has failed due to a temporary failure of the server.',
  ],
  ['Throttling', 400, 'Throttling: Rate exceeded'],
  [
    'InvalidClientTokenId',
    403,
    'InvalidClientTokenId: The security token included in the request is invalid.',
  ],
  [
    'ExpiredTokenException',
    403,
    'ExpiredTokenException: The security token included in the request is expired',
  ],
  [
    'AccessDenied',
    403,
    'AccessDenied: User: arn:aws:iam::123456789012:user/goldwatch is not authorized to perform: ' +
      'cloudwatch:PutMetricData because no identity-based policy allows the cloudwatch:PutMetricData action',
  ],
])(
  '%s is answered once, nothing is kept, and the next request goes through',
  async (fault, status, expected) => {
    const { standIn, client } = await cloudWatch();
    standIn.fail(fault);
    expect(await refusal(put(client, DATUM))).toBe(expected);
    expect(standIn.received).toEqual([]);
    await put(client, DATUM);
    expect(standIn.received).toHaveLength(1);
    expect(standIn.requests).toMatchObject([
      { fault, outcome: 'failed', status, datums: 0 },
      { fault: 'pass', outcome: 'accepted', status: 200, datums: 1 },
    ]);
  },
);

test.each<[FaultName, number, 'failed' | 'accepted']>([
  ['close-before', 0, 'failed'],
  ['close-after', 1, 'accepted'],
])('%s ends the connection with %i datums received', async (fault, received, outcome) => {
  const { standIn, client } = await cloudWatch();
  standIn.fail(fault);
  await expect(put(client, DATUM)).rejects.toThrow('socket hang up');
  expect(standIn.received).toHaveLength(received);
  expect(standIn.requests).toMatchObject([{ fault, outcome, status: null }]);
});

test.each<[FaultName, number]>([
  ['hang', 0],
  ['hang-after', 1],
])('%s answers never, with %i datums received, and ends with a reset', async (fault, received) => {
  const { standIn, client } = await cloudWatch();
  standIn.fail(fault);
  const broken = expect(put(client, DATUM)).rejects.toThrow('socket hang up');
  await expect.poll(() => standIn.requests).toMatchObject([{ fault, status: null }]);
  expect(standIn.received).toHaveLength(received);
  standIn.reset();
  await broken;
});

test('slow processes at once and answers later', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.fail({ fault: 'slow', delayMs: 1500 });
  const answered: string[] = [];
  const slow = put(client, DATUM).then(() => answered.push('slow'));
  await expect.poll(() => standIn.received).toHaveLength(1);
  await put(client, DATUM).then(() => answered.push('fast'));
  await slow;
  expect(answered).toEqual(['fast', 'slow']);
});

test('a lost answer makes the SDK, which tries again, count twice', async () => {
  const { standIn } = await cloudWatch();
  standIn.fail('close-after');
  await put(clientOf(standIn, { maxAttempts: 2 }), DATUM);
  expect(standIn.received).toHaveLength(2);
  expect(new Set(standIn.received.map(({ requestId }) => requestId)).size).toBe(2);
});

test('steps of a plan come in turn, each as often as it says', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.fail(['Throttling', 'pass', { fault: 'InternalServiceError', times: 2 }]);
  for (let i = 0; i < 5; i++) await put(client, DATUM).catch(() => {});
  expect(standIn.requests.map(({ status }) => status)).toEqual([400, 200, 500, 500, 200]);
});

test('a step for one operation lets the others pass, and one for always ends with the next plan', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.fail({ fault: 'Throttling', times: 'always', operation: 'PutMetricData' });
  await client.send(new ListMetricsCommand({}));
  for (let i = 0; i < 3; i++) expect(await refusal(put(client, DATUM))).toBe('Throttling: Rate exceeded');
  standIn.fail([]);
  await put(client, DATUM);
});

test('a plan may decide by each request', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.fail(({ index, operation }) =>
    index % 2 === 1 && operation === 'PutMetricData' ? 'Throttling' : undefined,
  );
  for (let i = 0; i < 4; i++) await put(client, DATUM).catch(() => {});
  expect(standIn.requests.map(({ status }) => status)).toEqual([200, 400, 200, 400]);
});

test.each<[unknown, string]>([
  [
    'explode',
    '"explode" is not a fault. Known ones are InternalServiceError, ServiceUnavailable, Throttling, ' +
      'InvalidClientTokenId, ExpiredTokenException, AccessDenied, pass, slow, hang, hang-after, close-before, close-after.',
  ],
  [{ fault: 'hang', times: 0 }, 'times is 0; it must be a whole number from 1 on, or "always".'],
  [
    { fault: 'hang', time: 2 },
    'time is not part of a step. Known ones are fault, times, operation, delayMs.',
  ],
  [
    [{ fault: 'hang', operation: 'Put' }],
    '"Put" is not an operation. Known ones are PutMetricData, GetMetricData, GetMetricStatistics, ListMetrics, ',
  ],
  [{ fault: 'slow', delayMs: -1 }, 'delayMs is -1; it must be a number from 0 to 3600000.'],
])('the plan %j is refused', async (plan, expected) => {
  const { standIn } = await cloudWatch();
  expect(() => standIn.fail(plan as FaultPlan)).toThrow(expected);
});

test('a plan that throws is answered as such, not taken for an outage', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.fail(() => {
    throw new Error('no idea');
  });
  expect(await refusal(put(client, DATUM))).toBe('StandInLimitation: The plan of faults is wrong: no idea');
});
