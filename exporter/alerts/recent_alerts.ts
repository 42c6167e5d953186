import type { AlertRecord } from './alert_record.ts';

/** Most alerts that are kept after their end. */
export const MOST_RECENT = 1_000;
/** How long they are kept, in milliseconds. */
export const RECENT_MS = 24 * 3_600_000;

/** Alerts that ended within the last 24 hours, at most a thousand. */
export class RecentAlerts {
  readonly #dropped: () => void;
  /** In the order in which their ends were told; the same alert may be there several times. */
  #records: AlertRecord[] = [];
  readonly #newest = new Map<string, AlertRecord>();

  /** `dropped` is called for each that goes before its time, since there are too many. */
  constructor(dropped: () => void) {
    this.#dropped = dropped;
  }

  /** All of them, the one whose end was told last first. */
  get all(): readonly AlertRecord[] {
    return this.#records.toReversed();
  }

  /** How an alert has ended the last time. */
  newestOf(fingerprint: string): AlertRecord | undefined {
    return this.#newest.get(fingerprint);
  }

  add(record: AlertRecord): void {
    this.#records.push(record);
    this.#newest.set(record.fingerprint, record);
    if (this.#records.length <= MOST_RECENT) return;
    this.#dropped();
    this.#unindex(this.#records.splice(0, 1));
  }

  /** Puts more that is known in the place of a record that is there. */
  replace(record: AlertRecord, better: AlertRecord): void {
    const index = this.#records.lastIndexOf(record);
    if (index < 0) return;
    this.#records[index] = better;
    if (this.#newest.get(record.fingerprint) === record) this.#newest.set(record.fingerprint, better);
  }

  /** Lets go of those that were last heard of more than 24 hours before `now`. */
  forget(now: number): void {
    const old = this.#records.filter(({ lastHeardAt }) => now - lastHeardAt > RECENT_MS);
    if (old.length === 0) return;
    this.#records = this.#records.filter(({ lastHeardAt }) => now - lastHeardAt <= RECENT_MS);
    this.#unindex(old);
  }

  #unindex(gone: readonly AlertRecord[]): void {
    for (const record of gone) {
      if (this.#newest.get(record.fingerprint) === record) this.#newest.delete(record.fingerprint);
    }
  }
}
