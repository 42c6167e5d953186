import { z } from 'zod';
import { SEVERITIES, type Severity } from '../../conventions/labels.ts';

/** Which severities a receiver gets. */
export function severities(...usual: readonly Severity[]) {
  return z
    .array(z.enum(SEVERITIES))
    .min(1, { error: 'at least one severity' })
    .default([...usual])
    .describe('The severities that are sent there.');
}
