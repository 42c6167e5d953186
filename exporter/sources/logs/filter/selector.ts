import { isObject } from '../../../../conventions/is_object.ts';
import { PatternReader } from './pattern_reader.ts';

const LARGEST_INDEX_DIGITS = 9;

/** What a selector lands on that is an array or an object. */
export const CONTAINER: unique symbol = Symbol('an array or an object');

/** A value without others in it. */
export type Scalar = string | number | boolean | null;

/** What is at a place of a JSON text; undefined where there is nothing. */
export type Found = Scalar | typeof CONTAINER | undefined;

type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'any_key' }
  | { readonly kind: 'any_index' };

/** A place in a JSON object, such as `$.http.status`, `$.spans[0].ms` or `$.['a.b']`. */
export interface Selector {
  /** The one way to write it: two selectors of the same place have the same text. */
  readonly text: string;
  readonly steps: readonly Step[];
  /** Whether it has `.*` or `[*]`, and so many places. */
  readonly hasWildcard: boolean;
}

/**
 * The selector that is the whole text. Throws a FilterError for what CloudWatch would refuse
 * (CloudWatch Logs user guide, «property selectors»).
 */
export function parseSelector(text: string): Selector {
  const reader = new PatternReader(text);
  const selector = readSelector(reader);
  if (!reader.isAtEnd) throw reader.error(`a selector does not go on with ${reader.next}`);
  return selector;
}

/** The selector that comes here. Throws a FilterError where none does. */
export function readSelector(reader: PatternReader): Selector {
  const from = reader.at;
  if (!reader.take('$')) throw reader.error('a selector begins with "$."');
  const steps: Step[] = [];
  for (let step = readStep(reader); step !== null; step = readStep(reader)) steps.push(step);
  if (steps[0] === undefined || steps[0].kind === 'index' || steps[0].kind === 'any_index') {
    throw reader.error('a selector begins with "$." and the name of a property', from);
  }
  const wildcards = steps.filter(({ kind }) => kind === 'any_key' || kind === 'any_index').length;
  if (wildcards > 1) throw reader.error('more than one wildcard in a selector', from);
  if (wildcards === 1) reader.count('wildcards', from);
  return { text: `$${steps.map(writeStep).join('')}`, steps, hasWildcard: wildcards > 0 };
}

/** What is at the place of a selector without wildcards. */
export function valueAt({ steps }: Selector, root: object): Found {
  let value: unknown = root;
  for (const step of steps) value = follow(value, step);
  return found(value);
}

/** What is at the places of a selector; nothing where there is no such place. */
export function valuesAt({ steps }: Selector, root: object): Exclude<Found, undefined>[] {
  let values: unknown[] = [root];
  for (const step of steps) {
    if (step.kind === 'any_key')
      values = values.flatMap((value) => (isObject(value) ? Object.values(value) : []));
    else if (step.kind === 'any_index')
      values = values.flatMap((value) => (Array.isArray(value) ? value : []));
    else values = values.map((value) => follow(value, step));
  }
  return values.map(found).filter((value) => value !== undefined);
}

function readStep(reader: PatternReader): Step | null {
  const from = reader.at;
  if (reader.take('[*]')) return { kind: 'any_index' };
  if (reader.take('.*')) return { kind: 'any_key' };
  const digits = reader.find(/\[(0|[1-9]\d*)\]/y)?.[1];
  if (digits !== undefined) {
    if (digits.length > LARGEST_INDEX_DIGITS) throw reader.error('an index of more than 9 digits', from);
    return { kind: 'index', index: Number(digits) };
  }
  const key = reader.find(/\.([0-9A-Za-z_-]+)/y)?.[1] ?? reader.find(/\.\['([^']+)'\]/y)?.[1];
  if (key !== undefined) return { kind: 'key', key };
  if (reader.take('[')) throw reader.error('an index is a number or "*" in brackets', from);
  if (!reader.take('.')) return null;
  throw reader.error(
    `a name is of letters, digits, "-" and "_", or in brackets and quotes as in .['a.b']; not ${reader.next}`,
  );
}

function writeStep(step: Step): string {
  if (step.kind === 'index') return `[${step.index}]`;
  if (step.kind === 'any_index') return '[*]';
  if (step.kind === 'any_key') return '.*';
  return /^[0-9A-Za-z_-]+$/.test(step.key) ? `.${step.key}` : `.['${step.key}']`;
}

function follow(value: unknown, step: Step): unknown {
  if (step.kind === 'index') return Array.isArray(value) ? value[step.index] : undefined;
  if (step.kind !== 'key' || !isObject(value) || !Object.hasOwn(value, step.key)) return undefined;
  return value[step.key];
}

function found(value: unknown): Found {
  if (typeof value === 'object' && value !== null) return CONTAINER;
  // JSON knows no other values.
  return value as Scalar | undefined;
}
