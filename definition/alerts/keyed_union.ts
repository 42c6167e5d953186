import { z } from 'zod';
import { exactlyOneIssue } from '../../conventions/exactly_one.ts';
import { isObject } from '../../conventions/is_object.ts';

type Options = readonly z.core.$ZodType[];

interface KeyedUnionDef extends z.core.$ZodUnionDef<Options> {
  /** For each member, the key that it alone has. */
  readonly keyedBy: readonly string[];
}

const KeyedUnion = z.core.$constructor<z.ZodUnion<Options>, KeyedUnionDef>(
  'KeyedUnion',
  (union, definition) => {
    z.ZodUnion.init(union, definition);
    union._zod.parse = (payload, context) => {
      const { value } = payload;
      if (!isObject(value)) {
        payload.issues.push({ code: 'invalid_type', expected: 'object', input: value, inst: union });
        return payload;
      }
      const member = memberOf(definition, value);
      if (member !== undefined) return member._zod.run(payload, context);
      payload.issues.push(...undecided(definition, value));
      return payload;
    };
  },
);

/**
 * Schema of a mapping of several kinds, each told by the key that it alone has: exactly one of the keys of `members` must be
 * there. Mistakes are those of the kind that is meant.
 */
export function keyedUnion<const M extends Readonly<Record<string, z.core.$ZodType>>>(
  members: M,
): z.ZodType<z.output<M[keyof M]>, z.input<M[keyof M]>> {
  const union = new KeyedUnion({
    type: 'union',
    options: Object.values(members),
    keyedBy: Object.keys(members),
  });
  return union as unknown as z.ZodType<z.output<M[keyof M]>, z.input<M[keyof M]>>;
}

/** The kind that a value is meant to be; undefined where it has none of the keys, or several. */
export function memberOf(
  { options, keyedBy }: Pick<KeyedUnionDef, 'options' | 'keyedBy'>,
  value: Readonly<Record<string, unknown>>,
): z.core.$ZodType | undefined {
  const given = keyedBy.flatMap((key, index) => (value[key] === undefined ? [] : [index]));
  return given.length === 1 ? options[given[0] ?? 0] : undefined;
}

// As long as nobody knows what kind it is, no more can be said of it than this.
function undecided({ options, keyedBy }: KeyedUnionDef, value: object): z.core.$ZodRawIssue[] {
  const known = [...new Set(options.flatMap(keysOf))];
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  const refused = { code: 'unrecognized_keys', keys: unknown, known, input: value };
  const issue = exactlyOneIssue(value, ...keyedBy);
  return [
    ...(issue === null ? [] : [issue]),
    ...(unknown.length === 0 ? [] : [refused as z.core.$ZodRawIssue]),
  ];
}

function keysOf(schema: z.core.$ZodType): string[] {
  const { shape, options } = schema._zod.def as { shape?: object; options?: Options };
  return shape === undefined ? (options ?? []).flatMap(keysOf) : Object.keys(shape);
}
