import { readTlsFiles, type TlsFiles, type TlsFilesError, type TlsServerConfig } from './tls_files.ts';

/** How often files are looked at, which whoever renews certificates replaces. */
const LOOK_MS = 5_000;

export interface TlsWatchOptions {
  readonly config: TlsServerConfig;
  readonly baseDirectory: string;
  readonly files: TlsFiles;
  /** Takes new files. */
  readonly onChange: (files: TlsFiles) => void;
  /** Nothing is wrong with the files any more, or with new ones. */
  readonly onFine: (files: TlsFiles) => void;
  /** New files cannot be used; those in use stay. Told once of the same. */
  readonly onTrouble: (message: string) => void;
}

/** Looks whether the files of TLS have changed. Broken ones change nothing. */
export class TlsWatch {
  readonly #options: TlsWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #present: TlsFiles;
  /** What was wrong at the last look; null where nothing was. */
  #broken: { readonly what: string; readonly isTold: boolean } | null = null;

  constructor(options: TlsWatchOptions) {
    this.#options = options;
    this.#present = options.files;
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  /**
   * Looks once. Whoever replaces two files does it one after the other, so what is broken is told only where it is still the same at
   * the next look.
   */
  async look(): Promise<void> {
    const { config, baseDirectory, onTrouble } = this.#options;
    try {
      this.#use(await readTlsFiles(config, baseDirectory));
    } catch (error) {
      const { message, digest } = error as TlsFilesError;
      const what = digest ?? message;
      const isSame = this.#broken?.what === what;
      const isTold = this.#broken?.isTold === true;
      this.#broken = { what, isTold: isSame };
      if (isSame && !isTold) onTrouble(message);
    }
  }

  /** Reads the files now, without using them. Throws a TlsFilesError; `use` puts them to use. */
  async read(): Promise<{ use(): void }> {
    const { config, baseDirectory } = this.#options;
    const files = await readTlsFiles(config, baseDirectory);
    return { use: () => this.#use(files) };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #use(files: TlsFiles): void {
    const { onChange, onFine } = this.#options;
    const isNew = files.digest !== this.#present.digest;
    const wasBroken = this.#broken !== null;
    this.#present = files;
    this.#broken = null;
    if (isNew) onChange(files);
    if (isNew || wasBroken) onFine(files);
  }
}
