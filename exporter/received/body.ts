/** Most events of one request, so that none keeps the others waiting. */
const MOST_EVENTS = 10_000;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

const NDJSON = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
]);

/** Why a body holds no events. */
export interface Unreadable {
  readonly reason: 'not_events' | 'too_many';
  readonly problem: string;
}

/**
 * The values that a body holds: the elements of a JSON array, one JSON value, or one per line (NDJSON). The body tells which it
 * is, unless the media type says that it is NDJSON.
 */
export function valuesOf(body: Uint8Array, mediaType: string): unknown[] | Unreadable {
  const text = decoded(body);
  if (text === null) return unreadable('The body is not UTF-8.');
  if (text.trim() === '')
    return unreadable('The body is empty. Send an event, an array of events, or one event per line.');
  const whole = NDJSON.has(mediaType) ? undefined : parsed(text);
  const values = whole === undefined ? lines(text) : Array.isArray(whole) ? whole : [whole];
  if (!Array.isArray(values) || values.length <= MOST_EVENTS) return values;
  return {
    reason: 'too_many',
    problem: `The body has ${values.length} events; ${MOST_EVENTS} are the most that one request may have. Send several.`,
  };
}

function lines(text: string): unknown[] | Unreadable {
  const values: unknown[] = [];
  let number = 0;
  for (const line of text.split('\n')) {
    number += 1;
    if (line.trim() === '') continue;
    const value = parsed(line);
    if (value === undefined) {
      return unreadable(
        `Line ${number} of the body is not JSON. Send an event, an array of events, or one event per line.`,
      );
    }
    values.push(value);
  }
  return values;
}

function decoded(body: Uint8Array): string | null {
  try {
    return UTF8.decode(body);
  } catch {
    return null;
  }
}

// JSON has no undefined.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(problem: string): Unreadable {
  return { reason: 'not_events', problem };
}
