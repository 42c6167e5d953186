import { join } from 'node:path';
import { z } from 'zod';
import { KeptJson } from '../kept_json.ts';
import { savedTally } from './digest_tally.ts';

/** Times are milliseconds since 1970. */
const state = z.strictObject({
  version: z.literal(1),
  tally: savedTally,
  /** When it was last looked whether alerts can be received. */
  lookedAt: z.number(),
  /** The moment of the last digest that went out; null for none. */
  last: z.number().nullable(),
  /** That of the one which is being sent; null for none. */
  sending: z.number().nullable(),
});
export type DigestState = z.infer<typeof state>;

/** What a digest needs to go on after a restart: a file in the exporter's state directory. */
export function digestFile(stateDirectory: string): KeptJson<DigestState> {
  return new KeptJson(join(stateDirectory, 'alerts', 'digest.json'), state);
}
