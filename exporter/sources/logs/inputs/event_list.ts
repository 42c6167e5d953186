import { LONGEST_LINE } from '../read_chunk.ts';
import { UnreadableBody } from './unreadable_body.ts';

/** Most events of one request: more than 16 MiB of an access log are. */
const MOST_EVENTS = 100_000;

/** The events of a request. */
export class EventList {
  readonly texts: string[] = [];
  /** How many there are that are too long to be looked at. */
  tooLong = 0;

  /** Adds an event without its last line ending, unless it is empty. Throws an UnreadableBody where there are too many. */
  add(text: string): void {
    let end = text.length;
    while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end -= 1;
    if (end === 0) return;
    refuseMore(this.texts.length + this.tooLong + 1);
    const event = text.slice(0, end);
    if (end > LONGEST_LINE || Buffer.byteLength(event) > LONGEST_LINE) this.tooLong += 1;
    else this.texts.push(event);
  }
}

/** Throws an UnreadableBody where so many are too many for one request. */
export function refuseMore(events: number): void {
  if (events <= MOST_EVENTS) return;
  throw new UnreadableBody(
    413,
    `The request has more than ${MOST_EVENTS} log lines, the most that one may have. Send several.`,
  );
}
