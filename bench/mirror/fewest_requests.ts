import { gzipSync } from 'node:zlib';
import type { Datum } from '../../exporter/outputs/cloudwatch_mirror/datum.ts';
import { MOST_DATUMS, requestBody, wireDatum } from '../../exporter/outputs/cloudwatch_mirror/requests.ts';
import { datumsOfAnInterval } from './datums.ts';
import { NAMESPACE, settingsFor, Workload } from './workload.ts';

/** Most bytes in a request's body, compressed (API reference, PutMetricData). */
const MOST_BYTES = 1_000_000;

/** In how many requests an interval of the workload must go at least, by AWS's limits. */
export async function fewestRequests(endpoint: string): Promise<number> {
  const settings = settingsFor({ endpoint });
  return fewestFor(await datumsOfAnInterval(new Workload(settings), settings));
}

/** By number, and by bytes: all datums together compress better than any part of them. */
function fewestFor(datums: readonly Datum[]): number {
  const bytes = gzipSync(requestBody(NAMESPACE, datums.map(wireDatum))).length;
  return Math.max(Math.ceil(datums.length / MOST_DATUMS), Math.ceil(bytes / MOST_BYTES));
}
