import {
  type CloudWatchClient,
  ListMetricsCommand,
  type ListMetricsCommandInput,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { cloudWatch, minutesFromNoon, put, refusal } from './testing.ts';

const [EU, US, GET] = [
  { Name: 'region', Value: 'eu' },
  { Name: 'region', Value: 'us' },
  { Name: 'method', Value: 'GET' },
];

async function names(client: CloudWatchClient, input: ListMetricsCommandInput) {
  const { Metrics = [] } = await client.send(new ListMetricsCommand(input));
  return Metrics.map(({ MetricName }) => MetricName);
}

test('names each metric once, with its namespace and dimensions', async () => {
  const { client } = await cloudWatch();
  await put(
    client,
    { MetricName: 'm', Value: 1, Dimensions: [EU] },
    { MetricName: 'm', Value: 2, Dimensions: [EU] },
  );
  expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([
    { Namespace: 'test', MetricName: 'm', Dimensions: [EU] },
  ]);
});

test.each<[string, ListMetricsCommandInput, readonly string[]]>([
  ['a namespace', { Namespace: 'test' }, ['eu', 'us', 'plain']],
  ['another namespace', { Namespace: 'other' }, []],
  ['a name', { MetricName: 'us' }, ['us']],
  ['a dimension of any value', { Dimensions: [{ Name: 'region' }] }, ['eu', 'us']],
  ['a dimension of one value', { Dimensions: [EU] }, ['eu']],
  ['two dimensions, of which a metric needs both', { Dimensions: [{ Name: 'region' }, GET] }, ['us']],
])('filters by %s', async (_what, input, expected) => {
  const { client } = await cloudWatch();
  await put(
    client,
    { MetricName: 'eu', Value: 1, Dimensions: [EU] },
    { MetricName: 'us', Value: 1, Dimensions: [US, GET] },
    { MetricName: 'plain', Value: 1 },
  );
  expect(await names(client, input)).toEqual(expected);
});

test('metrics go when they had no data for two weeks, and for three hours where that is asked', async () => {
  const { standIn, client } = await cloudWatch();
  await put(client, { MetricName: 'm', Value: 1 });
  standIn.setClock(minutesFromNoon(3 * 60 + 1));
  expect(await names(client, { RecentlyActive: 'PT3H' })).toEqual([]);
  expect(await names(client, {})).toEqual(['m']);
  standIn.setClock(minutesFromNoon(14 * 24 * 60 + 1));
  expect(await names(client, {})).toEqual([]);
});

test('a page has 500 metrics', async () => {
  const { client } = await cloudWatch();
  const data = Array.from({ length: 1000 }, (_, index) => ({ MetricName: `m${index}`, Value: 1 }));
  await put(client, ...data);
  await put(client, { MetricName: 'last', Value: 1 });
  const pages: (string | undefined)[][] = [];
  for await (const { Metrics = [] } of paginateListMetrics({ client }, {})) {
    pages.push(Metrics.map(({ MetricName }) => MetricName));
  }
  expect(pages.map((page) => page.length)).toEqual([500, 500, 1]);
  expect(new Set(pages.flat()).size).toBe(1001);
});

test.each<[ListMetricsCommandInput, string]>([
  [
    { RecentlyActive: 'PT1H' as never },
    'InvalidParameterValue: The parameter RecentlyActive must be a value in the set [ PT3H ].',
  ],
  [{ Dimensions: [{ Name: '' }] }, 'MissingParameter: The parameter Dimensions.member.1.Name is required.'],
  [
    { Dimensions: Array.from({ length: 31 }, (_, index) => ({ Name: `d${index}` })) },
    'InvalidParameterValue: The collection Dimensions must not have a size greater than 30.',
  ],
  [{ NextToken: 'mine' }, 'InvalidNextToken: The next token specified is invalid.'],
])('refuses %j', async (input, expected) => {
  const { client } = await cloudWatch();
  expect(await refusal(client.send(new ListMetricsCommand(input)))).toBe(expected);
});
