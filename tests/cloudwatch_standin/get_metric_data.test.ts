import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
  type MetricDatum,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { cloudWatch, minutesFromNoon, put, question, refusal } from './testing.ts';

const minute = (minutes: number, Value: number, MetricName = 'm'): MetricDatum => ({
  MetricName,
  Value,
  Timestamp: minutesFromNoon(minutes),
});
const stat = (Id: string, MetricName: string, settings: object = {}): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'test', MetricName }, Period: 60, Stat: 'Sum', ...settings },
});

async function ask(client: CloudWatchClient, ...queries: readonly MetricDataQuery[]) {
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: minutesFromNoon(-60),
      EndTime: minutesFromNoon(60),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [...queries],
    }),
  );
  return answer.MetricDataResults ?? [];
}

test('answers the newest first, unless asked otherwise, with timestamps where periods begin', async () => {
  const { client } = await cloudWatch();
  await put(client, minute(-1, 1), {
    ...minute(0, 2),
    Timestamp: new Date(minutesFromNoon(0).getTime() + 59_999),
  });
  const { MetricDataResults } = await client.send(new GetMetricDataCommand(question('Sum')));
  expect(MetricDataResults).toEqual([
    {
      Id: 'q',
      Label: 'm',
      Timestamps: [minutesFromNoon(0), minutesFromNoon(-1)],
      Values: [2, 1],
      StatusCode: 'Complete',
    },
  ]);
});

test('the start is inclusive and rounded down to the minute, the end is exclusive', async () => {
  const { client } = await cloudWatch();
  await put(client, minute(-2, 1), minute(-1, 2), minute(0, 4), minute(1, 8));
  const StartTime = new Date(minutesFromNoon(-1).getTime() + 30_000);
  const command = new GetMetricDataCommand({ ...question('Sum'), StartTime, EndTime: minutesFromNoon(1) });
  expect((await client.send(command)).MetricDataResults?.[0]?.Values).toEqual([4, 2]);
});

test('a longer period adds up what lies in it, from the start on', async () => {
  const { client } = await cloudWatch();
  await put(client, minute(-4, 1), minute(-3, 2), minute(-2, 4), minute(-1, 8));
  const command = new GetMetricDataCommand({
    StartTime: minutesFromNoon(-4),
    EndTime: minutesFromNoon(0),
    MetricDataQueries: [stat('q', 'm', { Period: 180 })],
  });
  const [result] = (await client.send(command)).MetricDataResults ?? [];
  expect(result?.Timestamps).toEqual([minutesFromNoon(-1), minutesFromNoon(-4)]);
  expect(result?.Values).toEqual([8, 7]);
});

test('metrics of high resolution have seconds, others have minutes', async () => {
  const { client } = await cloudWatch();
  const at = (seconds: number) => new Date(minutesFromNoon(0).getTime() + seconds * 1000);
  await put(client, { MetricName: 'fine', Value: 1, Timestamp: at(7), StorageResolution: 1 });
  await put(client, { MetricName: 'coarse', Value: 1, Timestamp: at(7) });
  const [fine, coarse] = await ask(
    client,
    stat('f', 'fine', { Period: 5 }),
    stat('c', 'coarse', { Period: 5 }),
  );
  expect(fine?.Timestamps).toEqual([at(5)]);
  expect(coarse?.Timestamps).toEqual([at(0)]);
});

test('seconds are gone after three hours, minutes after fifteen days', async () => {
  const { standIn, client } = await cloudWatch();
  await put(client, { ...minute(0, 1), StorageResolution: 1 });
  const values = async (Period: number) => (await ask(client, stat('q', 'm', { Period })))[0]?.Values;
  expect(await values(1)).toEqual([1]);
  standIn.setClock(minutesFromNoon(3 * 60));
  expect(await values(1)).toEqual([]);
  expect(await values(60)).toEqual([1]);
  standIn.setClock(minutesFromNoon(16 * 24 * 60));
  expect(await values(60)).toEqual([]);
  expect(await values(300)).toEqual([1]);
});

