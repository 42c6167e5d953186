import type { z } from 'zod';
import { PRESETS } from './index.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * The two further forms that an entry of `alerts` may have, given the JSON Schemas of its own forms: the name of a preset, or one
 * with keys that override those of the preset. Whether these suit each other the loader says.
 */
export function presetForms(forms: readonly JsonSchema[]): JsonSchema[] {
  const names = PRESETS.map(({ alert }) => alert.name);
  const keys = [...new Set(forms.flatMap(({ properties = {} }) => Object.keys(properties)))];
  const properties = keys.map((key): [string, JsonSchema] => [key, anyOfThem(key, forms)]);
  return [
    { description: 'An alert that comes with goldwatch.', enum: names },
    {
      description: 'An alert that comes with goldwatch, with keys that override its own.',
      type: 'object',
      properties: { preset: { description: 'Its name.', enum: names }, ...Object.fromEntries(properties) },
      required: ['preset'],
      additionalProperties: false,
    },
  ];
}

// What a key is differs from form to form; a default would be that of the preset.
function anyOfThem(key: string, forms: readonly JsonSchema[]): JsonSchema {
  const own = forms
    .flatMap(({ properties = {} }) => (properties[key] === undefined ? [] : [properties[key] as JsonSchema]))
    .filter(({ not }) => not === undefined)
    .map(({ default: _, ...schema }): JsonSchema => (key === 'aws' ? withoutRequired(schema) : schema));
  const distinct = [...new Map(own.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [only = {}, ...others] = distinct;
  return others.length === 0 ? only : { anyOf: distinct };
}

// Whoever changes one number of a metric of CloudWatch leaves the rest of it to the preset.
function withoutRequired({ required: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
