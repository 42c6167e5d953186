import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EXAMPLE_CREDENTIALS } from '../../tests/cloudwatch_standin/standin.ts';
import type { Commands } from '../exposition/contestant.ts';
import { datumsOfAnInterval } from './datums.ts';
import { processorTime } from './measure.ts';
import { NAMESPACE, settingsFor, Workload } from './workload.ts';

const MOST_DATUMS = 1_000;

/**
 * The AWS SDK alone: the workload's datums, ready as it wants them, in requests of so many. Of one in `every` only, and scaled,
 * where that would take too long.
 */
export async function create(
  endpoint: string,
  perRequest = `${MOST_DATUMS}`,
  every = '1',
): Promise<Commands> {
  const settings = settingsFor({ endpoint });
  const workload = new Workload(settings);
  const all = await datumsOfAnInterval(workload, settings);
  const datums = all
    .filter((_, index) => index % Number(every) === 0)
    .map(
      ({ name, dimensions, timestamp, values, counts, unit, resolution }): MetricDatum => ({
        MetricName: name,
        Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
        Timestamp: new Date(timestamp),
        ...(values.length === 1 ? { Value: values[0] } : { Values: [...values], Counts: [...counts] }),
        Unit: unit,
        StorageResolution: resolution,
      }),
    );
  const client = new CloudWatchClient({
    region: 'us-east-1',
    endpoint,
    credentials: EXAMPLE_CREDENTIALS,
    maxAttempts: 1,
  });
  const sendAll = async () => {
    for (let from = 0; from < datums.length; from += Number(perRequest)) {
      const MetricData = datums.slice(from, from + Number(perRequest));
      await client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
    }
  };
  return {
    change: () => {},
    processor: async () => (await processorTime(sendAll)) * Number(every),
  };
}
