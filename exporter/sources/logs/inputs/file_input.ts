import type { SourceContext } from '../../source.ts';
import { EACH_LINE, type FileSettings, globOf, weightOf } from '../file_settings.ts';
import { Follower } from '../follower.ts';
import type { Framing } from '../framing.ts';
import type { LogTally } from '../log_tally.ts';
import { isSampled } from '../sampling.ts';
import type { SavedFile } from '../tracked_file.ts';

export interface FileInputOptions {
  readonly files: readonly FileSettings[];
  readonly framing: Framing;
  /** Contents followed before a restart; null where no files were followed yet. */
  readonly saved: readonly SavedFile[] | null;
  readonly tally: LogTally;
  readonly context: SourceContext;
  /** Between two chunks of a file, when positions and counts agree. */
  readonly onChunk: () => Promise<void>;
}

/** Lines of files, which are looked at from time to time. */
export class FileInput {
  readonly #context: SourceContext;
  readonly #follower: Follower;
  #isKnown = false;

  constructor({ files, framing, saved, tally, context, onChunk }: FileInputOptions) {
    this.#context = context;
    const weights = files.map(weightOf);
    this.#follower = new Follower({
      globs: files.map(globOf),
      baseDirectory: context.baseDirectory,
      framing,
      saved,
      onEvent: (bytes, from, to, { path, glob, seed, offset }) => {
        const weight = weights[glob] ?? EACH_LINE;
        if (weight.times > 1 && !isSampled(seed, offset + from, weight.times)) tally.notSampled();
        else tally.countBytes(bytes, from, to, path, weight);
      },
      onTooLong: (file) => tally.tooLong(file),
      onChunk,
      onProblem: (reason, problem) => context.report.problem(reason, problem),
      onDamaged: (reason) => tally.damaged(reason),
      onLost: (file) => {
        tally.lost('vanished');
        const problem = `The log file ${file} vanished while the exporter was down; lines written to it since are not counted.`;
        context.report.problem('file_lost', problem);
      },
    });
  }

  /** Whether all files have been looked at: before, the next start would take those that were not for new ones. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Counts what is new in all files; resolves to whether there is more to read at once. Never rejects. */
  async pass(): Promise<boolean> {
    const { report } = this.#context;
    let isBehind = false;
    try {
      isBehind = await this.#follower.pass();
      report.succeeded();
    } catch (error) {
      report.failed(
        'listing',
        `The log files cannot be listed: ${(error as Error).message}. Correct \`files\` or the rights of the directory.`,
      );
    }
    report.lag(this.#follower.lag);
    this.#isKnown = true;
    return isBehind;
  }

  /** What to save, together with what was counted. */
  saved(): SavedFile[] {
    return this.#follower.saved();
  }

  /** Makes a running pass end soon. */
  interrupt(): void {
    this.#follower.interrupt();
  }

  /** Closes every file, once no pass is running. */
  async close(): Promise<void> {
    await this.#follower.close();
  }
}
