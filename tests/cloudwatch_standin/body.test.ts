import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { GetMetricDataCommand, ListMetricsCommand, type MetricDatum } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { checkSize, decodeBody } from './body.ts';
import { LIMITS } from './limits.ts';
import { clientOf, cloudWatch, put, question, refusal } from './testing.ts';

const noise = (characters: number) => randomBytes(characters / 2).toString('hex');
const wide = (): MetricDatum => ({
  MetricName: 'm',
  Value: 1,
  Dimensions: [{ Name: 'd', Value: noise(1024) }],
});

test('a request is measured after gzip, which the SDK uses from 10 kB on', async () => {
  const { standIn, client } = await cloudWatch();
  const plain = clientOf(standIn, { disableRequestCompression: true });
  // 1000 times 1.1 kB; hexadecimal noise becomes half as long.
  const data = Array.from({ length: 1000 }, wide);

  await put(client, ...data);
  const refused = await refusal(put(plain, ...data));

  const [zipped, unzipped] = standIn.requests;
  expect(zipped).toMatchObject({ outcome: 'accepted', gzip: true, datums: 1000 });
  expect(zipped?.bytes).toBeLessThan(LIMITS.requestBytes);
  expect(unzipped).toMatchObject({ outcome: 'refused', gzip: false, status: 413, datums: 0 });
  expect(refused).toBe(`RequestEntityTooLarge: Request size ${unzipped?.bytes} exceeded 1048576 bytes`);
});

test('a request of exactly 1 MB is within the limit, one byte more is not', () => {
  const data = Buffer.alloc(0);
  expect(() => checkSize({ bytes: 1_048_576, data }, LIMITS.requestBytes)).not.toThrow();
  expect(() => checkSize({ bytes: 1_048_577, data }, LIMITS.requestBytes)).toThrow(
    'Request size 1048577 exceeded 1048576 bytes',
  );
});

test('GetMetricData has a smaller limit', async () => {
  const { client } = await cloudWatch();
  const [query] = question('Sum').MetricDataQueries ?? [];
  const MetricDataQueries = Array.from({ length: 500 }, (_, index) => ({
    ...query,
    Id: `q${index}`,
    Label: noise(1400),
  }));
  const call = client.send(new GetMetricDataCommand({ ...question('Sum'), MetricDataQueries }));
  expect(await refusal(call)).toMatch(/^RequestEntityTooLarge: Request size \d+ exceeded 614400 bytes$/);
});

test('what is not what its encoding says is refused', async () => {
  const body = (text: string | Buffer) => ({ bytes: text.length, data: Buffer.from(text) });
  await expect(decodeBody(body('{}'), 'gzip')).rejects.toThrow(
    'The body is not gzip, as its content encoding says.',
  );
  await expect(decodeBody(body('{}'), 'br')).rejects.toThrow('The content encoding br is not supported.');
  await expect(decodeBody(body(gzipSync(Buffer.alloc(LIMITS.inflatedBytes + 1))), 'gzip')).rejects.toThrow(
    `Request size exceeded ${LIMITS.inflatedBytes} bytes after decompression`,
  );
  expect(await decodeBody(body(gzipSync('{}')), 'gzip')).toBe('{}');
});

test.each([
  ['a number for a name', { MetricName: 7 }, 'NUMBER_VALUE can not be converted to a String'],
  [
    'a word for a number',
    { MetricName: 'm', Value: 'many' },
    'STRING_VALUE can not be converted to a Double',
  ],
  [
    'a date for seconds',
    { MetricName: 'm', Timestamp: '2026-03-14' },
    'STRING_VALUE can not be converted to a Timestamp',
  ],
  ['one value for a list', { MetricName: 'm', Values: 1 }, 'NUMBER_VALUE can not be converted to a List'],
  [
    'a list for a structure',
    { MetricName: 'm', StatisticValues: [] },
    'LIST_VALUE can not be converted to a Structure',
  ],
])('%s is refused', async (_what, datum, expected) => {
  const { client } = await cloudWatch();
  // Behind the SDK's serialisation, which would mend some of it, and before its signature.
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string; headers: Record<string, string> };
      request.body = JSON.stringify({ Namespace: 'test', MetricData: [datum] });
      request.headers['content-length'] = String(request.body.length);
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  expect(await refusal(put(client, { MetricName: 'm', Value: 1 }))).toBe(
    `SerializationException: ${expected}`,
  );
});

test('an operation that the stand-in does not have is refused', async () => {
  const { client } = await cloudWatch();
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-target'] = 'GraniteServiceVersion20100801.DeleteEverything';
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  expect(await refusal(client.send(new ListMetricsCommand({})))).toBe(
    "UnknownOperationException: X-Amz-Target names no operation of the stand-in's. Known ones are PutMetricData, " +
      'GetMetricData, GetMetricStatistics, ListMetrics, DescribeAlarms, DescribeAlarmHistory, SetAlarmState, ListTagsForResource, GetDashboard, ListDashboards.',
  );
});
