import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const NEW_DIRECTORY = 0o700;
const NEW_FILE = 0o600;

/**
 * What the spool asks of a disk. Whatever changes something has reached the disk when it returns, and throws the
 * system's error otherwise, after which a part may have been written. It blocks: it is for a thread that serves nobody.
 */
export interface SpoolDisk {
  /** Makes a directory and those above it; one that is there is left as it is. */
  makeDirectory(path: string): void;
  /** Names in a directory, in no order. */
  list(path: string): string[];
  /** Length of a file in bytes. */
  length(path: string): number;
  /** Bytes from an offset on; fewer than asked for at the end of the file. */
  read(path: string, offset: number, bytes: number): Buffer;
  /** Makes a file with this content, in place of one that is there. */
  create(path: string, content: Uint8Array): void;
  /** Writes into a file that is there, from an offset on. */
  write(path: string, offset: number, content: Uint8Array): void;
  /** Cuts a file off after so many bytes. */
  truncate(path: string, bytes: number): void;
  /** Removes a file; none is as good. */
  remove(path: string): void;
}

/** The disk of this machine. */
export const LOCAL_DISK: SpoolDisk = {
  makeDirectory: (path) => void mkdirSync(path, { recursive: true, mode: NEW_DIRECTORY }),
  list: (path) => readdirSync(path),
  length: (path) => statSync(path).size,
  read: (path, offset, bytes) =>
    withFile(path, 'r', (file) => {
      const buffer = Buffer.alloc(bytes);
      return buffer.subarray(0, readSync(file, buffer, 0, bytes, offset));
    }),
  create: (path, content) => {
    withFile(path, 'w', (file) => {
      writeAll(file, content, 0);
      fsyncSync(file);
    });
    // A file is found after a power cut only where its directory is on the disk, too.
    withFile(dirname(path), 'r', fsyncSync);
  },
  write: (path, offset, content) =>
    withFile(path, 'r+', (file) => {
      writeAll(file, content, offset);
      fdatasyncSync(file);
    }),
  truncate: (path, bytes) =>
    withFile(path, 'r+', (file) => {
      ftruncateSync(file, bytes);
      fsyncSync(file);
    }),
  remove: (path) => rmSync(path, { force: true }),
};

function withFile<T>(path: string, flags: string, work: (file: number) => T): T {
  const file = openSync(path, flags, NEW_FILE);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, content: Uint8Array, offset: number): void {
  let written = 0;
  while (written < content.length) {
    written += writeSync(file, content, written, content.length - written, offset + written);
  }
}
