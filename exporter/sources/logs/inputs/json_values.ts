import { setImmediate as turn } from 'node:timers/promises';
import { refuseMore } from './event_list.ts';
import { UnreadableBody } from './unreadable_body.ts';

/** Values that are read without a pause, some milliseconds. */
const SLICE = 1_000;

/** A JSON value, and the text that it stands in. */
export interface JsonText {
  readonly value: unknown;
  readonly text: string;
}

/**
 * The JSON values of a text: one, the elements of an array, one per line, or objects that follow one another directly.
 * Rejects with an UnreadableBody where it is none of these or too many; `called` is what the text is called in it.
 */
export async function jsonValuesOf(text: string, called: string): Promise<JsonText[]> {
  const whole = parsed(text);
  if (Array.isArray(whole)) return await elementsOf(whole, called);
  if (whole !== undefined) {
    const trimmed = text.trim();
    return [{ value: whole, text: trimmed.includes('\n') ? written(whole, called) : trimmed }];
  }
  const lines = await valuePerLine(text);
  const values = typeof lines === 'number' ? adjacentObjects(text) : lines;
  if (values === null) throw notJson(called, Number(lines));
  return values;
}

/**
 * The JSON values of a text that has one per line. Rejects with an UnreadableBody where a line is none, or there are too many.
 */
export async function jsonLinesOf(text: string, called: string): Promise<JsonText[]> {
  const lines = await valuePerLine(text);
  if (typeof lines === 'number') throw notJson(called, lines);
  return lines;
}

async function elementsOf(array: readonly unknown[], called: string): Promise<JsonText[]> {
  refuseMore(array.length);
  const values: JsonText[] = [];
  for (const [index, value] of array.entries()) {
    values.push({ value, text: written(value, `Record ${index} of ${called}`) });
    if (values.length % SLICE === 0) await turn();
  }
  return values;
}

/** The values, or the number of the first line that is none. */
async function valuePerLine(text: string): Promise<JsonText[] | number> {
  const values: JsonText[] = [];
  let from = 0;
  for (let number = 1; from < text.length; number += 1) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(from, end).trim();
    from = end + 1;
    if (line === '') continue;
    const value = parsed(line);
    if (value === undefined) return number;
    values.push({ value, text: line });
    refuseMore(values.length);
    if (values.length % SLICE === 0) await turn();
  }
  return values;
}

/** Objects as in `{"a":1}{"a":2}`; null where there is anything else. */
function adjacentObjects(text: string): JsonText[] | null {
  const values: JsonText[] = [];
  let depth = 0;
  let from = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isString) {
      if (character === '\\') at += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') {
      isString = true;
    } else if (character === '{') {
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth < 0) return null;
      if (depth > 0) continue;
      const object = text.slice(from, at + 1).trim();
      const value = parsed(object);
      if (value === undefined) return null;
      values.push({ value, text: object });
      refuseMore(values.length);
      from = at + 1;
    }
  }
  return text.slice(from).trim() === '' ? values : null;
}

function written(value: unknown, place: string): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new UnreadableBody(422, `${place} is nested too deeply.`);
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

function notJson(called: string, line: number): UnreadableBody {
  return new UnreadableBody(
    400,
    `Line ${line} of ${called} is not JSON. Send records as JSON: one, an array, or one per line; or lines of text as text/plain.`,
  );
}
