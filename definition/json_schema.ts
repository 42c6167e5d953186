import { z } from 'zod';
import { definitionSchema } from './schema.ts';

/** The JSON Schema of monitoring.yml for editors, as text. */
export function renderJsonSchema(): string {
  const schema = z.toJSONSchema(definitionSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // The key that tells alerts on signals from alerts on PromQL must be absent from the latter.
      if (zodSchema._zod.def.type === 'undefined') jsonSchema.not = {};
    },
  });
  return `${JSON.stringify({ title: 'monitoring.yml of goldwatch', ...schema }, null, 2)}\n`;
}
