import { rename } from 'node:fs/promises';
import type { z } from 'zod';
import { parseJson, readStateFile, replaceStateFile } from './sources/state_file.ts';

/** What was found in a state file; `trouble` is a sentence for the log where there is something that cannot be used. */
export interface Found<T> {
  readonly value: T | null;
  readonly trouble: string | null;
}

/**
 * One small value in a file of the state directory. A file that is damaged, or of another version, is set aside under the
 * name with `.damaged` behind it, of which there is one.
 */
export class KeptJson<T> {
  readonly path: string;
  readonly #schema: z.ZodType<T>;

  constructor(path: string, schema: z.ZodType<T>) {
    this.path = path;
    this.#schema = schema;
  }

  /** What is in the file; null where there is none, or none that can be used. Never rejects. */
  async load(): Promise<Found<T>> {
    try {
      const text = await readStateFile(this.path);
      if (text === null) return { value: null, trouble: null };
      const parsed = this.#schema.safeParse(parseJson(text));
      if (parsed.success) return { value: parsed.data, trouble: null };
      const aside = `${this.path}.damaged`;
      await rename(this.path, aside);
      return {
        value: null,
        trouble: `The state file ${this.path} is damaged or of another version; it was set aside as ${aside}.`,
      };
    } catch (error) {
      return { value: null, trouble: (error as Error).message };
    }
  }

  /** Replaces the file as a whole. Rejects with the system's error where the disk refuses. */
  async save(value: T): Promise<void> {
    await replaceStateFile(this.path, JSON.stringify(value));
  }
}
