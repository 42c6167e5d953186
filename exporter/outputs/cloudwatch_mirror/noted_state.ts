import type { Logger } from 'pino';
import type { Budget } from './budget.ts';
import {
  gather,
  type MirrorState,
  MirrorStateFiles,
  markAfter,
  NO_MARK,
  type TakenOver,
} from './mirror_state.ts';
import type { RegistryDatums } from './registry_datums.ts';
import type { Kept } from './spool_batch.ts';

export interface NotedStateOptions {
  readonly directory: string;
  readonly budget: Budget;
  readonly datums: RegistryDatums;
  readonly log: Logger;
  /** Called whenever something could not be noted, or what was noted not be used. */
  readonly onTrouble: () => void;
}

/** What the mirror knows, and which of it is on disk: whatever a crash leaves there fits what the spool has. */
export class NotedState {
  readonly #options: NotedStateOptions;
  readonly #files: MirrorStateFiles;
  #mark: string | null = null;
  /** Mark of the last batch that the spool has on disk, … */
  #spooled: string = NO_MARK;
  /** … and of the state that the next process would go on from. */
  #fitting: string = NO_MARK;
  #isRefused = false;

  constructor(options: NotedStateOptions) {
    this.#options = options;
    this.#files = new MirrorStateFiles(options.directory);
  }

  /** A mark for what was read now. */
  nextMark(): string {
    this.#mark = markAfter(this.#mark);
    return this.#mark;
  }

  /** Notes what is known since the reading with this mark. Resolves to whether it could; never rejects. */
  async save(mark: string): Promise<boolean> {
    const { directory, log, datums } = this.#options;
    try {
      await this.#files.save(mark, await this.#state(datums.save()));
      if (this.#isRefused) log.info(`The state in ${directory} can be written again.`);
      this.#isRefused = false;
      return true;
    } catch (error) {
      this.#sayRefused(error as Error);
      return false;
    }
  }

  /** The spool has answered for the batch with this mark, whose state was saved or could not be. */
  async handedOver(mark: string, kept: Kept, isSaved: boolean): Promise<void> {
    if (kept === 'disk') this.#spooled = mark;
    if (!isSaved) return;
    // Until the spool has them on disk, the state before them is the one that fits it.
    if (kept === 'disk') this.#fitting = mark;
    await this.#keepOnly(this.#fitting, mark);
  }

  /**
   * Goes on from what another mirror has left, or else from what is on disk, where the spool's last batch has this mark. Rejects only
   * where the process is at fault.
   */
  async restore(lastMark: string | null, takenOver: TakenOver | null): Promise<void> {
    const found = takenOver?.budget ? null : await this.#load(lastMark);
    const budget = takenOver?.budget ?? found?.state.budget;
    if (budget !== undefined) this.#options.budget.restore(budget);
    const deltas = takenOver?.deltas ?? found?.state.deltas;
    if (deltas !== undefined) this.#goOnFrom(deltas);
    if (takenOver === null && found?.isExact === false) {
      this.#options.log.warn(
        'The last intervals that went to CloudWatch could not be noted before the restart; what came in them may be sent twice.',
      );
    }
    const newest = await this.#files.newestMark().catch(() => null);
    this.#mark = [lastMark, newest].reduce((one, other) => ((one ?? '') > (other ?? '') ? one : other));
    this.#spooled = lastMark ?? NO_MARK;
    this.#fitting = takenOver === null ? (found?.mark ?? this.#spooled) : this.#spooled;
    // What is on disk is of another time, or there is nothing: a crash before the first reading would go on from that.
    if (takenOver !== null || found === null) await this.#replace();
  }

  /** What the next mirror of this process goes on from, all of which has been handed over. */
  async leave(): Promise<TakenOver> {
    return await this.#state(await gather(this.#options.datums.save()));
  }

  /** Where what went out is newer than what is noted, notes it: it must not go out again. Never rejects. */
  async catchUp(): Promise<void> {
    if (this.#fitting !== this.#mark) await this.save(this.#spooled);
  }

  /** Makes what is known now the only state on disk. */
  async #replace(): Promise<void> {
    if (await this.save(this.#spooled)) await this.#keepOnly(this.#spooled);
  }

  #keepOnly(...marks: readonly string[]): Promise<void> {
    return this.#files.keepOnly(...marks).catch((error: Error) => this.#sayRefused(error));
  }

  #sayRefused({ message }: Error): void {
    const { directory, log, onTrouble } = this.#options;
    onTrouble();
    if (!this.#isRefused) {
      log.error(
        `What the mirror has read cannot be noted in ${directory}: ${message}. It goes on; after a restart, ` +
          'what came since would be sent twice. Free space on the disk, or let the user that runs the exporter write there.',
      );
    }
    this.#isRefused = true;
  }

  async #state(deltas: Iterable<unknown>): Promise<MirrorState> {
    return { budget: { version: 1, metrics: await gather(this.#options.budget.entries()) }, deltas };
  }

  async #load(lastMark: string | null) {
    try {
      return await this.#files.load(lastMark);
    } catch (error) {
      this.#options.onTrouble();
      this.#options.log.error(
        `${(error as Error).message} It is replaced; counters are mirrored from what they have come to now.`,
      );
      return null;
    }
  }

  #goOnFrom(deltas: Iterable<unknown>): void {
    const leftOut = this.#options.datums.restore(deltas);
    if (leftOut === 0) return;
    this.#options.log.error(
      { lines: leftOut },
      'Some of what the mirror had noted cannot be understood; those counters are mirrored from what they have come to.',
    );
  }
}
