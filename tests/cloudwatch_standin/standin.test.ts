import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { startCloudWatch } from './standin.ts';
import { cloudWatch, minutesFromNoon, NOON, put, refusal, statistic } from './testing.ts';

const DATUM = { MetricName: 'm', Value: 1 };

test('shows every datum as it was accepted', async () => {
  const { standIn, client } = await cloudWatch();
  const Dimensions = [
    { Name: 'route', Value: '/users/:id' },
    { Name: '__proto__', Value: 'x' },
  ];
  const Timestamp = new Date('2026-03-14T11:58:00.123Z');
  const answer = await put(
    client,
    {
      MetricName: 'm',
      Values: [1, 2],
      Counts: [3, 4],
      Unit: 'Seconds',
      Dimensions,
      Timestamp,
      StorageResolution: 1,
    },
    { MetricName: 'n', StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } },
  );
  const common = { namespace: 'test', requestId: answer.$metadata.requestId, receivedAt: NOON.getTime() };
  expect(standIn.received).toEqual([
    {
      ...common,
      metricName: 'm',
      dimensions: { route: '/users/:id', ['__proto__']: 'x' },
      timestamp: Timestamp.getTime(),
      values: [1, 2],
      counts: [3, 4],
      statistics: undefined,
      unit: 'Seconds',
      storageResolution: 1,
    },
    {
      ...common,
      metricName: 'n',
      dimensions: {},
      timestamp: NOON.getTime(),
      values: [],
      counts: [],
      statistics: { sampleCount: 2, sum: 3, minimum: 1, maximum: 2 },
      unit: 'None',
      storageResolution: 60,
    },
  ]);
});

test('shows every request and what became of it', async () => {
  const { standIn, client } = await cloudWatch();
  await put(client, DATUM, DATUM);
  await put(client, { ...DATUM, Value: Number.NaN }).catch(() => {});
  await client.send(new ListMetricsCommand({}));
  expect(standIn.requests).toEqual([
    {
      id: standIn.received[0]?.requestId,
      receivedAt: NOON.getTime(),
      operation: 'PutMetricData',
      bytes: 93,
      gzip: false,
      fault: 'pass',
      outcome: 'accepted',
      status: 200,
      error: undefined,
      datums: 2,
    },
    expect.objectContaining({
      outcome: 'refused',
      status: 400,
      error: {
        code: 'InvalidParameterValue',
        message: 'The value NaN for parameter MetricData.member.1.Value is invalid.',
      },
      datums: 0,
    }),
    expect.objectContaining({ operation: 'ListMetrics', outcome: 'accepted', bytes: 2, datums: 0 }),
  ]);
});

test('the clock stands where it is set, and decides what is too old', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.setClock(minutesFromNoon(14 * 24 * 60));
  await put(client, { ...DATUM, Timestamp: NOON });
  standIn.setClock(minutesFromNoon(14 * 24 * 60 + 1));
  expect(await refusal(put(client, { ...DATUM, Timestamp: NOON }))).toBe(
    'InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.',
  );
  standIn.setClock(undefined);
  await put(client, { ...DATUM, Timestamp: NOON });
  expect(() => standIn.setClock(new Date('never'))).toThrow('The time is not a date.');
});

test('a reset forgets what came, the plan and the clock', async () => {
  const { standIn, client } = await cloudWatch();
  await put(client, DATUM);
  standIn.fail({ fault: 'Throttling', times: 'always' });
  standIn.setClock(minutesFromNoon(600));
  standIn.reset();
  expect(standIn.received).toEqual([]);
  expect(standIn.requests).toEqual([]);
  expect(await statistic(client, 'Sum')).toEqual([]);
  await put(client, DATUM);
  expect(standIn.received).toMatchObject([{ timestamp: NOON.getTime() }]);
});

test('whoever would count too few is told, rather than shown the rest', async () => {
  const { standIn, client } = await cloudWatch({ keep: { datums: 2, requests: 1 } });
  await put(client, DATUM, DATUM);
  expect(standIn.received).toHaveLength(2);
  expect(standIn.requests).toHaveLength(1);
  await put(client, DATUM);
  expect(() => standIn.received).toThrow(
    'The stand-in keeps 2 datums and has had 3. Raise keep.datums, or reset it in between.',
  );
  expect(() => standIn.requests).toThrow(
    'The stand-in keeps 1 requests and has had 2. Raise keep.requests, or reset it in between.',
  );
});

test('a statistic of what was forgotten is refused, one of what came later is right', async () => {
  const { client } = await cloudWatch({ keep: { values: 2 } });
  await put(client, { ...DATUM, Timestamp: minutesFromNoon(-60) }, { MetricName: 'm', Values: [1, 2] });
  expect(await statistic(client, 'Sum')).toEqual([3]);
  await put(client, { MetricName: 'm', Value: 3 });
  expect(await refusal(statistic(client, 'Sum'))).toBe(
    'StandInLimitation: The stand-in has forgotten values of this time, since it keeps a bounded number. Raise keep.values.',
  );
});

test('several run beside each other, and a port that is taken is an error', async () => {
  const { standIn } = await cloudWatch();
  const { standIn: other } = await cloudWatch({ region: 'eu-central-1' });
  expect(other.url).not.toBe(standIn.url);
  expect(other.client.region).toBe('eu-central-1');
  const port = Number(new URL(standIn.url).port);
  await expect(startCloudWatch({ port })).rejects.toThrow(
    `listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
  );
});
