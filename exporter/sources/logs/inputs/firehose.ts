import { isObject } from '../../../../conventions/is_object.ts';
import type { EncodedData } from './encoded_data.ts';
import { UnreadableBody } from './unreadable_body.ts';

const LONGEST_ID = 200;
/** Longest text of an error that is sent back, in UTF-16 units; Firehose takes 8192 bytes. */
const LONGEST_ERROR = 2_000;

/** What Amazon Data Firehose sends to an HTTP endpoint («HTTP endpoint delivery request and response specifications»). */
export interface FirehoseDelivery {
  readonly requestId: string;
  readonly records: unknown;
}

/** Whether a value is what Firehose sends. */
export function isFirehoseDelivery(value: unknown): value is FirehoseDelivery {
  if (!isObject(value) || !('records' in value) || !('timestamp' in value)) return false;
  return typeof value.requestId === 'string' && value.requestId.length <= LONGEST_ID;
}

/**
 * Adds what is in the records of a delivery; `addData` adds the data of one. Throws an UnreadableBody where it is not as it should be.
 */
export async function addFirehoseDelivery(
  { records }: FirehoseDelivery,
  data: EncodedData,
  addData: (bytes: Buffer, place: string) => Promise<void>,
): Promise<void> {
  if (!Array.isArray(records)) throw new UnreadableBody(422, 'records is no array.');
  for (const [index, record] of (records as unknown[]).entries()) {
    const place = `records[${index}].data`;
    await addData(await data.read(isObject(record) ? record.data : undefined, place), place);
  }
}

/** How Firehose is answered: by the id of its request and the time in milliseconds since 1970. */
export function firehoseAnswer(requestId: string, now: number, problem?: string) {
  const error = problem === undefined ? {} : { errorMessage: problem.slice(0, LONGEST_ERROR) };
  return { requestId, timestamp: now, ...error };
}
