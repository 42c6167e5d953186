import type { z } from 'zod';
import { isObject } from '../conventions/is_object.ts';
import { memberOf } from './alerts/keyed_union.ts';
import type { Path } from './positions.ts';

/** The keys that a strict object allows at a path of a schema; none where there is no such object. */
export function keysAt(schema: z.core.$ZodType, path: Path, value: unknown): string[] {
  const found = schemaAt(schema, path, value);
  if (found === undefined) return [];
  const { shape, discriminator } = definitionOf(found);
  if (shape !== undefined) return Object.keys(shape);
  return discriminator === undefined ? [] : [discriminator];
}

/** The schema at a path, without what stands around it; of a union, the member that the value asks for. */
export function schemaAt(schema: z.core.$ZodType, path: Path, value: unknown): z.core.$ZodType | undefined {
  const unwrapped = unwrap(schema, value);
  const [step, ...rest] = path;
  if (step === undefined) return unwrapped;
  const { shape, element, valueType } = definitionOf(unwrapped);
  const own = shape !== undefined && Object.hasOwn(shape, step) ? shape[String(step)] : undefined;
  const inner = own ?? element ?? valueType;
  const innerValue =
    typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  return inner === undefined ? undefined : schemaAt(inner, rest, innerValue);
}

interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
  readonly keyedBy?: readonly string[];
}

function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

// Defaults, optionals and pipes stand around the schema that has keys; a pipe that begins with a transformation
// has them behind it.
function unwrap(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const { innerType, in: first, out, options, discriminator, keyedBy } = definitionOf(schema);
  const inner = innerType ?? (first !== undefined && definitionOf(first).type === 'transform' ? out : first);
  if (inner !== undefined) return unwrap(inner, value);
  if (options === undefined) return schema;
  if (keyedBy !== undefined) {
    const member = isObject(value) ? memberOf({ options, keyedBy }, value) : undefined;
    return member === undefined ? schema : unwrap(member, value);
  }
  if (discriminator === undefined) {
    const isMapping = typeof value === 'object' && value !== null;
    return (isMapping && options.find((option) => definitionOf(option).shape !== undefined)) || schema;
  }
  const actual =
    typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)[discriminator]
      : undefined;
  const member = options.find((option) => option._zod.propValues?.[discriminator]?.has(actual as never));
  return member ?? schema;
}
