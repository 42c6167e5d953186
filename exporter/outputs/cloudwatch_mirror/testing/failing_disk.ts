import { LOCAL_DISK, type SpoolDisk } from '../spool_disk.ts';

/** A disk of this machine that can be told to fail. What it can read it can always read. */
export class FailingDisk implements SpoolDisk {
  /** How many changes go well before it crashes. */
  changesLeft = Number.POSITIVE_INFINITY;
  /** How much of the change that crashes is done, from 0 to 1. */
  share = 0;
  hasCrashed = false;
  /** What every change that needs space fails with. */
  full: NodeJS.ErrnoException | null = null;
  /** What every change fails with. */
  readOnly: NodeJS.ErrnoException | null = null;

  makeDirectory(path: string): void {
    this.#change(() => LOCAL_DISK.makeDirectory(path));
  }

  list(path: string): string[] {
    return LOCAL_DISK.list(path);
  }

  length(path: string): number {
    return LOCAL_DISK.length(path);
  }

  read(path: string, offset: number, bytes: number): Buffer {
    return LOCAL_DISK.read(path, offset, bytes);
  }

  create(path: string, content: Uint8Array): void {
    if (this.full !== null) {
      LOCAL_DISK.create(path, new Uint8Array());
      throw this.full;
    }
    this.#change((share) => LOCAL_DISK.create(path, content.subarray(0, content.length * share)));
  }

  write(path: string, offset: number, content: Uint8Array): void {
    const grows = offset + content.length > LOCAL_DISK.length(path);
    if (this.full !== null && grows) {
      LOCAL_DISK.write(path, offset, content.subarray(0, content.length / 2));
      throw this.full;
    }
    this.#change((share) => LOCAL_DISK.write(path, offset, content.subarray(0, content.length * share)));
  }

  truncate(path: string, bytes: number): void {
    this.#change((share) => share > 0 && LOCAL_DISK.truncate(path, bytes));
  }

  remove(path: string): void {
    this.#change((share) => share > 0 && LOCAL_DISK.remove(path));
  }

  #change(work: (share: number) => void): void {
    if (this.hasCrashed) throw new Error('The machine is off.');
    if (this.readOnly !== null) throw this.readOnly;
    this.changesLeft -= 1;
    this.hasCrashed = this.changesLeft < 0;
    work(this.hasCrashed ? this.share : 1);
    if (this.hasCrashed) throw new Error('The machine is off.');
  }
}

/** An error as the system throws it. */
export function systemError(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
