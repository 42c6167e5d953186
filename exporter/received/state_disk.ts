import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceStateFile } from '../sources/state_file.ts';

const NEW_DIRECTORY = 0o700;
const NEW_FILE = 0o600;

/**
 * What a journal and its checkpoint ask of a disk. Whatever changes something throws the system's error where the disk refuses,
 * after which a part may have been done. What returned without an error survives the end of the process.
 */
export interface StateDisk {
  /** Names in a directory, in no order; none where there is no such directory. */
  list(directory: string): string[];
  read(path: string): Buffer;
  /** Makes an empty file in place of one that is there, and directories above it; answers what `append` knows it by. */
  create(path: string): number;
  append(file: number, content: Uint8Array): void;
  /** Nothing more is appended to a file. Throws nothing. */
  close(file: number): void;
  /** Removes a file; none is as good. */
  remove(path: string): Promise<void>;
  /** Replaces a file as a whole, see `replaceStateFile`. */
  replace(path: string, content: AsyncIterable<string>): Promise<void>;
}

/** The disk of this machine. */
export const LOCAL_DISK: StateDisk = {
  list: (directory) => {
    try {
      return readdirSync(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  },
  read: (path) => readFileSync(path),
  create: (path) => {
    mkdirSync(dirname(path), { recursive: true, mode: NEW_DIRECTORY });
    return openSync(path, 'w', NEW_FILE);
  },
  append: (file, content) => {
    let written = 0;
    while (written < content.length) written += writeSync(file, content, written);
  },
  close: (file) => {
    try {
      closeSync(file);
    } catch {
      // Whatever was appended has been answered for.
    }
  },
  remove: (path) => rm(path, { force: true }),
  replace: (path, content) => replaceStateFile(path, content),
};
