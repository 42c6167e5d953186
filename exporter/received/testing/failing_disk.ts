import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { LOCAL_DISK, type StateDisk } from '../state_disk.ts';

/** A disk of this machine that can be told to fail. What it can read it can always read. */
export class FailingDisk implements StateDisk {
  /** How many changes go well before the process is killed. */
  changesLeft = Number.POSITIVE_INFINITY;
  /** How much of the change is done in which it is killed, from 0 to 1. */
  share = 0;
  hasCrashed = false;
  /** What every change that needs space fails with, halfway. */
  full: NodeJS.ErrnoException | null = null;

  list(directory: string): string[] {
    return LOCAL_DISK.list(directory);
  }

  read(path: string): Buffer {
    return LOCAL_DISK.read(path);
  }

  create(path: string): number {
    return this.#change((share) => (share > 0 ? LOCAL_DISK.create(path) : 0));
  }

  append(file: number, content: Uint8Array): void {
    if (this.full !== null) {
      LOCAL_DISK.append(file, content.subarray(0, content.length / 2));
      throw this.full;
    }
    this.#change((share) => LOCAL_DISK.append(file, content.subarray(0, content.length * share)));
  }

  close(file: number): void {
    LOCAL_DISK.close(file);
  }

  async remove(path: string): Promise<void> {
    this.#change((share) => share > 0 && rmSync(path, { force: true }));
  }

  async replace(path: string, content: AsyncIterable<string>): Promise<void> {
    let text = '';
    for await (const part of content) text += part;
    const temporary = `${path}.new`;
    if (this.full !== null) {
      writeFileSync(temporary, text.slice(0, text.length / 2));
      throw this.full;
    }
    this.#change((share) => writeFileSync(temporary, text.slice(0, text.length * share)));
    this.#change((share) => share > 0 && renameSync(temporary, path));
  }

  #change<T>(work: (share: number) => T): T {
    if (this.hasCrashed) throw new Error('The process is gone.');
    this.changesLeft -= 1;
    this.hasCrashed = this.changesLeft < 0;
    const done = work(this.hasCrashed ? this.share : 1);
    if (this.hasCrashed) throw new Error('The process is gone.');
    return done;
  }
}

/** An error as the system throws it. */
export function systemError(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
