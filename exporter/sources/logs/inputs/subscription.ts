import { isObject } from '../../../../conventions/is_object.ts';
import type { EncodedData } from './encoded_data.ts';
import type { EventList } from './event_list.ts';
import { jsonValuesOf } from './json_values.ts';
import { UnreadableBody } from './unreadable_body.ts';

const DATA = 'DATA_MESSAGE';
/** Sent by CloudWatch Logs to see whether somebody is there. */
const CONTROL = 'CONTROL_MESSAGE';

/** What a subscription of CloudWatch Logs delivers (user guide, «subscription filters»). */
export interface Subscription {
  readonly messageType: unknown;
  readonly logEvents: unknown;
}

/** Whether a value is what a subscription delivers. */
export function isSubscription(value: unknown): value is Subscription {
  return isObject(value) && 'messageType' in value && 'logEvents' in value;
}

/** Whether a value is what a subscription delivers to AWS Lambda: `{ "awslogs": { "data": "…" } }`, base64 of gzip. */
export function isLambdaEvent(value: unknown): value is { readonly awslogs: unknown } {
  return isObject(value) && 'awslogs' in value && Object.keys(value).length === 1;
}

/** Adds the messages of a subscription. `place` is what it is called. Throws an UnreadableBody where it is not as it should be. */
export function addSubscription(
  { messageType, logEvents }: Subscription,
  place: string,
  events: EventList,
): void {
  if (messageType === CONTROL) return;
  if (messageType !== DATA) {
    throw new UnreadableBody(422, `${place} has a messageType that is neither ${DATA} nor ${CONTROL}.`);
  }
  if (!Array.isArray(logEvents)) throw new UnreadableBody(422, `${place} has logEvents that are no array.`);
  for (const [index, event] of (logEvents as unknown[]).entries()) {
    const message = isObject(event) ? event.message : undefined;
    if (typeof message !== 'string') {
      throw new UnreadableBody(422, `${place} has no text as logEvents[${index}].message.`);
    }
    events.add(message);
  }
}

/** Adds the messages of an event of AWS Lambda. Throws an UnreadableBody where it is not as it should be. */
export async function addLambdaEvent(
  { awslogs }: { readonly awslogs: unknown },
  data: EncodedData,
  events: EventList,
): Promise<void> {
  const place = 'awslogs.data';
  const bytes = await data.read(isObject(awslogs) ? awslogs.data : undefined, place);
  for (const { value } of await jsonValuesOf(bytes.toString(), place)) {
    if (!isSubscription(value)) {
      throw new UnreadableBody(422, `${place} is not what a subscription of CloudWatch Logs delivers.`);
    }
    addSubscription(value, place, events);
  }
}
