import type { z } from 'zod';
import type { Path } from './positions.ts';

/** The keys that a strict object allows at a path of a schema; none where there is no such object. */
export function keysAt(schema: z.core.$ZodType, path: Path, value: unknown): string[] {
  const unwrapped = unwrap(schema, value);
  if (unwrapped === undefined) return [];
  const { def } = unwrapped._zod as unknown as { def: Definition };
  const [step, ...rest] = path;
  if (step === undefined) return def.shape === undefined ? [] : Object.keys(def.shape);
  const inner = def.shape?.[String(step)] ?? def.element ?? def.valueType;
  const innerValue =
    typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  return inner === undefined ? [] : keysAt(inner, rest, innerValue);
}

interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.core.$ZodType>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
}

// Defaults, optionals and pipes stand around the schema that has keys; of a union, the member whose
// discriminator the value carries.
function unwrap(schema: z.core.$ZodType, value: unknown): z.core.$ZodType | undefined {
  const { def } = schema._zod as unknown as { def: Definition };
  const inner = def.innerType ?? def.in;
  if (inner !== undefined) return unwrap(inner, value);
  const { options, discriminator } = def;
  if (options === undefined || discriminator === undefined) return schema;
  const actual = (value as Record<string, unknown> | undefined)?.[discriminator];
  return options.find((option) => {
    const values = (option._zod as unknown as { propValues?: Record<string, Set<unknown>> }).propValues?.[
      discriminator
    ];
    return values?.has(actual) === true;
  });
}
