import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { KeptJson } from '../kept_json.ts';
import { oneAtATime } from '../one_at_a_time.ts';
import { type SavedAccount, savedAccount } from './objectives_account.ts';

/** Most objectives of services that the exporter keeps accounts of. */
export const MOST_ACCOUNTS = 200;

const state = z.strictObject({ version: z.literal(1), accounts: z.array(savedAccount).max(MOST_ACCOUNTS) });

/** Keeps the accounts of objectives in `status/objectives.json`, so that a restart forgets nothing. */
export class ObjectivesState {
  readonly #file: KeptJson<z.infer<typeof state>>;
  readonly #log: Logger;
  /** Saves what there is now; never rejects. */
  readonly save: () => Promise<void>;
  #isFailing = false;

  constructor(stateDirectory: string, log: Logger, accounts: () => readonly SavedAccount[]) {
    this.#file = new KeptJson(join(stateDirectory, 'status', 'objectives.json'), state);
    this.#log = log;
    this.save = oneAtATime(() => this.#write(accounts()));
  }

  /** What an earlier process has left; nothing where that cannot be used, which is told. Never rejects. */
  async load(): Promise<readonly SavedAccount[]> {
    const { value, trouble } = await this.#file.load();
    if (trouble !== null) {
      this.#log.error(
        `${trouble} The exporter's own account of objectives begins anew; that of Prometheus stays.`,
      );
    }
    return value?.accounts ?? [];
  }

  async #write(accounts: readonly SavedAccount[]): Promise<void> {
    try {
      await this.#file.save({ version: 1, accounts: [...accounts] });
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing)
        this.#log.error(
          { err: error },
          `The account of objectives cannot be written to ${this.#file.path}; after a restart it lacks what came since.`,
        );
      this.#isFailing = true;
    }
  }
}
