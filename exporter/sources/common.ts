import { z } from 'zod';

/** A name that is fit for a label value, a file name and a job name. */
export const identifier = z
  .string({ error: 'a name of letters, digits, "-", "_" and "."' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, { error: 'a name of letters, digits, "-", "_" and "."' });

/** What every source may carry beside its own settings. */
export const commonSourceSettings = {
  name: identifier.optional().describe('Names the source in metrics and state; its type unless given.'),
  service: identifier.optional().describe('The service it watches; `service.name` unless given.'),
};
