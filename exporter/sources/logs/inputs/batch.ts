import { isObject } from '../../../../conventions/is_object.ts';
import type { Framing } from '../framing.ts';
import { EncodedData } from './encoded_data.ts';
import { EventList } from './event_list.ts';
import { addFirehoseDelivery, isFirehoseDelivery } from './firehose.ts';
import { type JsonText, jsonLinesOf, jsonValuesOf } from './json_values.ts';
import { addLambdaEvent, addSubscription, isLambdaEvent, isSubscription } from './subscription.ts';
import { UnreadableBody } from './unreadable_body.ts';

const NDJSON = /^application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|jsonlines)$/;
const TEXT = /^text\/(?!json$)/;

/** What a request with log lines brings. */
export interface Batch {
  /** Of Amazon Data Firehose: the same when it sends the request again; null of others. */
  readonly requestId: string | null;
  readonly events: EventList;
}

/** Why nothing of a request is counted, and who has to be told. */
export interface RefusedBatch {
  readonly requestId: string | null;
  readonly refusal: UnreadableBody;
}

/**
 * The events that a body holds. It is JSON (one record, an array, one per line or one after the other), lines of text, a delivery
 * of Amazon Data Firehose, or what a subscription of CloudWatch Logs delivers; the media type and the body tell which. Lines of
 * text are cut as those of files. Bytes that are not UTF-8 are read as U+FFFD, so that one of them keeps nothing back.
 */
export async function readBatch(
  body: Buffer,
  mediaType: string,
  framing: Framing,
): Promise<Batch | RefusedBatch> {
  const events = new EventList();
  let requestId: string | null = null;
  try {
    const text = body.toString();
    if (text.trim() === '') throw new UnreadableBody(400, 'The body is empty. Send log lines.');
    if (TEXT.test(mediaType)) {
      addLines(body, framing, events);
      return { requestId, events };
    }
    const read = NDJSON.test(mediaType) ? jsonLinesOf : jsonValuesOf;
    const values = await read(text, 'the body');
    const [only] = values;
    if (values.length === 1 && isFirehoseDelivery(only?.value)) {
      requestId = only.value.requestId;
      await addFirehoseDelivery(only.value, new EncodedData(), (bytes, place) =>
        addData(bytes, place, framing, events),
      );
    } else {
      await addRecords(values, events);
    }
    return { requestId, events };
  } catch (error) {
    if (error instanceof UnreadableBody) return { requestId, refusal: error };
    throw error;
  }
}

async function addRecords(values: readonly JsonText[], events: EventList): Promise<void> {
  const data = new EncodedData();
  for (const [index, { value, text }] of values.entries()) {
    if (isLambdaEvent(value)) await addLambdaEvent(value, data, events);
    else addRecord({ value, text }, `Record ${index}`, events);
  }
}

function addRecord({ value, text }: JsonText, place: string, events: EventList): void {
  if (isSubscription(value)) addSubscription(value, place, events);
  else if (isObject(value)) events.add(text);
  else if (typeof value === 'string') events.add(value);
  else throw new UnreadableBody(422, `${place} is ${kindOf(value)}. Send objects, or lines as texts.`);
}

/** The data of a record of Firehose: what a subscription delivers, JSON, or lines of text. */
async function addData(bytes: Buffer, place: string, framing: Framing, events: EventList): Promise<void> {
  if (bytes[0] !== 0x7b) {
    addLines(bytes, framing, events);
    return;
  }
  let values: JsonText[];
  try {
    values = await jsonValuesOf(bytes.toString(), place);
  } catch (error) {
    if (!(error instanceof UnreadableBody) || error.status !== 400) throw error;
    // Lines may begin with a brace and be no JSON.
    addLines(bytes, framing, events);
    return;
  }
  for (const value of values) addRecord(value, place, events);
}

function addLines(bytes: Buffer, framing: Framing, events: EventList): void {
  const lines = bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.of(0x0a)]);
  framing.cut(lines, 0, true, (chunk, from, to) => events.add(chunk.toString('utf8', from, to)));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
