import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { directoryName, strandedSpools } from './outputs/cloudwatch_mirror/destination.ts';
import { CloudwatchMirror, type MirrorOptions } from './outputs/cloudwatch_mirror/mirror.ts';
import type { TakenOver } from './outputs/cloudwatch_mirror/mirror_state.ts';
import { metricsSelectedBy } from './outputs/cloudwatch_mirror/selection.ts';
import type { CloudwatchMirrorSettings } from './outputs/cloudwatch_mirror/settings.ts';
import { workerSettings } from './outputs/cloudwatch_mirror/worker_settings.ts';

/** How long a reload waits for a reading. */
const LONGEST_WAIT_MS = 5_000;

export type MirrorSlotOptions = Omit<MirrorOptions, 'settings' | 'worker' | 'directory' | 'takenOver'> & {
  readonly stateDirectory: string;
};

/** The CloudWatch mirror of the current settings, or none. Calls of `apply` and `stop` must not overlap. */
export class MirrorSlot {
  readonly #options: MirrorSlotOptions;
  #mirror: CloudwatchMirror | null = null;
  /** What the last one has left, in which directory. */
  #left: { readonly directory: string; readonly state: TakenOver | null } | null = null;
  readonly #hurry = new AbortController();

  constructor(options: MirrorSlotOptions) {
    this.#options = options;
  }

  /** Why nothing comes through at present; null where nothing is known against it, undefined where there is no mirror. */
  get trouble(): string | null | undefined {
    return this.#mirror === null ? undefined : this.#mirror.trouble;
  }

  /** The mirror that works at present; null where there is none. */
  get present(): Pick<CloudwatchMirror, 'settings' | 'status' | 'cost' | 'trouble'> | null {
    return this.#mirror;
  }

  /** Brings its series up to date; called before each exposition. */
  refresh(): void {
    this.#mirror?.refresh();
  }

  /**
   * After how long counters and histograms may be forgotten at present, in milliseconds, where that was asked for: not before
   * what was written last has been read.
   */
  expiryOf(counters: number | undefined): number | undefined {
    if (counters === undefined || this.#mirror === null) return counters;
    return Math.max(counters, this.#mirror.sinceReading);
  }

  /** From now on nothing waits for a reading but `stop`, and `apply` begins nothing more. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Resolves when the present one has taken its first look, or has taken long. Never rejects. */
  async begun(): Promise<void> {
    await this.#wait(this.#mirror?.started.catch(() => {}));
  }

  /** Reads what has come since the last reading. Resolves to whether it has; it may take long. Never rejects. */
  async readNow(): Promise<boolean> {
    return await this.#wait(this.#mirror?.readNow());
  }

  /** Has the registry know the extremes of what is mirrored; to be called before anything is counted. */
  track(settings: CloudwatchMirrorSettings | null): void {
    this.#options.registry.trackExtremes(settings === null ? () => false : metricsSelectedBy(settings));
  }

  /** Goes on undisturbed where the settings are the same, and from where it was where they are others. Never rejects. */
  async apply(settings: CloudwatchMirrorSettings | null): Promise<void> {
    if (this.#mirror !== null && isDeepStrictEqual(settings, this.#mirror.settings)) {
      // Sources may go now, and their series with them.
      if (!(await this.readNow()) && !this.#hurry.signal.aborted) this.#sayUnread();
      return;
    }
    await this.stop();
    this.track(settings);
    if (settings === null || this.#hurry.signal.aborted) return;
    const { stateDirectory, ...options } = this.#options;
    const parent = join(stateDirectory, 'mirror');
    const name = directoryName(settings);
    const directory = join(parent, name);
    const worker = workerSettings(settings, directory);
    const left = this.#left?.state ?? null;
    // What was read was read, wherever it went; what it costs is known of the same place only.
    const takenOver = left === null || this.#left?.directory === directory ? left : { ...left, budget: null };
    this.#mirror = new CloudwatchMirror({ ...options, settings, directory, worker, takenOver });
    this.#left = null;
    for (const stranded of await strandedSpools(parent, name)) this.#sayStranded(stranded);
  }

  /** Reads what has come since the last reading, and ends. Never rejects. */
  async stop(): Promise<void> {
    if (this.#mirror === null) return;
    const { directory } = this.#mirror;
    this.#left = { directory, state: await this.#mirror.stop() };
    this.#mirror = null;
  }

  /** Whether it comes to an end in time. */
  async #wait(promised: Promise<unknown> = Promise.resolve()): Promise<boolean> {
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, this.#hurry.signal]);
    const isOver = await Promise.race([
      promised.then(() => true),
      sleep(LONGEST_WAIT_MS, false, { signal }).catch(() => false),
    ]);
    late.abort();
    return isOver;
  }

  #sayUnread(): void {
    this.#options.log.warn(
      `The CloudWatch mirror has not read within ${LONGEST_WAIT_MS / 1000} s (${this.trouble ?? 'it is slow'}): what a source ` +
        'that goes now has counted since the last interval may be missing in CloudWatch.',
    );
  }

  #sayStranded(directory: string): void {
    this.#options.log.warn(
      { directory },
      'Datums wait here for another namespace, region or endpoint. They go out when mirror.cloudwatch names it again; ' +
        'if they are not wanted, remove the directory.',
    );
  }
}
