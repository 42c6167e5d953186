import type { Definition } from '../../definition/schema.ts';
import { load } from '../../definition/testing.ts';

const SOURCE = `
  - type: logs
    name: backend
    files: [backend.json]
    metrics:
      - { name: failures_total, type: counter, pattern: '{ $.level = "ERROR" }' }`;

/** The definition of a service whose lines are in one log group, with other sources or another section `cloudwatch` if given. */
export function logsDefinition({
  sources = SOURCE,
  cloudwatch = 'logs: { groups: [{ name: /shop/backend, source: backend }] }',
}: {
  readonly sources?: string;
  readonly cloudwatch?: string;
}): Definition {
  return load(`
service: { name: shop, environment: production }
sources:${sources}
cloudwatch:
  ${cloudwatch}
`);
}
