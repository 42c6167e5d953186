import { z } from 'zod';
import type { ExactlyOneParams } from '../conventions/exactly_one.ts';
import { presetForms } from './presets/json_schema.ts';
import { definitionSchema } from './schema.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

const REFERENCE: JsonSchema = { $ref: '#/$defs/reference' };

/** The JSON Schema of monitoring.yml for editors, as text. */
export function renderJsonSchema(): string {
  const { properties, ...schema } = z.toJSONSchema(definitionSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // The key that tells alerts on signals from alerts on PromQL must be absent from the latter.
      if (zodSchema._zod.def.type === 'undefined') jsonSchema.not = {};
      const pairs = exactlyOneOf(zodSchema);
      if (pairs.length > 0) {
        jsonSchema.allOf = pairs.map((keys) => ({ oneOf: keys.map((key) => ({ required: [key] })) }));
      }
      // Zod's own format; the pattern beside it says the same.
      if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
    },
  });
  const sections = mapValues(properties, (section, name) => {
    const filled = withReferences(name === 'alerts' ? withPresets(section) : section);
    return schema.required?.includes(name) === true ? filled : oneMore(filled, { type: 'null' });
  });
  const reference = {
    description: 'Text that the environment fills in.',
    type: 'string',
    pattern: '\\$\\{',
  };
  const title = 'monitoring.yml of goldwatch';
  return `${JSON.stringify({ title, ...schema, properties: sections, $defs: { reference } }, null, 2)}\n`;
}

/** The section of alerts, where each may be one of its own forms or a preset. */
function withPresets(section: JsonSchema): JsonSchema {
  const forms = alertForms(section.items as JsonSchema);
  return { ...section, items: { oneOf: [...forms, ...presetForms(forms)] } };
}

/** The forms that alerts have, without those within others. */
export function alertForms({ anyOf = [] }: Pick<JsonSchema, 'anyOf'>): JsonSchema[] {
  return (anyOf as JsonSchema[]).flatMap((form) => (form.oneOf as JsonSchema[] | undefined) ?? [form]);
}

function exactlyOneOf({ _zod: { def } }: z.core.$ZodType): (readonly string[])[] {
  return (def.checks ?? []).flatMap((check) => {
    const { params } = check._zod.def as { readonly params?: Partial<ExactlyOneParams> };
    return params?.exactlyOne === undefined ? [] : [params.exactlyOne];
  });
}

// An editor sees the file before the environment fills in numbers, durations and names.
function withReferences(schema: JsonSchema): JsonSchema {
  const { properties, items, oneOf, additionalProperties, ...rest } = schema;
  if (rest.type !== 'object' && rest.type !== 'array' && oneOf === undefined) {
    const isFixed = rest.const !== undefined || rest.not !== undefined;
    return isFixed || isAnyText(rest) ? schema : oneMore(rest, REFERENCE);
  }
  return {
    ...rest,
    ...(properties && { properties: mapValues(properties, withReferences) }),
    ...(typeof items === 'object' && !Array.isArray(items) && { items: withReferences(items) }),
    ...(oneOf && { oneOf: oneOf.map((member) => withReferences(member as JsonSchema)) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'object'
          ? withReferences(additionalProperties)
          : additionalProperties,
    }),
  };
}

function isAnyText({ type, pattern, format, enum: choices }: JsonSchema): boolean {
  return type === 'string' && pattern === undefined && format === undefined && choices === undefined;
}

function oneMore(schema: JsonSchema, form: JsonSchema): JsonSchema {
  const { description, default: fallback, ...rest } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [rest, form],
  };
}

function mapValues(
  values: JsonSchema['properties'],
  change: (schema: JsonSchema, name: string) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, schema]) => [name, change(schema as JsonSchema, name)]),
  );
}
