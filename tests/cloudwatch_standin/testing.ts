import {
  CloudWatchClient,
  type CloudWatchServiceException,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { onTestFinished } from 'vitest';
import { type CloudWatchStandIn, type StandInOptions, startCloudWatch } from './standin.ts';

/** The service's time in tests that stop its clock. */
export const NOON = new Date('2026-03-14T12:00:00Z');

/** A stand-in, and the real client for it, for the running test. The clock stands at NOON. */
export async function cloudWatch(
  options: StandInOptions = {},
): Promise<{ readonly standIn: CloudWatchStandIn; readonly client: CloudWatchClient }> {
  const standIn = await startCloudWatch({ now: () => NOON.getTime(), ...options });
  const client = clientOf(standIn);
  onTestFinished(() => standIn.close());
  return { standIn, client };
}

/** The SDK's client, which does not try again. It ends with the running test. */
export function clientOf(
  standIn: Pick<CloudWatchStandIn, 'client'>,
  settings: ConstructorParameters<typeof CloudWatchClient>[0] = {},
): CloudWatchClient {
  const client = new CloudWatchClient({ ...standIn.client, maxAttempts: 1, ...settings });
  onTestFinished(() => client.destroy());
  return client;
}

/** Puts datums into the namespace `test`. */
export function put(client: CloudWatchClient, ...data: readonly MetricDatum[]) {
  return client.send(new PutMetricDataCommand({ Namespace: 'test', MetricData: [...data] }));
}

/** Code and message of the error that a call ends with, as the SDK tells them. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, message, Code } = error as CloudWatchServiceException & { readonly Code?: string };
    return `${Code ?? name}: ${message}`;
  }
  throw new Error('The call went through.');
}

/** One statistic of the metric `m` in `test`, minute by minute from a minute before NOON to a minute after. */
export async function statistic(client: CloudWatchClient, stat: string): Promise<readonly number[]> {
  const { MetricDataResults = [] } = await client.send(new GetMetricDataCommand(question(stat)));
  return MetricDataResults[0]?.Values ?? [];
}

/** The question that `statistic` asks. */
export function question(stat: string): GetMetricDataCommandInput {
  return {
    StartTime: minutesFromNoon(-1),
    EndTime: minutesFromNoon(2),
    MetricDataQueries: [
      { Id: 'q', MetricStat: { Metric: { Namespace: 'test', MetricName: 'm' }, Period: 60, Stat: stat } },
    ],
  };
}

export function minutesFromNoon(minutes: number): Date {
  return new Date(NOON.getTime() + minutes * 60_000);
}
