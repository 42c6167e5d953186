import { AwsError } from './errors.ts';
import { getMetricData } from './get_metric_data.ts';
import { getMetricStatistics } from './get_metric_statistics.ts';
import type { Input } from './input.ts';
import { listMetrics } from './list_metrics.ts';
import type { MetricStore } from './metric_store.ts';

/** The operations that read; PutMetricData writes. */
const READERS = {
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
};

export type Operation = 'PutMetricData' | keyof typeof READERS;

export const OPERATIONS: readonly Operation[] = [
  'PutMetricData',
  ...(Object.keys(READERS) as (keyof typeof READERS)[]),
];

const TARGET = /^GraniteServiceVersion20100801\.(\w+)$/;

/** The operation that `X-Amz-Target` names, whether there is one of that name or not; '' without any. */
export function operationName(target: string | string[] | undefined): string {
  return TARGET.exec(String(target ?? ''))?.[1] ?? '';
}

/** Throws where the stand-in, or CloudWatch, has no such operation. */
export function knownOperation(name: string): Operation {
  const operation = OPERATIONS.find((known) => known === name);
  if (operation === undefined) {
    throw new AwsError(
      'UnknownOperationException',
      `X-Amz-Target names no operation of the stand-in's. Known ones are ${OPERATIONS.join(', ')}.`,
    );
  }
  return operation;
}

/** Answers an operation that reads. */
export function read(
  operation: Exclude<Operation, 'PutMetricData'>,
  input: Input,
  store: MetricStore,
  now: number,
): object {
  return READERS[operation](input, store, now);
}
