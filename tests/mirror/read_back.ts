import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { NAMESPACE } from './served_exporter.ts';

const MINUTE_MS = 60_000;
const DAY_S = 86_400;

export interface MetricOfOurs {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Statistics of a metric over everything since `start`, in the order asked for; NaN where there is none. */
export async function statisticsSince(
  client: CloudWatchClient,
  metric: MetricOfOurs,
  start: number,
  statistics: readonly string[],
): Promise<number[]> {
  const found = await ask(client, metric, statistics, {
    start,
    end: start + 2 * MINUTE_MS * 60,
    period: DAY_S,
  });
  return found.map(([first]) => first ?? Number.NaN);
}

/** Statistics of a metric for each second from `start` on and before `end`, in the order asked for. */
export async function statisticsBySecond(
  client: CloudWatchClient,
  metric: MetricOfOurs,
  { start, end }: { readonly start: number; readonly end: number },
  statistics: readonly string[],
): Promise<number[][]> {
  return await ask(client, metric, statistics, { start, end, period: 1 });
}

async function ask(
  client: CloudWatchClient,
  { name, dimensions }: MetricOfOurs,
  statistics: readonly string[],
  { start, end, period }: { readonly start: number; readonly end: number; readonly period: number },
): Promise<number[][]> {
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(start),
      EndTime: new Date(end),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: statistics.map((statistic, index) => ({
        Id: `q${index}`,
        MetricStat: {
          Metric: {
            Namespace: NAMESPACE,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: period,
          Stat: statistic,
        },
      })),
    }),
  );
  return statistics.map((_, index) => MetricDataResults.find(({ Id }) => Id === `q${index}`)?.Values ?? []);
}