test('dimensions tell metrics apart, whatever their order', async () => {
  const { client } = await cloudWatch();
  const [a, b] = [
    { Name: 'a', Value: '1' },
    { Name: 'b', Value: '2' },
  ];
  await put(
    client,
    { ...minute(0, 1), Dimensions: [a, b] },
    { ...minute(0, 2), Dimensions: [b, a] },
    minute(0, 4),
  );
  const Metric = { Namespace: 'test', MetricName: 'm', Dimensions: [b, a] };
  const [both, none] = await ask(client, stat('both', 'm', { Metric }), stat('none', 'm'));
  expect(both?.Values).toEqual([3]);
  expect(none?.Values).toEqual([4]);
});

test('a unit leaves out what came with another one', async () => {
  const { client } = await cloudWatch();
  await put(client, { ...minute(0, 1), Unit: 'Seconds' }, { ...minute(0, 2), Unit: 'Count' });
  const [seconds, all] = await ask(client, stat('s', 'm', { Unit: 'Seconds' }), stat('all', 'm'));
  expect(seconds?.Values).toEqual([1]);
  expect(all?.Values).toEqual([3]);
});

test('expressions compute with other queries, where both have data', async () => {
  const { client } = await cloudWatch();
  await put(
    client,
    minute(0, 1, 'errors'),
    minute(0, 4, 'requests'),
    minute(1, 0, 'requests'),
    minute(1, 1, 'errors'),
  );
  await put(client, minute(2, 5, 'requests'));
  const results = await ask(
    client,
    { Id: 'ratio', Expression: '100 * errors / requests', Label: 'Error ratio' },
    { Id: 'twice', Expression: '-(ratio - 3 * ratio)' },
    { ...stat('errors', 'errors'), ReturnData: false },
    { ...stat('requests', 'requests'), ReturnData: false },
  );
  expect(results).toMatchObject([
    { Id: 'ratio', Label: 'Error ratio', Timestamps: [minutesFromNoon(0)], Values: [25] },
    { Id: 'twice', Label: 'twice', Values: [50] },
  ]);
});

test('pages follow each other until all is told, once each', async () => {
  const { client } = await cloudWatch();
  const data = Array.from({ length: 25 }, (_, index) => [
    minute(index, index),
    minute(index, -index, 'n'),
  ]).flat();
  await put(client, ...data);
  const input: GetMetricDataCommandInput = {
    StartTime: minutesFromNoon(0),
    EndTime: minutesFromNoon(30),
    MaxDatapoints: 20,
    MetricDataQueries: [stat('m', 'm'), stat('n', 'n')],
  };
  const pages: GetMetricDataCommandOutput[] = [];
  for await (const page of paginateGetMetricData({ client }, input)) pages.push(page);
  expect(pages.map((page) => page.MetricDataResults?.map(({ StatusCode }) => StatusCode))).toEqual([
    ['PartialData', 'PartialData'],
    ['PartialData', 'PartialData'],
    ['Complete', 'Complete'],
  ]);
  const values = (id: string) =>
    pages.flatMap((page) => page.MetricDataResults?.find(({ Id }) => Id === id)?.Values ?? []);
  const newestFirst = Array.from({ length: 25 }, (_, index) => 24 - index);
  expect(values('m')).toEqual(newestFirst);
  expect(values('n')).toEqual(newestFirst.map((value) => 0 - value));
});

test('a token of another request is refused', async () => {
  const { client } = await cloudWatch();
  await put(client, minute(0, 1), minute(1, 1));
  const first = await client.send(new GetMetricDataCommand({ ...question('Sum'), MaxDatapoints: 1 }));
  const call = client.send(new GetMetricDataCommand({ ...question('p50'), NextToken: first.NextToken }));
  expect(await refusal(call)).toBe('InvalidNextToken: The next token specified is invalid.');
});
