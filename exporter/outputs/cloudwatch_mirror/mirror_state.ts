import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { SavedBudget } from './budget.ts';

const FILE = /^deltas-(?<mark>\d{15})\.jsonl$/;
const UNFINISHED = /^deltas-\d{15}\.jsonl\.new$/;
const DIGITS = 15;
/** What stands for the mark of a spool that knows none; before all others. */
export const NO_MARK = '0'.repeat(DIGITS);
/** Characters that are written at a time. */
const PIECE = 65_536;

const header = z.strictObject({
  version: z.literal(1),
  mark: z.string(),
  /** How many lines of the budget follow. */
  budget: z.int().nonnegative(),
});
const budgetLine = z.tuple([z.string(), z.number()]);

/** What a reading and its batch in the spool are known by: marks count up, and sort by time. */
export function markAfter(last: string | null): string {
  const number = last !== null && /^\d{15}$/.test(last) ? Number(last) : 0;
  return String(number + 1).padStart(DIGITS, '0');
}

/** What the mirror knew after a reading: what the next process needs to go on from it. */
export interface MirrorState {
  readonly budget: SavedBudget;
  /** As `RegistryDatums.save` gives them. */
  readonly deltas: Iterable<unknown>;
}

/** What a mirror goes on from that another one of the process has left. */
export interface TakenOver {
  /** Null where that on disk holds, since it is of another place. */
  readonly budget: SavedBudget | null;
  readonly deltas: Iterable<unknown>;
}

/** What was found on disk. */
export interface FoundState {
  readonly state: MirrorState;
  readonly mark: string;
  /** Whether nothing has been sent since but what the spool has; else what came since may be sent twice. */
  readonly isExact: boolean;
}

/**
 * The mirror's state on disk, one file for each reading. That of a reading is written before its datums go to the spool,
 * and the one before it is kept until they are there: whichever of the two a crash leaves, one of the files fits the spool.
 */
export class MirrorStateFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Makes the state of the reading with this mark durable. Takes turns with everything else the process does; the state must
   * stay as it is meanwhile. Rejects with the system's error.
   */
  async save(mark: string, { budget, deltas }: MirrorState): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    const path = this.#pathOf(mark);
    try {
      await this.#write(`${path}.new`, mark, { budget, deltas });
      await rename(`${path}.new`, path);
    } catch (error) {
      // One a minute would fill the disk.
      await rm(`${path}.new`, { force: true }).catch(() => {});
      throw error;
    }
    await syncDirectory(this.#directory);
  }

  async #write(path: string, mark: string, { budget, deltas }: MirrorState): Promise<void> {
    const handle = await open(path, 'w', 0o600);
    try {
      const pacer = new Pacer();
      let piece = `${JSON.stringify({ version: 1, mark, budget: budget.metrics.length })}\n`;
      for (const line of linesOf(budget, deltas)) {
        piece += `${JSON.stringify(line)}\n`;
        if (piece.length >= PIECE) {
          await handle.appendFile(piece);
          piece = '';
        }
        if (pacer.isDue) await pacer.turn();
      }
      await handle.appendFile(piece);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  /**
   * The state that fits a spool whose last batch has this mark, or else the newest before it; null where there is none. Rejects
   * with an Error that names a file that cannot be used.
   */
  async load(mark: string | null): Promise<FoundState | null> {
    const marks = await this.#marks();
    const isThere = mark !== null && marks.includes(mark);
    // Where the spool knows none, none of their datums are there; nor are those of what is newer than its last.
    const found = marks.findLast((one) => mark !== null && one <= mark) ?? marks[0];
    if (found === undefined) return null;
    const newest = Number(marks.at(-1));
    // Further ones than the one that was to be handed over went to memory, and may have been sent from there.
    const isExact = (isThere || mark === null) && newest - Number(found) <= 1;
    return { state: await this.#read(this.#pathOf(found)), mark: found, isExact };
  }

  /** The newest mark of which there is a file; null where there is none. Rejects with the system's error. */
  async newestMark(): Promise<string | null> {
    return (await this.#marks()).at(-1) ?? null;
  }

  /** Removes the files of all other readings, and what a crash has left of others. */
  async keepOnly(...marks: readonly string[]): Promise<void> {
    for (const name of await this.#names()) {
      const its = FILE.exec(name)?.groups?.mark;
      if (UNFINISHED.test(name) || (its !== undefined && !marks.includes(its)))
        await rm(join(this.#directory, name));
    }
  }

  async #marks(): Promise<string[]> {
    return (await this.#names()).flatMap((name) => FILE.exec(name)?.groups?.mark ?? []).sort();
  }

  async #names(): Promise<string[]> {
    return await readdir(this.#directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  }

  #pathOf(mark: string): string {
    return join(this.#directory, `deltas-${mark}.jsonl`);
  }

  async #read(path: string): Promise<MirrorState> {
    const [first, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const parsed = header.safeParse(parseJson(first ?? ''));
    if (!parsed.success) {
      throw new Error(`The state file ${path} is damaged or of another version.`);
    }
    const { budget } = parsed.data;
    const metrics = lines.slice(0, budget).flatMap((line) => {
      const known = budgetLine.safeParse(parseJson(line));
      return known.success ? [known.data] : [];
    });
    return { budget: { version: 1, metrics }, deltas: lines.slice(budget).map(parseJson) };
  }
}

/** Everything there is, in an array; takes turns with everything else the process does. */
export async function gather<T>(items: Iterable<T>): Promise<T[]> {
  const pacer = new Pacer();
  const all: T[] = [];
  for (const item of items) {
    all.push(item);
    if (pacer.isDue) await pacer.turn();
  }
  return all;
}

function* linesOf({ metrics }: SavedBudget, deltas: Iterable<unknown>): Generator<unknown> {
  yield* metrics;
  yield* deltas;
}

/** A file is found after a power cut only where its directory is on the disk, too. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
