import { type Selector, valueAt } from './filter/selector.ts';

/**
 * The line of an application that stands in a field of what a collector made of it, without its line ending; the whole text where
 * there is none.
 */
export function unwrapped(text: string, selector: Selector): string {
  const record = parsedObject(text);
  const line = record === null ? undefined : valueAt(selector, record);
  return typeof line === 'string' ? line.replace(/\r?\n$/, '') : text;
}

function parsedObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
