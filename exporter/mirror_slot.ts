import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { directoryName, strandedSpools } from './outputs/cloudwatch_mirror/destination.ts';
import { CloudwatchMirror, type MirrorOptions } from './outputs/cloudwatch_mirror/mirror.ts';
import type { MirrorState } from './outputs/cloudwatch_mirror/mirror_state.ts';
import { compileSelection, entriesOf } from './outputs/cloudwatch_mirror/selection.ts';
import type { CloudwatchMirrorSettings } from './outputs/cloudwatch_mirror/settings.ts';
import { workerSettings } from './outputs/cloudwatch_mirror/worker_settings.ts';

const NO_BUDGET = { version: 1, metrics: [] } as const satisfies MirrorState['budget'];
/** How long a reload waits for a mirror that is new. */
const LONGEST_START_MS = 5_000;

export type MirrorSlotOptions = Omit<MirrorOptions, 'settings' | 'worker' | 'directory' | 'takenOver'> & {
  readonly stateDirectory: string;
};

/** The CloudWatch mirror of the current settings, or none. Calls of `apply` and `stop` must not overlap. */
export class MirrorSlot {
  readonly #options: MirrorSlotOptions;
  #mirror: CloudwatchMirror | null = null;
  /** What the last one has left, in which directory. */
  #left: { readonly directory: string; readonly state: MirrorState | null } | null = null;

  constructor(options: MirrorSlotOptions) {
    this.#options = options;
  }

  /** Why nothing comes through at present; null where nothing is known against it, undefined where there is no mirror. */
  get trouble(): string | null | undefined {
    return this.#mirror === null ? undefined : (this.#mirror.status.trouble?.why ?? null);
  }

  /** Brings its series up to date; called before each exposition. */
  refresh(): void {
    this.#mirror?.refresh();
  }

  /** Resolves when the present one has taken its first look, or has taken long. Never rejects. */
  async begun(): Promise<void> {
    if (this.#mirror === null) return;
    const late = new AbortController();
    const started = this.#mirror.started.catch(() => {});
    await Promise.race([
      started,
      sleep(LONGEST_START_MS, undefined, { signal: late.signal }).catch(() => {}),
    ]);
    late.abort();
  }

  /** Reads what has come since the last reading. Never rejects. */
  async readNow(): Promise<void> {
    await this.#mirror?.readNow();
  }

  /** Has the registry know the extremes of what is mirrored; to be called before anything is counted. */
  track(settings: CloudwatchMirrorSettings | null): void {
    const entries = settings === null ? [] : compileSelection(settings);
    this.#options.registry.trackExtremes((metric) => entriesOf(entries, metric).length > 0);
  }

  /** Goes on undisturbed where the settings are the same, and from where it was where they are others. Never rejects. */
  async apply(settings: CloudwatchMirrorSettings | null): Promise<void> {
    if (this.#mirror !== null && isDeepStrictEqual(settings, this.#mirror.settings)) {
      // Sources may go now, and their series with them.
      await this.readNow();
      return;
    }
    await this.stop();
    this.track(settings);
    if (settings === null) return;
    const { stateDirectory, ...options } = this.#options;
    const parent = join(stateDirectory, 'mirror');
    const name = directoryName(settings);
    const directory = join(parent, name);
    const worker = workerSettings(settings, directory);
    const left = this.#left?.state ?? null;
    // What was read was read, wherever it went; what it costs is known of the same place only.
    const takenOver =
      left === null || this.#left?.directory === directory ? left : { ...left, budget: NO_BUDGET };
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

  #sayStranded(directory: string): void {
    this.#options.log.warn(
      { directory },
      'Datums wait here for another namespace, region or endpoint. They go out when mirror.cloudwatch names it again; ' +
        'if they are not wanted, remove the directory.',
    );
  }
}
