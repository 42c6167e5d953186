import { z } from 'zod';
import { SEVERITIES, type Severity } from '../../conventions/labels.ts';

/** A list of severities. */
export const givenSeverities = z.array(z.enum(SEVERITIES)).min(1, { error: 'at least one severity' });

/** Which severities a receiver gets. */
export function severities(...usual: readonly Severity[]) {
  return givenSeverities
    .default([...usual])
    .describe(`The severities that are sent there; ${inWords(usual)} unless given.`);
}

/** `critical`, `critical and warning`, `critical, warning and info`. */
export function inWords(severities: readonly Severity[]): string {
  return severities.join(', ').replace(/, (?=[^,]*$)/, ' and ');
}

/** A key for every severity, none of which need be there. */
export function bySeverity<S extends z.ZodType>(schema: S) {
  const optional = schema.optional();
  return z.strictObject(
    Object.fromEntries(SEVERITIES.map((severity) => [severity, optional])) as Record<
      Severity,
      typeof optional
    >,
  );
}
